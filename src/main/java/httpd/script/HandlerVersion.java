package httpd.script;

import httpd.Body;
import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.line.CloseTasks;
import httpd.line.LineSource;
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

  private static final System.Logger LOG = System.getLogger(HandlerVersion.class.getName());

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
      if (response.body() instanceof Body.Lines(var source)) {
        streams = true;
        return new Response(response.status(), response.headers(), lent(source));
      }
      return response;
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

  private Body lent(LineSource source) {
    return new Body.Lines(LentSource.of(source, this::leave));
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
