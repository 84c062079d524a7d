package httpd.live;

import httpd.Body;
import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.http.ContentType;
import httpd.sse.EventStream;

/**
 * Presents the lines that a handler makes for each client. A client cannot come back to such lines,
 * so events have no ids. A response without lines, or with an event stream, passes unchanged.
 *
 * @param handler called for each request except those for the page
 */
public record LiveLinesHandler(Handler handler, Presentation presentation) implements Handler {

  @Override
  public Response handle(Request request) throws Exception {
    var view = presentation.view(request);
    if (view == View.PAGE) {
      return presentation.page(request);
    }
    var response = handler.handle(request);
    var type = ContentType.of(response.headers().all("Content-Type"));
    if (!(response.body() instanceof Body.Lines(var lines)) || type.isEventStream()) {
      return response;
    }
    return switch (view) {
      case EVENTS ->
          announced(
              response,
              presentation.events(request, Grep.of(request).events(EventStream.withExit(lines))));
      case VERBATIM -> announced(response, Response.ofEvents(lines));
      case LINES, PAGE -> {
        var asked = new Body.Lines(new TypedLines(Grep.of(request).lines(lines)));
        yield presentation.varied(new Response(response.status(), response.headers(), asked));
      }
    };
  }

  /** What the response of the handler announces holds for the presented one. */
  private static Response announced(Response given, Response presented) {
    var trailer = given.headers().get("Trailer");
    return trailer == null ? presented : presented.withHeader("Trailer", trailer);
  }

  @Override
  public String toString() {
    return handler.toString();
  }
}
