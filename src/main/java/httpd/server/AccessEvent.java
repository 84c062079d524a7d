package httpd.server;

import httpd.CloseReason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that has become of a request.
 *
 * @param phase what has happened
 * @param at when it did
 * @param asked what the client has asked for
 * @param status of the response; 0 if none was written
 * @param reason why it is done; null before
 * @param streamed whether lines were streamed
 * @param lines handed to the connection so far, if it is a stream
 * @param bytes of the body handed to the connection so far, without the framing of chunks
 * @param took time since the request head was read
 * @param route the pattern of the route that was matched, as {@code /hello/{name}}; null if none
 *     was
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
    @Nullable String route) {

  /** How far it is. */
  public enum Phase {
    /** The handler gave lines, or another protocol begins. */
    OPEN,
    /** The head of a stream has left. */
    HEAD,
    /** Nothing more will come of it. */
    DONE
  }

  /**
   * What a client has asked for, as it was sent: anything may be in it.
   *
   * @param id counts the requests of this process from 1
   * @param client where it comes from
   * @param method or {@code -} if what came was no request
   * @param target path and query, or {@code -}
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
