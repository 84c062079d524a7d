package httpd.server;

import httpd.CloseReason;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one request tells the {@link AccessLog}. On its event loop only.
 *
 * <pre>
 *            opened()          headSent()           done()
 *   ASKED ───────────► OPEN ─────────────► HEAD ─────────────► DONE    said once, and nothing after it
 *     │                  └────────────────────── done() ────────▲
 *     └───────────────────────────────────────── done() ────────┘      an eager answer, or none
 * </pre>
 */
final class ExchangeLog {

  private static final AtomicLong REQUESTS = new AtomicLong();

  private final AccessLog log;
  private final AccessEvent.@Nullable Asked asked;
  private final long began = System.nanoTime();

  private int status;
  private long bytes;
  private boolean streamed;
  private boolean done;

  /**
   * The log of a request that has just come.
   *
   * @param head whatever could be read of it
   */
  @SuppressWarnings("ReferenceEquality") // There is one OFF.
  ExchangeLog(AccessLog log, HttpRequest head, InetSocketAddress client) {
    this.log = log;
    this.asked = log == AccessLog.OFF ? null : asked(head, client);
  }

  /** The response has this status, and a body of so many bytes if it is all there. */
  void answered(int status, long bytes) {
    this.status = status;
    this.bytes = bytes;
  }

  /** Its body is a stream. */
  void opened() {
    streamed = true;
    record(AccessEvent.Phase.OPEN, null, 0, 0);
  }

  /** It goes over to another protocol. */
  void switched() {
    record(AccessEvent.Phase.OPEN, null, 0, 0);
  }

  /** The head of the stream has left. */
  void headSent() {
    if (!done) {
      record(AccessEvent.Phase.HEAD, null, 0, 0);
    }
  }

  /** All is over, as {@link #done(CloseReason, long, long)}, for what is no stream. */
  void done(CloseReason reason) {
    done(reason, 0, bytes);
  }

  /** All is over; does nothing if it was before. */
  void done(CloseReason reason, long lines, long bytes) {
    if (!done) {
      done = true;
      record(AccessEvent.Phase.DONE, reason, lines, bytes);
    }
  }

  private void record(
      AccessEvent.Phase phase, @Nullable CloseReason reason, long lines, long bytes) {
    if (asked != null) {
      var took = Duration.ofNanos(System.nanoTime() - began);
      log.record(
          new AccessEvent(
              phase, Instant.now(), asked, status, reason, streamed, lines, bytes, took));
    }
  }

  private static AccessEvent.Asked asked(HttpRequest head, InetSocketAddress client) {
    boolean readable = head.decoderResult().isSuccess();
    return new AccessEvent.Asked(
        REQUESTS.incrementAndGet(),
        client,
        readable ? head.method().name() : "-",
        readable ? head.uri() : "-",
        readable ? head.protocolVersion().text() : "-",
        readable ? head.headers().get(HttpHeaderNames.REFERER) : null,
        readable ? head.headers().get(HttpHeaderNames.USER_AGENT) : null,
        Instant.now());
  }
}
