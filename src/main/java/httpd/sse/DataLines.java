package httpd.sse;

import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;

/**
 * The data of events of a topic, for a client that reads plain lines: one piece for each event,
 * which has as many lines as its data. Lines that are not events pass unchanged.
 */
public final class DataLines extends ForwardingSource {

  public DataLines(LineSource events) {
    super(events);
  }

  @Override
  public Poll poll(Runnable wake) {
    var poll = super.poll(wake);
    return poll instanceof Line event && StoredEvent.isOne(event) ? StoredEvent.data(event) : poll;
  }
}
