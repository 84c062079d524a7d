package httpd.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;

/**
 * Lines for a client that gets no events: one that has a type, as {@code stderr}, begins with it,
 * as in {@code stderr: cannot open x}. Other lines are unchanged.
 */
final class TypedLines extends ForwardingSource {

  TypedLines(LineSource lines) {
    super(lines);
  }

  @Override
  public Poll poll(Runnable wake) {
    var poll = super.poll(wake);
    var type = eventType();
    return type != null && poll instanceof Line line ? prefixed(type, line) : poll;
  }

  private static Line prefixed(String type, Line line) {
    var prefix = (type + ": ").getBytes(UTF_8);
    var content = new byte[prefix.length + line.content().length];
    System.arraycopy(prefix, 0, content, 0, prefix.length);
    System.arraycopy(line.content(), 0, content, prefix.length, line.content().length);
    return new Line(content, line.ending());
  }
}
