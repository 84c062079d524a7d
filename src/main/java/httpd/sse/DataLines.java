package httpd.sse;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;

/**
 * The data of events, for who reads plain lines: one piece for each event, which has as many lines
 * as its data. Lines that are no events pass as they are.
 *
 * @param events as a topic gives them whose {@link EventEncoder.Form} is not {@code DATA}; closed
 *     with this source
 */
public record DataLines(LineSource events) implements LineSource {

  @Override
  public Poll poll(Runnable wake) {
    var poll = events.poll(wake);
    return poll instanceof Line event && StoredEvent.isOne(event) ? StoredEvent.data(event) : poll;
  }

  @Override
  public void close() {
    events.close();
  }

  @Override
  public Object origin() {
    return events.origin();
  }
}
