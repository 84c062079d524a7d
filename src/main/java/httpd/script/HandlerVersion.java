package httpd.script;

import httpd.Body;
import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.LineSource;
import httpd.line.blocking.CloseTasks;
import httpd.line.log.ServerLog;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The handler that one load of a handler file has made. If it is {@link AutoCloseable}, it is
 * closed after its last request and its last stream:
 *
 * <pre>
 *             retire()               the last request and the last stream end
 *   SERVING ────────────► RETIRED ─────────────────────────────────────────────► CLOSED: 503
 * </pre>
 *
 * <p>For any other handler nothing is counted; the garbage collector takes it with its classes.
 */
final class HandlerVersion implements Handler {

  private static final System.Logger LOG = ServerLog.named(HandlerVersion.class.getName());

  private final Handler handler;
  private final boolean isCloseable;
  private final CloseTasks closeTasks;

  /** The open requests and streams, and one more until it is retired; 0 once it is closed. */
  private final AtomicInteger users = new AtomicInteger(1);

  HandlerVersion(Handler handler, CloseTasks closeTasks) {
    this.handler = handler;
    this.isCloseable = handler instanceof AutoCloseable;
    this.closeTasks = closeTasks;
  }

  @Override
  public Response handle(Request request) throws Exception {
    if (!enter()) {
      throw new HttpException(503, "The handler is closed");
    }
    return answer(request);
  }

  @Override
  public boolean mayBlock(Request request) {
    return handler.mayBlock(request);
  }

  /** Begins a request, which {@link #answer} must follow; false if it is closed. */
  boolean enter() {
    return !isCloseable || users.updateAndGet(count -> count == 0 ? 0 : count + 1) > 0;
  }

  Response answer(Request request) throws Exception {
    if (!isCloseable) {
      return handler.handle(request);
    }
    boolean streams = false;
    try {
      var response = handler.handle(request);
      var body = leaving(response.body());
      streams = !body.equals(response.body());
      return streams ? new Response(response.status(), response.headers(), body) : response;
    } finally {
      if (!streams) {
        leave();
      }
    }
  }

  /** Serves no new requests; to be called once. */
  void retire() {
    leave();
  }

  /** The same body, or for a stream one whose end is the end of the request. */
  private Body leaving(Body body) {
    return switch (body) {
      case Body.Lines(var source) -> new Body.Lines(leaving(source));
      case Body.PassThrough pieces ->
          new Body.PassThrough(
              leaving(pieces.source()),
              pieces.length(),
              pieces.trailers(),
              pieces.ends(),
              pieces.ofLines());
      case Body.Tunnel(var source, var sink) -> new Body.Tunnel(leaving(source), counted(sink));
      case Body.WebSocket(var source, var sink) ->
          new Body.WebSocket(leaving(source), counted(sink));
      case Body.Text text -> text;
      case Body.Bytes bytes -> bytes;
      case Body.Chunks chunks -> chunks;
      case Body.File file -> file;
    };
  }

  private LineSource leaving(LineSource source) {
    return ReleasingSource.atClose(source, this::leave);
  }

  /** Each direction of a tunnel ends on its own, and either may need the handler. */
  private Consumer<LineSource> counted(Consumer<LineSource> sink) {
    return fromClient -> {
      users.incrementAndGet(); // Not from 0: the tunnel begins before its source is closed.
      var counted = ReleasingSource.atEnd(fromClient, this::leave);
      try {
        sink.accept(counted);
      } catch (Throwable notTaken) {
        counted.close();
        throw notTaken;
      }
    };
  }

  private void leave() {
    if (users.decrementAndGet() == 0 && handler instanceof AutoCloseable last) {
      closeTasks.begin(() -> close(last));
    }
  }

  /** Closes the handler, and logs its exception. */
  private static void close(AutoCloseable handler) {
    try {
      handler.close();
    } catch (Throwable failure) {
      LOG.log(System.Logger.Level.WARNING, "Closing a handler failed", failure);
    }
  }
}
