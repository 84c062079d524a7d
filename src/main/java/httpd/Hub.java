package httpd;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A place in memory where a handler publishes events and clients listen: what {@code hub:} is on
 * the command line. Each client gets each event once, in order, and goes on behind the last it has
 * had when it comes back.
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
 * <p>It keeps the newest events, at most as many as it is told and 256 KiB, for those who come
 * later or come back; one that is longer is kept alone. Whoever publishes waits for nobody, and a
 * client that listens holds no memory but its place. What becomes of one that is too slow, is
 * decided by how the hub was made. Safe for all threads; nothing has to be closed.
 */
public interface Hub {

  /**
   * A hub that cuts who falls behind: the client comes back, and what was dropped meanwhile is told
   * by an event {@code reset}.
   *
   * @param events at least 1
   */
  static Hub keeping(int events) {
    return HubMaker.installed().keeping(events);
  }

  /**
   * A hub that lets who falls behind go on with the oldest event that is kept; a comment tells how
   * many were dropped. Plain lines have no comments, and are cut.
   *
   * @param events at least 1
   */
  static Hub dropping(int events) {
    return HubMaker.installed().dropping(events);
  }

  /**
   * A hub in which an event takes the place of the one before with the same key, for prices,
   * positions and states: a client that is slow, or comes back, gets the newest of each key that it
   * has not had, and a comment tells how many were replaced meanwhile. Beyond the most events the
   * oldest keys are dropped, as in {@link #dropping}.
   *
   * @param events at least 1
   * @param key called for each event when it is published; null for an event that stands for itself
   */
  static Hub conflating(int events, Function<ServerSentEvent, @Nullable String> key) {
    return HubMaker.installed().conflating(events, key);
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
   * Publishes an event; when this returns it is in the log, and on its way to all who listen.
   *
   * @param event its comment is left out; an id of its own is kept
   * @return its id
   * @throws HttpException 409 if an event with that id is in the log already, 400 if the id is not
   *     1 to 128 visible ASCII characters, or is like those that the hub gives
   * @throws IllegalArgumentException if its type is {@code reset} or {@code ping}, which are the
   *     server's own
   */
  String publish(ServerSentEvent event);

  /**
   * Answers a client that listens: with events or plain lines, as it asks for, from now on, behind
   * its {@code Last-Event-ID} or as {@code ?last=} and {@code ?after=} say.
   *
   * @throws HttpException 400 or 410 if it asks for what cannot be
   */
  Response listen(Request request);

  /** How many listen now. */
  int listeners();

  /**
   * How many events clients have missed since they were too slow, and were told so, all together.
   */
  long missed();
}
