package httpd.hub;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.http.ContentType;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request that publishes: its body is one event; with {@code ?lines} each line is an event as
 * soon as it arrives; an {@code application/json} body is read by {@link EventJson}.
 *
 * @param longestRetry the longest {@code retry} that an event in JSON may set
 * @param log adds an event to the log; the future has its id when it is there
 */
record Publication(
    Request request,
    Duration longestRetry,
    Function<ServerSentEvent, CompletableFuture<String>> log) {

  static final String EVENT_ID = "Httpd-Event-Id";

  private static final ContentType JSON = new ContentType("application/json");

  /** Publishes, and answers 201 with the id of the last event, or 204 if there was no line. */
  Response answer() throws IOException {
    if (request.query().has("lines")) {
      return answer(lines());
    }
    var body = request.text();
    return answer(
        UnfinishedAppends.await(
            log.apply(isJson() ? EventJson.read(body, longestRetry) : text(body))));
  }

  /**
   * Subscribers get the first line before the last one arrives. If the body breaks off, this
   * request fails; the lines before that are in the log.
   */
  private @Nullable String lines() {
    var unfinished = new UnfinishedAppends();
    for (var line : request.lines()) {
      unfinished.add(log.apply(ServerSentEvent.of(line)), line.length());
    }
    return unfinished.last();
  }

  /** Tools end a text with a line end, which is not part of the event. */
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
    return ContentType.of(request.headers().all("Content-Type")).equals(JSON);
  }

  private static Response answer(@Nullable String id) {
    if (id == null) {
      return Response.status(204);
    }
    return Response.text(id + "\n").withStatus(201).withHeader(EVENT_ID, id);
  }

  /** Checks a publisher's id, which must fit into a header and a query. */
  static String checkId(String id) {
    if (!id.matches("[\\x20-\\x7e]{1,128}") || !id.equals(id.strip())) {
      throw new HttpException(
          400, "id must have 1 to 128 visible ASCII characters; blanks only between others");
    }
    return id;
  }
}
