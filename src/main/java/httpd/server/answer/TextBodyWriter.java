package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.limit.StreamMemory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sends a long string after a head that is written already. One for each response.
 *
 * <pre>
 *             slice written: next turn
 *            ┌───────────┐
 *            ▼           │        all written
 *  start ─► SENDING ─────┴──────────────────────► the response is complete
 *              │
 *              │ client gone, loop ended
 *              └────────────────────────────────► failed
 * </pre>
 *
 * <p>A slice of at most {@value #SLICE} bytes is encoded when the one before it is written. So what
 * a client does not read costs one slice, and the string, which is the handler's and may be that of
 * many responses. Everything runs on the connection's event loop.
 */
final class TextBodyWriter {

  /** Bytes of a slice. */
  static final int SLICE = 64 * 1024;

  private final ChannelHandlerContext exchange;
  private final ChannelHandlerContext codec;
  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private final CharsetEncoder encoder =
      UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final CharBuffer text;
  private final ChannelPromise done;

  TextBodyWriter(ChannelHandlerContext exchange, String text) {
    this.exchange = exchange;
    this.codec = exchange.pipeline().context(CombinedChannelDuplexHandler.class);
    this.text = CharBuffer.wrap(text);
    this.done = exchange.newPromise();
  }

  /** Takes its first turn, which also flushes the head; the future tells when all is written. */
  ChannelFuture start() {
    turn();
    return done;
  }

  private void turn() {
    int size = (int) memory.share(SLICE);
    var slice = exchange.alloc().directBuffer(size, size);
    var target = slice.nioBuffer(0, size);
    encoder.encode(text, target, true);
    slice.writerIndex(target.position());
    int length = slice.readableBytes();
    memory.take(length);
    try {
      codec.writeAndFlush(slice).addListener(written -> written(length, written));
    } catch (Throwable noMemory) {
      memory.release(length);
      throw noMemory;
    }
  }

  private void written(int length, Future<?> slice) {
    memory.release(length);
    if (!slice.isSuccess()) {
      done.setFailure(slice.cause());
    } else if (text.hasRemaining()) {
      next();
    } else {
      exchange.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, done);
    }
  }

  private void next() {
    try {
      exchange.executor().execute(this::turnOrFail);
    } catch (RejectedExecutionException loopHasEnded) {
      done.setFailure(loopHasEnded);
    }
  }

  private void turnOrFail() {
    try {
      turn();
    } catch (RuntimeException | OutOfMemoryError noMemory) {
      done.setFailure(noMemory);
    }
  }
}
