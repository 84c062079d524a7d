package httpd.server.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.server.answer.ErrorResponses;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection beyond a limit: answered 503 at once, whatever the request, and closed.
 *
 * <pre>
 *   ACTIVE ── 503 written ──► LINGERING: reads and drops the request, so that the close is not a
 *     │                           │      reset that would take the 503 with it
 *     │ too many linger           │ FIN, a second, stop
 *     └───────────────────────────┴──► CLOSED
 * </pre>
 *
 * <p>A few may linger. If there are more at once, which is an attack rather than a rush, the others
 * are closed without lingering.
 */
final class RefusedConnection extends LingeringClose {

  private static final int MOST_LINGERING = 128;
  private static final int LINGER_SECONDS = 1;
  private static final String TEXT = "The server has too many connections\n";
  private static final byte[] REFUSAL =
      ("""
      HTTP/1.1 503 Service Unavailable\r
      Content-Type: text/plain; charset=utf-8\r
      Content-Length: %s\r
      Retry-After: %s\r
      Connection: close\r
      \r
      """
                  .formatted(TEXT.length(), ErrorResponses.RETRY_AFTER_SECONDS)
              + TEXT)
          .getBytes(US_ASCII);

  private final AtomicInteger lingering;

  /** Counts how many connections of the server linger. */
  RefusedConnection(AtomicInteger lingering) {
    super(LINGER_SECONDS, true);
    this.lingering = lingering;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context
        .writeAndFlush(Unpooled.wrappedBuffer(REFUSAL))
        .addListener(written -> written(context, written));
    closeLater(context);
  }

  private void written(ChannelHandlerContext context, Future<?> written) {
    if (!written.isSuccess() || lingering.incrementAndGet() > MOST_LINGERING) {
      lingering.addAndGet(written.isSuccess() ? -1 : 0);
      context.close();
      return;
    }
    context.channel().closeFuture().addListener(closed -> lingering.decrementAndGet());
    endOutput(context);
  }
}
