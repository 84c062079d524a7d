package httpd.cli.target;

import httpd.Handler;
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
    return request -> Response.text(text);
  }

  @Override
  public String toString() {
    return "text:" + text;
  }
}
