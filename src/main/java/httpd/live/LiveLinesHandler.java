package httpd.live;

import httpd.Body;
import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.http.ContentType;
import httpd.sse.EventStream;

/**
 * The lines that a handler gives to each client for itself, shown as the client wants them. There
 * is nothing to come back to, so events have no ids. What is no lines, or is an event stream
 * already, passes as it is.
 *
 * @param handler asked for each request that wants no page
 */
public record LiveLinesHandler(Handler handler, Presentation presentation) implements Handler {

  @Override
  public Response handle(Request request) throws Exception {
    var view = presentation.view(request);
    if (view == View.PAGE) {
      return presentation.page(request);
    }
    var response = handler.handle(request);
    if (!(response.body() instanceof Body.Lines(var lines)) || isEventStream(response)) {
      return response;
    }
    return switch (view) {
      case EVENTS -> presentation.events(request, EventStream.of(lines));
      case VERBATIM -> presentation.verbatim(lines);
      case LINES, PAGE -> presentation.varied(response);
    };
  }

  private static boolean isEventStream(Response response) {
    var type = ContentType.of(response.headers().all("Content-Type"));
    return type.isEventStream();
  }

  @Override
  public String toString() {
    return handler.toString();
  }
}
