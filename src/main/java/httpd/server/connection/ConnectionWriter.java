package httpd.server.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.Headers;
import httpd.server.answer.AnswerTurn;
import httpd.server.answer.Delivery;
import httpd.stream.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What HTTP/1.1 has answers know, and the bytes that it writes itself. */
final class ConnectionWriter {

  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

  private static final byte[] OUT_OF_MEMORY =
      """
      HTTP/1.1 500 Internal Server Error\r
      Content-Length: 0\r
      Connection: close\r
      \r
      """
          .getBytes(US_ASCII);

  /** Made in advance, in memory that a socket can send from. */
  private static final ByteBuf OUT_OF_MEMORY_BUFFER =
      Unpooled.unreleasableBuffer(
          Unpooled.wrappedBuffer(
              ByteBuffer.allocateDirect(OUT_OF_MEMORY.length).put(OUT_OF_MEMORY).flip()));

  private final Channel channel;
  private final AnswerTurn turn;
  private @Nullable ChannelHandlerContext messages;

  ConnectionWriter(Channel channel, AnswerTurn turn) {
    this.channel = channel;
    this.turn = turn;
  }

  Delivery delivery(ChannelHandler writer, boolean http10, boolean keepAlive) {
    var kept = http10 ? HttpHeaderValues.KEEP_ALIVE : null;
    if (messages == null) {
      messages = channel.pipeline().context(writer);
    }
    return new Delivery(
        messages,
        codec(),
        http10 ? Framing.UNTIL_CLOSE : Framing.CHUNKED,
        keepAlive,
        keepAlive ? kept : HttpHeaderValues.CLOSE,
        true,
        turn);
  }

  void writeContinue() {
    turn.flush();
    codec().writeAndFlush(Unpooled.wrappedBuffer(CONTINUE));
  }

  /** The fields have been checked for what could end a line. */
  void writeEarlyHints(Headers fields) {
    var head = new StringBuilder("HTTP/1.1 103 Early Hints\r\n");
    for (var field : fields) {
      head.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    turn.flush();
    codec().writeAndFlush(Unpooled.copiedBuffer(head.append("\r\n"), ISO_8859_1));
  }

  /** Writes a 500 past the encoder, which would take memory. */
  ChannelFuture writeOutOfMemory() {
    turn.flush();
    return codec().writeAndFlush(OUT_OF_MEMORY_BUFFER.duplicate());
  }

  private ChannelHandlerContext codec() {
    return channel.pipeline().context(ResponseEncoder.class);
  }
}
