package httpd.cli.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Handler;
import httpd.NonBlocking;
import httpd.Response;

/** The same text for every request, {@code text:STRING}; no line feed is added. */
record TextTarget(String text) implements RouteTarget {

  public static final class Kind extends BuiltInKind {
    public Kind() {
      super("text", "text:STRING", "one fixed answer", TextTarget::new);
    }
  }

  @Override
  public Handler open() {
    var response = Response.bytes(text.getBytes(UTF_8), "text/plain; charset=utf-8");
    return (NonBlocking) request -> response;
  }

  @Override
  public String toString() {
    return "text:" + text;
  }
}
