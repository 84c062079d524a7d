package httpd.hub;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one request publishes: its body as one event; with {@code ?lines} each line as it comes in;
 * an {@code application/json} body as {@link EventJson} reads it.
 *
 * @param longestRetry that an event in JSON may ask for
 * @param log adds an event and gives its id, once it is in the log
 */
record Publication(Request request, Duration longestRetry, Function<ServerSentEvent, String> log) {

  static final String EVENT_ID = "Httpd-Event-Id";

  /** 201 with the id of the last event, once all are in the log; 204 if there was no line. */
  Response answer() throws IOException {
    if (request.query().has("lines")) {
      return answer(lines());
    }
    var body = request.text();
    return answer(log.apply(isJson() ? EventJson.read(body, longestRetry) : text(body)));
  }

  /**
   * Whoever reads them may be told of the first before the last is sent. A body that breaks off is
   * the failure of this request; what came before is in the log.
   */
  private @Nullable String lines() {
    String last = null;
    for (var line : request.lines()) {
      last = log.apply(ServerSentEvent.of(line));
    }
    return last;
  }

  /** One line end behind a text is how tools end a text, and no part of it. */
  private static ServerSentEvent text(String text) {
    int end = text.length();
    if (text.endsWith("\r\n")) {
      end -= 2;
    } else if (text.endsWith("\n")) {
      end -= 1;
    }
    return ServerSentEvent.of(text.substring(0, end));
  }

  private boolean isJson() {
    var type = request.header("Content-Type");
    return type != null
        && type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json");
  }

  private static Response answer(@Nullable String id) {
    if (id == null) {
      return Response.status(204);
    }
    return Response.text(id + "\n").withStatus(201).withHeader(EVENT_ID, id);
  }

  /** For those who give an id of their own: it has to fit into a header and a query. */
  static String checkId(String id) {
    if (!id.matches("[\\x20-\\x7e]{1,128}") || !id.equals(id.strip())) {
      throw new HttpException(
          400, "id: 1 to 128 visible ASCII characters, with blanks inside only");
    }
    return id;
  }
}
