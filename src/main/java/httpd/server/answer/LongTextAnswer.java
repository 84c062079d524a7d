package httpd.server.answer;

import httpd.Response;
import httpd.limit.StreamMemory;
import httpd.net.LoopTask;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;

/**
 * A long string or many bytes, in slices.
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
 * many responses.
 */
final class LongTextAnswer extends Answer {

  private static final int SLICE = 64 * 1024;

  /** A body of at most so many bytes is sent at once. */
  static final int MOST_AT_ONCE = SLICE / 2;

  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private final Slices body;

  LongTextAnswer(Owner owner, Response response, Slices body) {
    super(owner, response);
    this.body = body;
  }

  @Override
  long length() {
    return body.length();
  }

  /** Its first turn also flushes the head. */
  @Override
  void start(Delivery delivery) {
    writeHead(delivery, length());
    var done = delivery.messages().newPromise();
    turn(delivery, done);
    endWhenWritten(delivery, done);
  }

  private void turn(Delivery delivery, ChannelPromise done) {
    int size = (int) memory.share(SLICE);
    var slice = delivery.bytes().alloc().directBuffer(size, size);
    var target = slice.nioBuffer(0, size);
    body.next(target);
    slice.writerIndex(target.position());
    int length = slice.readableBytes();
    memory.take(length);
    try {
      delivery
          .bytes()
          .writeAndFlush(slice)
          .addListener(written -> written(delivery, done, length, written));
    } catch (Throwable noMemory) {
      memory.release(length);
      throw noMemory;
    }
  }

  private void written(Delivery delivery, ChannelPromise done, int length, Future<?> slice) {
    memory.release(length);
    if (!slice.isSuccess()) {
      done.setFailure(slice.cause());
    } else if (body.hasMore()) {
      LoopTask.execute(
          delivery.bytes().executor(),
          () -> turnOrFail(delivery, done),
          () -> done.setFailure(new ClosedChannelException()));
    } else {
      delivery.messages().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, done);
    }
  }

  private void turnOrFail(Delivery delivery, ChannelPromise done) {
    try {
      turn(delivery, done);
    } catch (RuntimeException | OutOfMemoryError noMemory) {
      done.setFailure(noMemory);
    }
  }
}
