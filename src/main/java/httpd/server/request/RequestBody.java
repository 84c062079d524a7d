package httpd.server.request;

import httpd.HttpException;
import httpd.RequestContent;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.Poll;
import httpd.line.split.LineSplitter;
import httpd.net.LoopTask;
import httpd.net.ReadControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request, as lines while it arrives.
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
public final class RequestBody implements RequestContent {

  /** The memory of a pending line in addition to its bytes. */
  private static final int LINE_OVERHEAD = 64;

  /** A splitter holds its bytes in an array that may be twice as long. */
  private static final int SPLITTER_COPIES = 2;

  /** Bytes of a body without a reader that are dropped before the connection is closed. */
  private static final int MOST_DISCARDED = 256 * 1024;

  /** Bytes that a reader may poll before their memory is released. */
  private static final int LARGEST_DEBT = 16 * 1024;

  private final Channel channel;
  private final Runnable writeContinue;
  private final ReadControl reading;
  private final Limit length;
  private final MemoryShare memory;
  private final long announced;
  private final LineQueue queue = new LineQueue();
  private final LineSplitter splitter = new LineSplitter();

  /** Set while the client waits for a 100 that the reader may cause. */
  private final AtomicBoolean continueOwed;

  // Set by the reader, read on the event loop.
  private volatile boolean polled;
  private volatile boolean refused;
  private volatile boolean gathered;

  private Consumer<HttpException> whenRefused = refusal -> {};

  /** Memory of polled lines that is not released yet. For the reader's thread only. */
  private long polledBytes;

  // For the event loop only.
  private boolean inPieces;
  private boolean complete;
  private boolean continueSettled;
  private long received;
  private long discarded;
  private boolean discarding;

  public RequestBody(
      Channel channel,
      ReadControl reading,
      RequestTraits traits,
      Limits limits,
      Runnable writeContinue) {
    this.length = limits.of(Bound.BODY);
    this.memory =
        new MemoryShare(limits.of(Bound.BODY_MEMORY), 2, () -> ClientText.answered(503, channel));
    this.channel = channel;
    this.writeContinue = writeContinue;
    this.reading = reading;
    this.announced = traits.announced();
    this.continueOwed = new AtomicBoolean(traits.expectsContinue());
    this.continueSettled = !traits.expectsContinue();
  }

  @Override
  public Poll poll(Runnable wake) {
    if (continueOwed.get() && continueOwed.compareAndSet(true, false)) {
      channel.eventLoop().execute(this::sendContinue);
    }
    if (!polled) {
      polled = true;
      reading.resume();
    }
    var poll = queue.poll(wake);
    giveBack(poll);
    return poll;
  }

  private void giveBack(Poll poll) {
    polledBytes += poll instanceof Line line ? cost(line) : 0;
    if (polledBytes > LARGEST_DEBT || (polledBytes > 0 && !(poll instanceof Line))) {
      memory.release(polledBytes);
      polledBytes = 0;
    }
  }

  private static long cost(Line line) {
    return (long) line.length() + LINE_OVERHEAD;
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
    onLoop(() -> refuse(noMemory()));
    return false;
  }

  private static HttpException noMemory() {
    return new HttpException(503, "The server has no memory left for this request body");
  }

  /** The exchange has ended, or the handler has returned: the memory is released after both. */
  public void leave() {
    memory.leave();
  }

  /** Returns why the body is refused before it arrives; null if it is not. */
  public @Nullable HttpException objection() {
    if (length.most() == 0 || announced <= length.most()) {
      return null;
    }
    length.reached(() -> ClientText.answered(413, channel));
    return tooLong();
  }

  private HttpException tooLong() {
    return new HttpException(413, "The request body is longer than " + length.most() + " bytes");
  }

  @Override
  public void asPieces() {
    onLoop(this::beginPieces);
  }

  /** The beginning of a line is a piece, which must not wait for the rest of the line. */
  private void beginPieces() {
    inPieces = true;
    endLine();
  }

  @Override
  public void gathered() {
    gathered = true;
  }

  private void onLoop(Runnable task) {
    LoopTask.execute(channel.eventLoop(), task, queue::close);
  }

  /** To be called before the body is read. */
  public void whenRefused(Consumer<HttpException> task) {
    whenRefused = task;
  }

