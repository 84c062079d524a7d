package httpd.server.request;

import httpd.HttpException;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.line.Poll;
import httpd.net.LoopTask;
import httpd.net.ReadControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A body that arrives after its head, as lines meanwhile.
 *
 * <p>The event loop adds what arrives, and stops reading from the client while the reader is too
 * slow; the reader polls on a thread of its own. The first poll answers {@code Expect:
 * 100-continue} (RFC 9110, section 10.1.1), so that such a client sends its body only if the
 * handler reads it.
 *
 * <p>Pending lines, and what the reader gathers, count as memory for request bodies. If there is no
 * memory left, or the body is longer than its limit, the reader gets a failure.
 *
 * <p>Until the first poll it is not known whether the reader wants lines or pieces, so that reading
 * pauses within a long line. A line beyond the limit is returned in pieces; {@link
 * httpd.Request#lines} reports it to a handler that asks for whole lines.
 */
public final class ArrivingBody extends RequestBody {

  /** Bytes of a body without a reader that are dropped before the connection is closed. */
  private static final int MOST_DISCARDED = 256 * 1024;

  private final Channel channel;
  private final ReadControl reading;
  private final Limit length;
  private final MemoryShare memory;
  private final long announced;
  private final PendingLines pending;
  private final ExpectedContinue expected;

  // Set by the reader, read on the event loop.
  private volatile boolean polled;
  private volatile boolean refused;
  private volatile boolean gathered;

  private Consumer<HttpException> whenRefused = refusal -> {};

  // For the event loop only.
  private boolean complete;
  private long received;
  private long discarded;
  private boolean discarding;

  public ArrivingBody(
      Channel channel,
      ReadControl reading,
      RequestTraits traits,
      Limits limits,
      Runnable writeContinue) {
    this.length = limits.of(Bound.BODY);
    this.memory =
        new MemoryShare(limits.of(Bound.BODY_MEMORY), 2, () -> ClientText.answered(503, channel));
    this.channel = channel;
    this.reading = reading;
    this.announced = traits.announced();
    this.pending = new PendingLines(memory, reading);
    this.expected =
        new ExpectedContinue(traits.expectsContinue(), channel.eventLoop(), writeContinue);
  }

  @Override
  public Poll poll(Runnable wake) {
    expected.readerPolls();
    if (!polled) {
      polled = true;
      reading.resume();
    }
    return pending.poll(wake);
  }

  @Override
  public long announced() {
    return announced;
  }

  @Override
  public long longest() {
    return length.most();
  }

  @Override
  public boolean reserve(long bytes) {
    if (memory.take(bytes)) {
      return true;
    }
    memory.release(Long.MAX_VALUE);
    onLoop(() -> refuse(RequestBody.noMemory()));
    return false;
  }

  @Override
  public void leave() {
    memory.leave();
  }

  @Override
  public @Nullable HttpException objection() {
    if (length.most() == 0 || announced <= length.most()) {
      return null;
    }
    length.reached(() -> ClientText.answered(413, channel));
    return RequestBody.tooLong(length.most());
  }

  @Override
  public void asPieces() {
    if (channel.eventLoop().inEventLoop()) {
      refuseUnless(pending.beginPieces());
    } else {
      onLoop(() -> refuseUnless(pending.beginPieces()));
    }
  }

  @Override
  public void gathered() {
    gathered = true;
  }

  private void onLoop(Runnable task) {
    LoopTask.execute(channel.eventLoop(), task, pending::close);
  }

  @Override
  public void whenRefused(Consumer<HttpException> task) {
    whenRefused = task;
  }

  @Override
  public void close() {
    refused = !polled;
    pending.close();
  }

  @Override
  public boolean isRefused() {
    return refused;
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public boolean withdrawContinue() {
    boolean waits = !expected.isSettled();
    expected.settle();
    return waits;
  }

  @Override
  public void askBeforeAnswer() {
    expected.send();
  }

  @Override
  public boolean isAwaited() {
    boolean mayRest = announced < 0 && !gathered; // It may be lines of a live source.
    return polled && !mayRest && expected.isSettled() && !complete && !discarding && reading.isOn();
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public boolean owesTooMuch() {
    return !complete && announced - received > MOST_DISCARDED;
  }

  @Override
  public boolean isTooLongToDiscard() {
    return discarded > MOST_DISCARDED;
  }

  @Override
  public void receive(ByteBuf content) {
    expected.settle();
    received += content.readableBytes();
    if (discarding) {
      discarded += content.readableBytes();
      return;
    }
    if (length.most() > 0 && received > length.most()) {
      length.reached(() -> ClientText.answered(413, channel));
      refuse(RequestBody.tooLong(length.most()));
    } else if (content.isReadable()) {
      refuseUnless(pending.add(ByteBufUtil.getBytes(content)));
      pauseUntilPolled();
    }
  }

  private void pauseUntilPolled() {
    if (!polled && pending.hasLongLine()) {
      reading.pause();
      if (polled) { // In between.
        reading.resume();
      }
    }
  }

  @Override
  public void complete() {
    complete = true;
    expected.settle();
    refuseUnless(pending.endLine());
    pending.end();
  }

  @Override
  public void fail(Throwable cause) {
    pending.fail(cause);
    discarding = true;
    reading.resume();
  }

  private void refuse(HttpException why) {
    if (!discarding) {
      pending.failNow(why);
      whenRefused.accept(why);
    }
  }

  @Override
  public void discard() {
    discarding = true;
    pending.close();
    pending.dropUnfinished();
    reading.resume();
  }

  private void refuseUnless(boolean hasMemory) {
    if (!hasMemory) {
      refuse(RequestBody.noMemory());
    }
  }
}
