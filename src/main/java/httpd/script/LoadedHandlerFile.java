package httpd.script;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.blocking.CloseTasks;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A handler file that is loaded once.
 *
 * <pre>
 *             close()               the last call of the handler returns
 *   SERVING ────────────► RETIRED ──────────────────────────────────────► CLOSED: 503
 * </pre>
 *
 * <p>Only calls are counted, not streams: it is closed after the server, which has cut them.
 */
final class LoadedHandlerFile implements Handler {

  private final Handler handler;
  private final CloseTasks closeTasks;

  /** Calls that are under way, and one for its serving; 0 once it is closed. */
  private final AtomicInteger users = new AtomicInteger(1);

  LoadedHandlerFile(Handler handler, CloseTasks closeTasks) {
    this.handler = handler;
    this.closeTasks = closeTasks;
  }

  @Override
  public Response handle(Request request) throws Exception {
    if (users.updateAndGet(count -> count == 0 ? 0 : count + 1) == 0) {
      throw new HttpException(503, "The handler is closed");
    }
    try {
      return handler.handle(request);
    } finally {
      leave();
    }
  }

  /** To be called once. */
  void close() {
    leave();
  }

  private void leave() {
    if (users.decrementAndGet() == 0 && handler instanceof AutoCloseable closeable) {
      closeTasks.begin(() -> HandlerVersion.close(closeable));
    }
  }
}