  @Override
  public void close() {
    refused = !polled;
    queue.close();
  }

  /** Whether the reader has closed the body without polling it, so that no 100 is sent. */
  public boolean isRefused() {
    return refused;
  }

  /** Whether all of it has arrived. */
  public boolean isComplete() {
    return complete;
  }

  /**
   * The answer is about to begin, after which no 100 may be sent.
   *
   * @return whether the client waits for one, so that it is unknown whether the body will arrive
   */
  public boolean withdrawContinue() {
    boolean waits = !continueSettled;
    settleContinue();
    return waits;
  }

  /** The same, but sends the 100 if the client waits for one. */
  public void askBeforeAnswer() {
    sendContinue();
  }

  /** Whether the reader waits for a client that may send and has a reason to. */
  public boolean isAwaited() {
    boolean mayRest = announced == 0 && !gathered; // It may be lines of a live source.
    return polled && !mayRest && continueSettled && !complete && !discarding && reading.isOn();
  }

  /** Returns the number of bytes that have arrived. */
  public long received() {
    return received;
  }

  /** Whether more is to come, as far as that is known, than may be discarded. */
  public boolean owesTooMuch() {
    return !complete && announced - received > MOST_DISCARDED;
  }

  /** Whether more than may be discarded has come after its reader had left. */
  public boolean isTooLongToDiscard() {
    return discarded > MOST_DISCARDED;
  }

  /** Adds the next bytes; the caller releases the buffer. */
  public void receive(ByteBuf content) {
    settleContinue();
    received += content.readableBytes();
    if (discarding) {
      discarded += content.readableBytes();
      return;
    }
    if (length.most() > 0 && received > length.most()) {
      length.reached(() -> ClientText.answered(413, channel));
      refuse(tooLong());
    } else if (content.isReadable()) {
      take(ByteBufUtil.getBytes(content));
    }
  }

  private void take(byte[] bytes) {
    if (inPieces) {
      offer(List.of(new Line(bytes, Line.Ending.NONE)), 0);
      return;
    }
    var lines = new ArrayList<Line>();
    int held = splitter.held();
    splitter.split(bytes, 0, bytes.length, lines::add);
    offer(lines, splitter.held() - held);
    pauseUntilPolled();
  }

  private void pauseUntilPolled() {
    if (!polled && splitter.held() >= LineQueue.DEFAULT_LIMIT) {
      reading.pause();
      if (polled) { // In between.
        reading.resume();
      }
    }
  }

  /** The body is complete. */
  public void complete() {
    complete = true;
    settleContinue();
    endLine();
    queue.end();
  }

  private void endLine() {
    int held = splitter.held();
    if (held > 0) {
      var last = new ArrayList<Line>(1);
      splitter.end(last::add);
      offer(last, -held);
    }
  }

  /** Fails the reader: the rest will not arrive. */
  public void fail(Throwable cause) {
    queue.fail(cause);
    discarding = true;
    splitter.drop();
    reading.resume();
  }

  /** Drops what is pending, and what still arrives. */
  private void refuse(HttpException why) {
    if (!discarding) {
      memory.release(Long.MAX_VALUE);
      queue.failNow(why);
      whenRefused.accept(why);
    }
  }

  /** Counts and drops what still arrives, since the body has no reader. */
  public void discard() {
    discarding = true;
    queue.close();
    splitter.drop();
    reading.resume();
  }

  /** Queues lines, if there is memory for them and for what the splitter holds. */
  private void offer(List<Line> lines, int splitterGrew) {
    long cost = (long) SPLITTER_COPIES * splitterGrew;
    for (int i = 0; i < lines.size(); i++) {
      cost += cost(lines.get(i));
    }
    if (cost <= 0) {
      memory.release(-cost);
    } else if (!memory.take(cost)) {
      refuse(noMemory());
      return;
    }
    if (!lines.isEmpty() && !queue.offer(lines, reading::resume)) {
      reading.pause();
    }
  }

  /** The 100 was sent, or is not needed, or would be too late since the answer has begun. */
  private void settleContinue() {
    continueSettled = true;
    continueOwed.set(false);
  }

  private void sendContinue() {
    if (!continueSettled) {
      settleContinue();
      writeContinue.run();
    }
  }
}
