package httpd.server;

import httpd.CloseReason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access-log event: opened, head sent, or done.
 *
 * @param phase what has happened
 * @param at when it happened
 * @param asked what the client has requested
 * @param status the status the status of the response; 0 if none was written
 * @param reason why the request is done; null before
 * @param streamed whether lines were streamed
 * @param lines lines lines handed to the connection so far, if it is a stream
 * @param bytes bytes bytes of the body handed to the connection so far, without the framing of
 *     chunks
 * @param took time since the request head was read
 * @param route the pattern of the route that was matched, as {@code /hello/{name}}; null if none
 *     was
 * @param user who has sent the request, if that was verified
 */
public record AccessEvent(
    Phase phase,
    Instant at,
    Asked asked,
    int status,
    @Nullable CloseReason reason,
    boolean streamed,
    long lines,
    long bytes,
    Duration took,
    @Nullable String route,
    @Nullable String user) {

  /** The progress of a request. */
  public enum Phase {
    /** The handler returned a stream, or another protocol begins. */
    OPEN,
    /** The head of a stream has left. */
    HEAD,
    /** The request is complete or interrupted; no event follows. */
    DONE
  }

  /**
   * What a client has requested, as it was sent, with dots in place of tokens in a query: values
   * may contain any character.
   *
   * @param id the number of the request in this process, from 1
   * @param client the address of the client
   * @param method the method, or {@code -} if the request is invalid
   * @param target the the path and query, or {@code -}
   * @param protocol as {@code HTTP/1.1}
   * @param referer of the header {@code Referer}
   * @param userAgent of the header {@code User-Agent}
   * @param arrived when its head was read
   */
  public record Asked(
      long id,
      InetSocketAddress client,
      String method,
      String target,
      String protocol,
      @Nullable String referer,
      @Nullable String userAgent,
      Instant arrived) {}
}
