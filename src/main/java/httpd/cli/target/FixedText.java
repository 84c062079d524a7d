package httpd.cli.target;

import httpd.Handler;
import httpd.Request;
import httpd.Response;

/**
 * The same text for every request.
 *
 * @param text sent as it is, no line feed added
 */
public record FixedText(String text) implements Handler {

  @Override
  public Response handle(Request request) {
    return Response.text(text);
  }

  @Override
  public String toString() {
    return "text:" + text;
  }
}
