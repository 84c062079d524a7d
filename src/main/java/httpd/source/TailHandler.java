package httpd.source;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import java.nio.file.Path;

/**
 * To every client the lines that are added to a file while it is connected.
 *
 * @param file followed by one reader for all
 */
public record TailHandler(Path file) implements Handler {

  @Override
  public Response handle(Request request) {
    return new Response(
        200, Headers.EMPTY, new Body.Lines(FollowedFiles.ofTheProcess().lines(file)));
  }

  @Override
  public String toString() {
    return "tail:" + file;
  }
}
