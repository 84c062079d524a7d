package httpd.script;

import httpd.Body;
import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.line.LineSource;
import httpd.line.blocking.CloseTasks;
import httpd.line.log.ServerLog;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one load of a handler file has made, until the last request that it answers has ended.
 *
 * <pre>
 *             retire()               the last request and the last stream end
 *   SERVING ────────────► RETIRED ─────────────────────────────────────────────► CLOSED
 * </pre>
 *
 * <p>Only an {@link AutoCloseable} handler has such an end; for any other nothing is counted, and
 * the garbage collector takes it with its classes once nobody streams from it any more.
 */
final class HandlerVersion {

  private static final System.Logger LOG = ServerLog.named(HandlerVersion.class.getName());

  private final Handler handler;
  private final CloseTasks closeTasks;

  /** Requests and streams that use it, and one for its serving; 0 once it is closed. */
  private final AtomicInteger users = new AtomicInteger(1);

  HandlerVersion(Handler handler, CloseTasks closeTasks) {
    this.handler = handler;
    this.closeTasks = closeTasks;
  }

  /** Begins a request; {@link #handle} must follow. False if it is closed. */
  boolean enter() {
    return !(handler instanceof AutoCloseable)
        || users.updateAndGet(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Answers the request that has begun. */
  Response handle(Request request) throws Exception {
    if (!(handler instanceof AutoCloseable)) {
      return handler.handle(request);
    }
    boolean streams = false;
    try {
      var response = handler.handle(request);
      streams = outlastsTheAnswer(response.body());
      return streams
          ? new Response(response.status(), response.headers(), lent(response.body()))
          : response;
    } finally {
      if (!streams) {
        leave();
      }
    }
  }

  /** Takes no more requests; to be called once. */
  void retire() {
    leave();
  }

  private static boolean outlastsTheAnswer(Body body) {
    return switch (body) {
      case Body.Lines lines -> true;
      case Body.PassThrough pieces -> true;
      case Body.Tunnel tunnel -> true;
      case Body.Text text -> false;
      case Body.Chunks chunks -> false;
      case Body.File file -> false;
    };
  }

  /** The same body, whose end is the end of the request. */
  private Body lent(Body body) {
    return switch (body) {
      case Body.Lines(var source) -> new Body.Lines(lent(source));
      case Body.PassThrough pieces ->
          new Body.PassThrough(
              lent(pieces.source()),
              pieces.length(),
              pieces.trailers(),
              pieces.ends(),
              pieces.ofLines());
      case Body.Tunnel tunnel -> lent(tunnel);
      case Body.Text text -> text;
      case Body.Chunks chunks -> chunks;
      case Body.File file -> file;
    };
  }

  private LineSource lent(LineSource source) {
    return ReleasingSource.of(source, this::leave);
  }

  /** Each direction ends for itself, and the handler may be needed by either. */
  private Body lent(Body.Tunnel tunnel) {
    return new Body.Tunnel(
        lent(tunnel.source()),
        fromClient -> {
          users.incrementAndGet(); // Not from 0: the tunnel begins before its source is closed.
          var lent = ReleasingSource.untilItEnds(fromClient, this::leave);
          try {
            tunnel.sink().accept(lent);
          } catch (Throwable notTaken) {
            lent.close();
            throw notTaken;
          }
        });
  }

  private void leave() {
    if (users.decrementAndGet() == 0 && handler instanceof AutoCloseable closeable) {
      closeTasks.begin(() -> close(closeable));
    }
  }

  /** Closes a handler; what it throws goes to the log. */
  static void close(AutoCloseable handler) {
    try {
      handler.close();
    } catch (Throwable failure) {
      LOG.log(System.Logger.Level.WARNING, "Closing a handler failed", failure);
    }
  }
}
