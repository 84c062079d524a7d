package httpd;

import java.util.Objects;

/**
 * A handler that never blocks: the server calls it on the event loop of the connection, which saves
 * a thread for each request.
 *
 * <pre>{@code
 * NonBlocking hello = request -> Response.text("hello");
 * }</pre>
 *
 * <p>It computes its answer from memory. It must not wait: not for a file, a lock, a queue, another
 * server or a sleep, nor compute for long, since all connections of the event loop wait with it. If
 * it blocks all the same, the log has one warning with its stack trace. Lines that it answers with
 * may block: a thread of their own reads them.
 *
 * <p>A request whose body is still to come or longer than 16 KiB, a request for another protocol,
 * and a request that passes a filter or a router with {@code onError} or {@code notFound} is
 * handled on a virtual thread as any other.
 */
@FunctionalInterface
public interface NonBlocking extends Handler {

  /** Returns a handler as one that never blocks. */
  static NonBlocking of(Handler handler) {
    Objects.requireNonNull(handler, "handler");
    return handler instanceof NonBlocking already ? already : handler::handle;
  }

  @Override
  default boolean mayBlock(Request request) {
    return false;
  }
}
