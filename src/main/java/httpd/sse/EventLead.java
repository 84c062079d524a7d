package httpd.sse;

import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.Poll;
import org.jspecify.annotations.Nullable;

/** The lines of a lead as events, each encoded once for all event streams that follow. */
record EventLead(LeadSource lines, EventEncoder encoder) implements LeadSource {

  @Override
  public @Nullable Poll peek(Runnable wake) {
    var poll = lines.peek(wake);
    return poll instanceof Line line ? encoder.encode(line, lines) : poll;
  }

  @Override
  public void step() {
    lines.step();
  }

  @Override
  public Object place() {
    return lines.place();
  }

  @Override
  public String nextPosition() {
    return lines.nextPosition();
  }

  @Override
  public void close() {
    lines.close();
  }
}
