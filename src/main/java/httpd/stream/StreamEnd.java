package httpd.stream;

import httpd.CloseReason;
import httpd.Headers;
import httpd.coding.BodyEncoder;
import httpd.net.HeaderFields;
import httpd.net.SocketReset;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of a stream, as its client sees it.
 *
 * <pre>
 *   End of the source ──► the last chunk and the trailers ── the kernel has them ──► COMPLETED
 *                                                         ── it never will ────────► CLIENT_GONE
 *   failure · last line ► what was written leaves, for {@value #CUT_GRACE_SECONDS} s at most ─► closed,
 *                                                             HTTP/2: {@value #RESET_MILLIS} ms later
 *   client gone · stop ─────────────────────────────────────────────────────────────► closed
 * </pre>
 *
 * <p>Only a complete stream may look like an end to the client. Everything runs on the channel's
 * event loop.
 */
final class StreamEnd {

  /** How long a client may take to read what was written before its stream was cut. */
  private static final int CUT_GRACE_SECONDS = 10;

  /** How long after its last line a stream of HTTP/2 is reset. */
  private static final int RESET_MILLIS = 100;

  private final ChannelHandlerContext exchange;
  private final ChannelHandlerContext codec;
  private final Channel channel;
  private final Framing framing;
  private final @Nullable BodyEncoder encoder;
  private final Supplier<Headers> trailers;
  private final StreamWriter.Listener listener;

  StreamEnd(
      ChannelHandlerContext exchange,
      ChannelHandlerContext codec,
      Framing framing,
      @Nullable BodyEncoder encoder,
      Supplier<Headers> trailers,
      StreamWriter.Listener listener) {
    this.exchange = exchange;
    this.codec = codec;
    this.channel = exchange.channel();
    this.framing = framing;
    this.encoder = encoder;
    this.trailers = trailers;
    this.listener = listener;
  }

  /** Complete only once the kernel has all of it: until then a close must not look like an end. */
  void complete() {
    LastHttpContent last;
    try {
      last = lastContent();
    } catch (Throwable noTrailers) {
      cutWhenWritten(CloseReason.SOURCE_FAILED, noTrailers);
      return;
    }
    exchange.writeAndFlush(last).addListener(written -> completed(written.isSuccess()));
  }

  private void completed(boolean written) {
    if (!written) {
      cut(CloseReason.CLIENT_GONE, null);
      return;
    }
    if (framing == Framing.UNTIL_CLOSE) {
      SocketReset.onClose(channel, false);
    }
    closed(CloseReason.COMPLETED, null);
  }

  private LastHttpContent lastContent() {
    boolean hasTrailer = framing == Framing.CHUNKED || framing == Framing.UNTIL_END_STREAM;
    var fields = hasTrailer ? trailers.get() : Headers.EMPTY;
    if (!fields.iterator().hasNext()) {
      return LastHttpContent.EMPTY_LAST_CONTENT;
    }
    var last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
    HeaderFields.add(fields, last.trailingHeaders());
    return last;
  }

  /** Cuts the stream once what was written has left: the lines before a failure are good. */
  void cutWhenWritten(CloseReason reason, @Nullable Throwable cause) {
    try {
      listener.cuts(reason);
      codec
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener((ChannelFutureListener) written -> closeAfterLines());
      channel.eventLoop().schedule(this::close, CUT_GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (Throwable noMemory) {
      close();
    } finally {
      closed(reason, cause);
    }
  }

  /**
   * Closes the channel, behind what was written. The reset of a stream has a browser drop what it
   * has received and not yet handed on; the close of a connection does not.
   */
  private void closeAfterLines() {
    if (channel instanceof Http2StreamChannel && channel.isOpen()) {
      channel.eventLoop().schedule(this::close, RESET_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      close();
    }
  }

  /** Cuts the stream at once, such that no client takes its body for complete. */
  void cut(CloseReason reason, @Nullable Throwable cause) {
    try {
      listener.cuts(reason);
      close();
    } finally {
      closed(reason, cause);
    }
  }

  private void closed(CloseReason reason, @Nullable Throwable cause) {
    if (encoder != null) {
      encoder.close();
    }
    listener.streamClosed(reason, cause);
  }

  private void close() {
    try {
      if (channel.isOpen()) {
        channel.close();
      }
    } catch (Throwable noMemory) {
      channel.unsafe().closeForcibly();
    }
  }
}
