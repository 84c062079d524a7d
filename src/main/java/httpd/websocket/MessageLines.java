package httpd.websocket;

import httpd.line.ForwardingSource;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a source such that each with an ending is one message. An event's data, which has a
 * line feed after each of its lines and no ending, is one.
 */
final class MessageLines extends ForwardingSource {

  /** What the WebSockets of the same lines share. */
  private record SharedMessages(Object lines) {}

  /** The lines of a lead, all of them whole. */
  private record MessageLead(LeadSource lines) implements LeadSource {

    @Override
    public @Nullable Poll peek(Runnable wake) {
      var poll = lines.peek(wake);
      return poll == null ? null : message(poll, true);
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

  MessageLines(LineSource lines) {
    super(lines);
  }

  @Override
  public Poll poll(Runnable wake) {
    return message(super.poll(wake), false);
  }

  @Override
  public @Nullable Object shared() {
    var lines = sharedBelow();
    return lines == null ? null : new SharedMessages(lines);
  }

  @Override
  public LeadSource lead() {
    return new MessageLead(super.lead());
  }

  private static Poll message(Poll poll, boolean isWhole) {
    if (!(poll instanceof Line line) || line.ending() != Line.Ending.NONE) {
      return poll;
    }
    byte[] content = line.content();
    int last = content.length - 1;
    if (last >= 0 && content[last] == '\n') {
      return new Line(Arrays.copyOf(content, last), Line.Ending.LF);
    }
    return isWhole ? new Line(content, Line.Ending.LF) : line;
  }
}
