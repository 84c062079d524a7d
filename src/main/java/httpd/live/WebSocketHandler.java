package httpd.live;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.websocket.OpeningHandshake;

/**
 * Answers a request for a WebSocket with the lines of a handler, a message each, and passes all
 * other requests on. The handler sees a GET, and a POST for each message that is published.
 *
 * @param input what is done with the messages of clients
 */
public record WebSocketHandler(Handler handler, Input input) implements Handler {

  /** What a message of a client is. */
  public enum Input {
    /** Refused. */
    NONE,
    /** The body of a POST to the same handler. */
    PUBLISHED,
    /** A line of the body of the request, as it is the standard input of a command. */
    STANDARD_INPUT
  }

  @Override
  public Response handle(Request request) throws Exception {
    return request.client().mayUpgrade() && OpeningHandshake.isAsked(request)
        ? new WebSocketOpening(handler, input, request).response()
        : handler.handle(request);
  }

  @Override
  public boolean mayBlock(Request request) {
    return handler.mayBlock(request);
  }

  @Override
  public Response refused(Request request, HttpException why) throws Exception {
    return handler.refused(request, why);
  }

  @Override
  public String toString() {
    return handler.toString();
  }
}
