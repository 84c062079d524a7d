package httpd.server.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.server.answer.ErrorResponses;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection that is answered at once, whatever the request, and closed: with a 503 beyond a
 * limit, with a 400 if it is not one of TLS and should be.
 *
 * <pre>
 *   ACTIVE ── written ──────► LINGERING: reads and drops the request, so that the close is not a
 *     │                           │      reset that would take the answer with it
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
  private static final byte[] TOO_MANY =
      answer(
          "503 Service Unavailable",
          "Retry-After: " + ErrorResponses.RETRY_AFTER_SECONDS + "\r\n",
          "The server has too many connections\n");

  private static final byte[] NEEDS_TLS =
      answer("400 Bad Request", "", "This port speaks TLS: write https:// in place of http://\n");

  private final AtomicInteger lingering;
  private final byte[] refusal;

  private RefusedConnection(AtomicInteger lingering, byte[] refusal) {
    super(LINGER_SECONDS, true);
    this.lingering = lingering;
    this.refusal = refusal;
  }

  /** Beyond a limit; counts how many connections of the server linger. */
  static RefusedConnection tooMany(AtomicInteger lingering) {
    return new RefusedConnection(lingering, TOO_MANY);
  }

  /** Of a client that speaks HTTP where TLS is spoken. */
  static RefusedConnection needsTls(AtomicInteger lingering) {
    return new RefusedConnection(lingering, NEEDS_TLS);
  }

  private static byte[] answer(String status, String field, String text) {
    return """
    HTTP/1.1 %s\r
    Content-Type: text/plain; charset=utf-8\r
    Content-Length: %s\r
    %sConnection: close\r
    \r
    %s\
    """
        .formatted(status, text.length(), field, text)
        .getBytes(US_ASCII);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context
        .writeAndFlush(Unpooled.wrappedBuffer(refusal))
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
