package httpd.stream;

import httpd.CloseReason;
import httpd.Headers;
import httpd.limit.StreamMemory;
import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.log.ServerLog;
import httpd.net.DirectSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pump: takes lines from a source and writes each as soon as it is there. One for each stream.
 *
 * <pre>
 *              poll: Line                       poll: Pending
 *             ┌──────────┐             ┌────────────────────────────┐
 *             ▼          │             │                            ▼
 *  start ─► WRITING ─────┘─────────────┘                    WAITING_FOR_LINE
 *             │  ▲                                                  │ wake
 *             │  └──────────────────────────────────────────────────┤
 *             │ channel full        channel drained                 │
 *             ├───────────────► WAITING_FOR_CLIENT ─────────────────┘ (back to WRITING)
 *             │
 *             │ End · Failed · client gone · too old · server stopping  (from any state)
 *             └───────────────► CLOSED(reason)     source.close() exactly once
 * </pre>
 *
 * <p>Everything here runs on the channel's event loop, except the wake-up of the source, which only
 * asks for a turn there. A turn takes what the source has, up to {@value #TURN} bytes, and ends
 * with a flush, so no line waits for another; if there is more, the next turn comes after those of
 * the other connections. Lines are framed by hand and go past the HTTP encoder, which sees only the
 * head (written before {@link #start}) and the end.
 *
 * <p>Where the close of the connection is the end of the body, every close is a reset until the
 * kernel has the last byte, whichever side closes and even if the process is killed.
 *
 * <p>No trigger counts outside its own state: a late wake-up or a writability change during a write
 * finds another state and does nothing, so a stream is pumped once at a time and finished once.
 */
public final class StreamWriter {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** How long a client may take to read what was written before its stream was cut. */
  private static final int CUT_GRACE_SECONDS = 10;

  /**
   * Bytes after which a turn ends. The rest of the frame buffer is for the line that goes beyond,
   * so that it need not leave in a small write of its own.
   */
  private static final int TURN = FrameBuffer.CAPACITY - 8 * 1024;

  /** What a turn answers that ends within a line. */
  private static final Line MORE = Line.of("");

  /** Told once, on the event loop, when the stream has ended. */
  public interface Listener {

    /**
     * The stream has ended, its source is closed and, if it is complete, its end is written.
     *
     * @param cause why the source failed, or how far the client fell behind; otherwise null
     */
    void streamClosed(CloseReason reason, @Nullable Throwable cause);
  }

  private final ChannelHandlerContext exchange;
  private final ChannelHandlerContext codec;
  private final Channel channel;

  // Asked for once: with many streams, each object that a line touches is a cache miss.
  private final EventLoop loop;
  private final DirectSocket socket;
  private final StreamMemory memory = StreamMemory.ofTheProcess();

  private final LineSource source;
  private final Framing framing;
  private final Supplier<Headers> trailers;
  private final Listener listener;
  private final Runnable wake = this::wake;
  private final Runnable woken = this::woken;

  private StreamState state = StreamState.WRITING;
  private long chunks;
  private long pieces;
  private long lastPiece;
  private long bytes;

  /** A line of which a part was written. */
  private @Nullable LongLine begun;

  /** Bytes that the socket had no room for: they wait in the channel's queue. */
  private int unsent;

  /**
   * A stream that has not begun.
   *
   * @param exchange a context behind the HTTP codec, through whose encoder the head went
   * @param source closed by this stream, exactly once
   */
  public StreamWriter(
      ChannelHandlerContext exchange, LineSource source, Framing framing, Listener listener) {
    this(exchange, source, framing, () -> Headers.EMPTY, listener);
  }

  /**
   * A stream that has not begun, with fields behind its last chunk.
   *
   * @param trailers asked once, when the source has ended
   */
  public StreamWriter(
      ChannelHandlerContext exchange,
      LineSource source,
      Framing framing,
      Supplier<Headers> trailers,
      Listener listener) {
    this.trailers = trailers;
    this.exchange = exchange;
    this.codec = exchange.pipeline().context(CombinedChannelDuplexHandler.class);
    this.channel = exchange.channel();
    this.loop = channel.eventLoop();
    this.socket = new DirectSocket(channel);
    this.source = source;
    this.framing = framing;
    this.listener = listener;
  }

  /** Takes its first turn, which also flushes the head. */
  public void start() {
    if (framing == Framing.UNTIL_CLOSE) {
      resetOnClose(true);
    }
    turn();
  }

  /** Where the stream is. */
  public StreamState state() {
    return state;
  }

  /**
   * Lines that were handed to the connection. A line in pieces counts once, and so does an event
   * that was given as a whole.
   */
  public long lines() {
    boolean unfinished = pieces > 0 && lastPiece == chunks;
    return chunks - pieces + (unfinished ? 1 : 0);
  }

  /** Their bytes, endings included, framing not. */
  public long bytes() {
    return bytes;
  }

  /** To be called when the channel's writability has changed. */
  public void writabilityChanged() {
    if (state == StreamState.WAITING_FOR_CLIENT && channel.isWritable()) {
      turn();
    }
  }

  /** Ends the stream from outside; does nothing if it has ended. */
  public void close(CloseReason reason) {
    close(reason, null);
  }

  /**
   * The same with a last line, which leaves first, after what was polled before. No turn is under
   * way when this is called from the event loop's queue.
   */
  public void closeAfter(Line last, CloseReason reason) {
    if (state != StreamState.CLOSED) {
      writeLast(last);
      close(reason, null, true);
    }
  }

  /** Whatever goes wrong in it, the client must hear of it. */
  private void turn() {
    try {
      takeTurn();
    } catch (Throwable broken) {
      close(CloseReason.SOURCE_FAILED, broken);
    }
  }

  private void takeTurn() {
    if (state == StreamState.CLOSED) {
      return;
    }
    if (unsent > 0 || (!socket.isClear() && !channel.isWritable())) {
      state = StreamState.WAITING_FOR_CLIENT; // First: the flush may make room and say so.
      flush();
      return;
    }
    state = StreamState.WRITING;
    switch (writeWhatIsThere()) {
      case Line more -> {
        flush();
        pause();
      }
      case Poll.Pending() -> {
        flush();
        rest();
      }
      case Poll.End() -> close(CloseReason.COMPLETED, null);
      case Poll.Failed(FellBehindException cause) -> close(CloseReason.CLIENT_TOO_SLOW, cause);
      case Poll.Failed(var cause) -> close(CloseReason.SOURCE_FAILED, cause);
    }
  }

  /**
   * Writes one turn's lines: fewer while the memory of all streams is short. Answers the last poll:
   * a line if there may be more.
   */
  private Poll writeWhatIsThere() {
    var frames = FrameBuffer.ofThisLoop();
    int most = (int) memory.share(TURN);
    int written = begun == null ? 0 : writeBegun(begun, frames, most);
    Poll poll = MORE;
    while (poll instanceof Line && written < most && begun == null) {
      poll = poll();
      if (poll instanceof Line line) {
        written += write(line, frames, most);
      }
    }
    writeFramed(frames);
    return poll;
  }

  private Poll poll() {
    try {
      return source.poll(wake);
    } catch (Throwable brokenContract) {
      return new Poll.Failed(brokenContract);
    }
  }

  private int write(Line line, FrameBuffer frames, int most) {
    int length = framing.length(line);
    if (length > frames.room()) {
      writeFramed(frames);
    }
    if (length > frames.room() || (length > most && most < TURN)) {
      length = writeBegun(framing.parts(line), frames, most);
    } else {
      frames.add(line, framing);
    }
    count(line);
    return length;
  }

  private int writeBegun(LongLine line, FrameBuffer frames, int most) {
    int written = frames.add(line, most);
    begun = line.isWritten() ? null : line;
    return written;
  }

  /** A line that has an ending costs one comparison. */
  private void count(Line line) {
    chunks++;
    bytes += line.length();
    if (line.ending() == Line.Ending.NONE && !endsWithLineFeed(line.content())) {
      pieces++;
      lastPiece = chunks;
    }
  }

  private static boolean endsWithLineFeed(byte[] content) {
    return content.length > 0 && content[content.length - 1] == '\n';
  }

  private void writeLast(Line line) {
    var frames = FrameBuffer.ofThisLoop();
    writeRest(frames);
    write(line, frames, TURN);
    writeRest(frames);
  }

  /** The rest of a line that has begun, however little room the socket has. */
  private void writeRest(FrameBuffer frames) {
    writeFramed(frames);
    while (begun != null) {
      writeBegun(begun, frames, TURN);
      writeFramed(frames);
    }
  }

  private void writeFramed(FrameBuffer frames) {
    if (!frames.isEmpty()) {
      var left = frames.sendTo(socket);
      if (left != null) {
        writeLeft(left);
      }
    }
  }

  /** What the socket had no room for: no turn begins before that is written. */
  private void writeLeft(ByteBuf left) {
    int length = left.readableBytes();
    unsent += length;
    memory.take(length);
    try {
      codec.write(left).addListener(written -> leftWritten(length, written));
    } catch (Throwable noMemory) {
      memory.release(length);
      throw noMemory;
    }
  }

  private void leftWritten(int length, Future<?> written) {
    memory.release(length);
    unsent -= length;
    if (!written.isSuccess() && channel.isOpen()) {
      close(CloseReason.SOURCE_FAILED, written.cause());
    } else if (state == StreamState.WAITING_FOR_CLIENT && unsent == 0) {
      turn();
    }
  }

  private void flush() {
    if (!socket.isClear()) {
      codec.flush();
    }
  }

  /** The turn is over, but the source may have more. */
  private void pause() {
    if (state == StreamState.CLOSED) {
      return; // The flush found that the client has gone.
    }
    if (unsent == 0 && channel.isWritable()) {
      loop.execute(this::turn);
    } else {
      state = StreamState.WAITING_FOR_CLIENT;
    }
  }

  /** The source has nothing for now. */
  private void rest() {
    if (state != StreamState.CLOSED) {
      state = StreamState.WAITING_FOR_LINE;
    }
  }

  /** From any thread. */
  private void wake() {
    try {
      loop.execute(woken);
    } catch (RejectedExecutionException loopHasEnded) {
      closeSource(); // The channel has ended with its loop, and nobody is left to take lines.
    }
  }

  private void woken() {
    if (state == StreamState.WAITING_FOR_LINE) {
      turn();
    }
  }

  private void close(CloseReason reason, @Nullable Throwable cause) {
    boolean sourceEnded =
        reason == CloseReason.SOURCE_FAILED || reason == CloseReason.CLIENT_TOO_SLOW;
    close(reason, cause, sourceEnded);
  }

  /**
   * The one way out.
   *
   * @param writtenFirst whether what was written leaves before the stream is cut
   */
  private void close(CloseReason reason, @Nullable Throwable cause, boolean writtenFirst) {
    if (state == StreamState.CLOSED) {
      return;
    }
    state = StreamState.CLOSED;
    closeSource();
    if (reason == CloseReason.COMPLETED) {
      finish();
      return;
    }
    try {
      if (writtenFirst) {
        cutWhenWritten();
      } else {
        cut();
      }
    } catch (Throwable noMemory) {
      cut();
    } finally {
      listener.streamClosed(reason, cause);
    }
  }

  /** Whatever a source does there, the client must hear of the end. */
  private void closeSource() {
    try {
      source.close();
    } catch (Throwable brokenContract) {
      LOG.log(System.Logger.Level.ERROR, "closing a line source failed", brokenContract);
    }
  }

  /** Complete only once the kernel has all of it: until then a close must not look like an end. */
  private void finish() {
    LastHttpContent last;
    try {
      last = lastContent();
    } catch (Throwable noTrailers) {
      cutWhenWritten();
      listener.streamClosed(CloseReason.SOURCE_FAILED, noTrailers);
      return;
    }
    exchange.writeAndFlush(last).addListener(written -> finished(written.isSuccess()));
  }

  private void finished(boolean written) {
    if (!written) {
      cut();
      listener.streamClosed(CloseReason.CLIENT_GONE, null);
      return;
    }
    if (framing == Framing.UNTIL_CLOSE) {
      resetOnClose(false);
    }
    listener.streamClosed(CloseReason.COMPLETED, null);
  }

  private LastHttpContent lastContent() {
    var fields = framing == Framing.CHUNKED ? trailers.get() : Headers.EMPTY;
    if (!fields.iterator().hasNext()) {
      return LastHttpContent.EMPTY_LAST_CONTENT;
    }
    var last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
    fields.forEach(field -> last.trailingHeaders().add(field.name(), field.value()));
    return last;
  }

  /** The lines before a failure are good, and so is a last one: they leave first. */
  private void cutWhenWritten() {
    codec
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener((ChannelFutureListener) written -> cut());
    loop.schedule(this::cut, CUT_GRACE_SECONDS, TimeUnit.SECONDS);
  }

  /** Closes the connection such that no client takes the body for complete. */
  private void cut() {
    try {
      if (channel.isOpen()) {
        channel.close();
      }
    } catch (Throwable noMemory) {
      channel.unsafe().closeForcibly();
    }
  }

  /** Whether a close is a reset, as a FIN would be taken for the end of the body. */
  private void resetOnClose(boolean reset) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, reset ? 0 : -1);
    }
  }
}
