package httpd.sse;

import httpd.line.ForwardingSource;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import org.jspecify.annotations.Nullable;

/**
 * The data of events of a topic, for a client that reads plain lines: one piece for each event,
 * which has as many lines as its data. Lines that are not events pass unchanged.
 */
public final class DataLines extends ForwardingSource {

  /** What plain readers of the same events share. */
  private record SharedData(Object events) {}

  public DataLines(LineSource events) {
    super(events);
  }

  @Override
  public Poll poll(Runnable wake) {
    var poll = super.poll(wake);
    return poll instanceof Line event ? dataOf(event) : poll;
  }

  @Override
  public @Nullable Object shared() {
    var events = sharedBelow();
    return events == null ? null : new SharedData(events);
  }

  @Override
  public LeadSource lead() {
    return new DataLead(super.lead());
  }

  /** The data of an event; other lines unchanged. */
  public static Line dataOf(Line event) {
    return StoredEvent.isOne(event) ? StoredEvent.data(event) : event;
  }
}
