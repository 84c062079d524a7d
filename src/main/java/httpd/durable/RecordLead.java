package httpd.durable;

import httpd.durable.RecordEvents.Reached;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.Poll;
import org.jspecify.annotations.Nullable;

/** The records of a lead as events, each made once for all clients that follow. */
record RecordLead(LeadSource records, RecordEvents events) implements LeadSource {

  @Override
  public @Nullable Poll peek(Runnable wake) {
    var poll = records.peek(wake);
    if (!(poll instanceof Line line)) {
      return poll;
    }
    byte[] content = line.content();
    return events.isUnfinished(content, content.length) ? null : event(line); // Each waits for it.
  }

  /** Clients that follow have all that was there before. */
  private Line event(Line line) {
    return records.encoded(
        line,
        RecordEvents.class,
        () -> events.data(line.content(), records.nextPosition(), Reached.THE_END));
  }

  @Override
  public void step() {
    records.step();
  }

  @Override
  public Object place() {
    return records.place();
  }

  @Override
  public String nextPosition() {
    return records.nextPosition();
  }

  @Override
  public void close() {
    records.close();
  }
}
