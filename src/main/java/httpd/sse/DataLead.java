package httpd.sse;

import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.Poll;
import org.jspecify.annotations.Nullable;

/** The events of a lead as their data, for all plain readers that follow. */
record DataLead(LeadSource events) implements LeadSource {

  @Override
  public @Nullable Poll peek(Runnable wake) {
    var poll = events.peek(wake);
    return poll instanceof Line event ? DataLines.dataOf(event) : poll;
  }

  @Override
  public void step() {
    events.step();
  }

  @Override
  public Object place() {
    return events.place();
  }

  @Override
  public String nextPosition() {
    return events.nextPosition();
  }

  @Override
  public void close() {
    events.close();
  }
}
