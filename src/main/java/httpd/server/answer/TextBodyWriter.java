package httpd.server.answer;

import httpd.limit.StreamMemory;
import httpd.net.LoopTask;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;

/**
 * Sends a long string, or many bytes, after a head that is written already. One for each response.
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
 * <p>A slice of at most {@value #SLICE} bytes is copied when the one before it is written. So what
 * a client does not read costs one slice, and the body, which is the handler's and may be that of
 * many responses. Everything runs on the connection's event loop.
 */
final class TextBodyWriter {

  /** Bytes of a slice. */
  static final int SLICE = 64 * 1024;

  private final Delivery delivery;
  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private final Slices body;
  private final ChannelPromise done;

  TextBodyWriter(Delivery delivery, Slices body) {
    this.delivery = delivery;
    this.body = body;
    this.done = delivery.messages().newPromise();
  }

  /** Takes the first turn, which also flushes the head; the future succeeds when all is written. */
  ChannelFuture start() {
    turn();
    return done;
  }

  private void turn() {
    int size = (int) memory.share(SLICE);
    var slice = delivery.bytes().alloc().directBuffer(size, size);
    var target = slice.nioBuffer(0, size);
    body.next(target);
    slice.writerIndex(target.position());
    int length = slice.readableBytes();
    memory.take(length);
    try {
      delivery.bytes().writeAndFlush(slice).addListener(written -> written(length, written));
    } catch (Throwable noMemory) {
      memory.release(length);
      throw noMemory;
    }
  }

  private void written(int length, Future<?> slice) {
    memory.release(length);
    if (!slice.isSuccess()) {
      done.setFailure(slice.cause());
    } else if (body.hasMore()) {
      next();
    } else {
      delivery.messages().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, done);
    }
  }

  private void next() {
    LoopTask.execute(
        delivery.bytes().executor(),
        this::turnOrFail,
        () -> done.setFailure(new ClosedChannelException()));
  }

  private void turnOrFail() {
    try {
      turn();
    } catch (RuntimeException | OutOfMemoryError noMemory) {
      done.setFailure(noMemory);
    }
  }
}
