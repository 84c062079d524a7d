package httpd;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A hub in memory: a handler publishes events, and clients subscribe to them, as with {@code hub:}
 * on the command line. Each client gets each event once, in order; one that reconnects continues
 * after the last event that it has received.
 *
 * <pre>{@code
 * final Hub chat = Hub.keeping(1000);
 *
 * Response handle(Request request) throws IOException {
 *   return request.method().equals("POST")
 *       ? Response.text(chat.publish(request.text()))
 *       : chat.listen(request);
 * }
 * }</pre>
 *
 * <p>It keeps the newest events, at most as many as given and 256 KiB, for clients that come later
 * or reconnect; a longer event is kept alone. Publishing never waits, and a subscriber takes memory
 * for its position only. How the hub was made decides what happens to a subscriber that is too
 * slow. Safe for all threads; it need not be closed.
 */
public interface Hub {

  /**
   * Returns a hub that cuts a subscriber which falls behind. When the client reconnects, an event
   * {@code reset} reports what was dropped meanwhile.
   *
   * @param events at least 1
   */
  static Hub keeping(int events) {
    return SourceOpener.installed().hub(events, true, null);
  }

  /**
   * Returns a hub in which a subscriber that falls behind continues with the oldest event that is
   * kept; a comment says how many were dropped. Plain lines have no comments, and are cut.
   *
   * @param events at least 1
   */
  static Hub dropping(int events) {
    return SourceOpener.installed().hub(events, false, null);
  }

  /**
   * Returns a hub in which an event replaces the one before with the same key, for prices,
   * positions and states. A client that is slow or reconnects gets the newest event of each key
   * that it has not received, and a comment says how many were replaced. Beyond {@code events} keys
   * the oldest are dropped, as in {@link #dropping}.
   *
   * @param events at least 1
   * @param key called for each event when it is published; null for an event that replaces none
   */
  static Hub conflating(int events, Function<ServerSentEvent, @Nullable String> key) {
    return SourceOpener.installed().hub(events, false, Objects.requireNonNull(key, "key"));
  }

  /**
   * Publishes an event of type {@code message}.
   *
   * @return its id
   */
  default String publish(String data) {
    return publish(ServerSentEvent.of(data));
  }

  /**
   * Publishes an event to all subscribers, and keeps it.
   *
   * @param event its comment is left out; its id is kept
   * @return its id
   * @throws HttpException 409 if the hub has an event with that id, 400 if the id is not 1 to 128
   *     visible ASCII characters, or has the form of those that the hub makes
   * @throws IllegalArgumentException if its type is {@code reset} or {@code ping}, which the server
   *     sends itself
   */
  String publish(ServerSentEvent event);

  /**
   * Answers a client with events or plain lines, as it asks for: from now on, after its {@code
   * Last-Event-ID}, or as {@code ?last=} and {@code ?after=} say.
   *
   * @throws HttpException 400 or 410 if what it asks for is invalid or gone
   */
  Response listen(Request request);

  /** Returns how many clients are subscribed now. */
  int listeners();

  /** Returns how many events all clients together have missed because they were too slow. */
  long missed();
}
