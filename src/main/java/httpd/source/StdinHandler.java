package httpd.source;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.Request;
import httpd.Response;

/** To every client the lines of standard input that come while it is connected. */
public final class StdinHandler implements Handler {

  private final StandardInput input;

  /** Starts to read at once, so that the pipe is drained before the first client comes. */
  public StdinHandler(StandardInput input) {
    this.input = input;
    input.start();
  }

  @Override
  public Response handle(Request request) {
    return new Response(200, Headers.EMPTY, new Body.Lines(input.lines()));
  }

  @Override
  public String toString() {
    return "stdin:";
  }
}
