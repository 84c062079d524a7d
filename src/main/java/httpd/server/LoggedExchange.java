package httpd.server;

import httpd.CloseReason;
import httpd.Request;
import httpd.http.QueryToken;
import httpd.net.ClientAddress;
import httpd.server.answer.ExchangeLog;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes the {@link AccessEvent}s of one exchange. */
final class LoggedExchange implements ExchangeLog {

  private static final AtomicLong REQUESTS = new AtomicLong();

  private final AccessLog log;
  private final AccessEvent.Asked asked;
  private final long began = System.nanoTime();

  private @Nullable Request request;
  private int status;
  private long bytes;
  private boolean streamed;
  private boolean done;

  private LoggedExchange(AccessLog log, HttpRequest head, InetSocketAddress client) {
    this.log = log;
    this.asked = asked(head, client);
  }

  @SuppressWarnings("ReferenceEquality") // There is one OFF.
  static Begin begin(AccessLog log) {
    return log == AccessLog.OFF
        ? (head, client) -> ExchangeLog.OFF
        : (head, client) -> new LoggedExchange(log, head, ClientAddress.ofAdmitted(client));
  }

  @Override
  public long number() {
    return asked.id();
  }

  @Override
  public Instant began() {
    return asked.arrived();
  }

  @Override
  public void handles(Request request) {
    this.request = request;
  }

  @Override
  public void answered(int status, long bytes) {
    this.status = status;
    this.bytes = bytes;
  }

  @Override
  public void opened() {
    streamed = true;
    record(AccessEvent.Phase.OPEN, null, 0, 0);
  }

  @Override
  public void switched() {
    record(AccessEvent.Phase.OPEN, null, 0, 0);
  }

  @Override
  public void headSent() {
    if (!done) {
      record(AccessEvent.Phase.HEAD, null, 0, 0);
    }
  }

  @Override
  public void done(CloseReason reason) {
    done(reason, 0, bytes);
  }

  @Override
  public void done(CloseReason reason, long lines, long bytes) {
    if (!done) {
      done = true;
      record(AccessEvent.Phase.DONE, reason, lines, bytes);
    }
  }

  private void record(
      AccessEvent.Phase phase, @Nullable CloseReason reason, long lines, long bytes) {
    var route = request == null ? null : request.route();
    var user = request == null ? null : request.user();
    var took = Duration.ofNanos(System.nanoTime() - began);
    log.record(
        new AccessEvent(
            phase,
            Instant.now(),
            asked,
            status,
            reason,
            streamed,
            lines,
            bytes,
            took,
            route,
            user));
  }

  private static AccessEvent.Asked asked(HttpRequest head, InetSocketAddress client) {
    boolean readable = head.decoderResult().isSuccess();
    return new AccessEvent.Asked(
        REQUESTS.incrementAndGet(),
        client,
        readable ? head.method().name() : "-",
        readable ? QueryToken.masked(head.uri()) : "-",
        readable ? ExchangeLog.protocol(head) : "-",
        readable ? referer(head) : null,
        readable ? head.headers().get(HttpHeaderNames.USER_AGENT) : null,
        Instant.now());
  }

  private static @Nullable String referer(HttpRequest head) {
    var referer = head.headers().get(HttpHeaderNames.REFERER);
    return referer == null ? null : QueryToken.masked(referer);
  }
}
