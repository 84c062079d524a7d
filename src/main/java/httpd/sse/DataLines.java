package httpd.sse;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;

/**
 * The data of events, for who reads plain lines: one piece for each event, which has as many lines
 * as its data.
 *
 * @param events as an {@link EventEncoder.Form#EVENT} topic gives them; closed with this source
 */
public record DataLines(LineSource events) implements LineSource {

  @Override
  public Poll poll(Runnable wake) {
    var poll = events.poll(wake);
    return poll instanceof Line event ? StoredEvent.data(event) : poll;
  }

  @Override
  public void close() {
    events.close();
  }
}
