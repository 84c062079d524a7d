package httpd.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.websocket.CloseCode;
import httpd.websocket.ClosingException;
import httpd.websocket.OpeningHandshake;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answer to one request for a WebSocket. */
final class WebSocketOpening {

  private final Handler handler;
  private final WebSocketHandler.Input input;
  private final Request request;
  private final boolean isJson;

  WebSocketOpening(Handler handler, WebSocketHandler.Input input, Request request) {
    boolean isReadOnly = request.value(OpeningHandshake.READ_ONLY) != null;
    this.handler = handler;
    this.input = isReadOnly ? WebSocketHandler.Input.NONE : input;
    this.request = request;
    this.isJson = isJson(request);
  }

  private static boolean isJson(Request request) {
    return switch (request.query("as")) {
      case null -> false;
      case "lines" -> false;
      case "json" -> true;
      case String other ->
          throw new HttpException(400, "as=" + other + ": a WebSocket has lines or json");
    };
  }

  Response response() throws Exception {
    var fields = OpeningHandshake.answer(request);
    var shown = request.with(View.NEEDED, isJson ? View.EVENTS : View.LINES);
    return switch (input) {
      case STANDARD_INPUT -> {
        var body = new LateSource();
        yield answer(fields, handler.handle(shown.withBody(body)), body);
      }
      case NONE, PUBLISHED -> answer(fields, handler.handle(shown), null);
    };
  }

  /** Anything but lines is a refusal. */
  private Response answer(Headers fields, Response response, @Nullable LateSource body) {
    if (!(response.body() instanceof Body.Lines(var lines))) {
      return response;
    }
    var messages = new RefusableSource(isJson ? new JsonEvents(lines) : lines, body);
    Consumer<LineSource> sink =
        body == null ? new MessageReader(this::take, messages::refuse) : body::is;
    var headers = response.headers().without("Content-Type");
    for (var field : fields) {
      headers = headers.plus(field.name(), field.value());
    }
    return new Response(101, headers, new Body.WebSocket(messages, sink));
  }

  /** Publishes a message as a POST to the same path does. */
  private void take(Line message) throws Exception {
    if (input == WebSocketHandler.Input.NONE) {
      throw new ClosingException(CloseCode.REFUSED, "nothing can be written here");
    }
    if (message.ending() == Line.Ending.NONE) {
      throw new ClosingException(CloseCode.UNSUPPORTED, "what is published here is text");
    }
    var post = request.withMethod("POST").without("Content-Type");
    if (isJson) {
      post = post.withHeader("Content-Type", "application/json");
    }
    try (var response = handler.handle(post.withBody(new String(message.content(), UTF_8)))) {
      if (response.status() >= 400) {
        throw new ClosingException(code(response.status()), "refused: " + response.status());
      }
    } catch (HttpException e) {
      throw new ClosingException(code(e.status()), String.valueOf(e.getMessage()));
    }
  }

  private static CloseCode code(int status) {
    return switch (status) {
      case 413 -> CloseCode.TOO_LONG;
      case 415 -> CloseCode.UNSUPPORTED;
      case 429, 503, 507 -> CloseCode.TRY_LATER;
      default -> status < 500 ? CloseCode.REFUSED : CloseCode.FAILED;
    };
  }
}
