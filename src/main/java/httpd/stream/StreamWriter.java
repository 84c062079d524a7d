package httpd.stream;

import httpd.CloseReason;
import httpd.Headers;
import httpd.coding.BodyEncoder;
import httpd.limit.StreamMemory;
import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.pump.LinePump;
import httpd.net.DirectSocket;
import httpd.net.LoopTask;
import httpd.net.SocketReset;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of a lazy response to its client, each as soon as the source has it. One for
 * each stream; {@link LinePump} has the drawing of its states, {@link StreamEnd} of its ends.
 *
 * <p>Everything runs on the channel's event loop. Lines are framed by hand and go past the HTTP
 * encoder, which sees only the head (written before {@link #start}) and the end. A turn takes up to
 * {@value #TURN} bytes, fewer while the memory of all streams is short.
 *
 * <p>Where the close of the connection is the end of the body, every close is a reset until the
 * kernel has the last byte, whichever side closes and even if the process is killed.
 */
public final class StreamWriter extends SeatedPump {

  /**
   * Bytes after which a turn ends. The rest of the frame buffer is for the line that goes beyond,
   * so that it need not leave in a small write of its own.
   */
  static final int TURN = FrameBuffer.CAPACITY - 8 * 1024;

  /** Told of the end, on the event loop. */
  public interface Listener {

    /** The stream is about to be cut: the channel is closed next. */
    default void cuts(CloseReason reason) {}

    /**
     * Called once, when the source is closed and the end of a complete stream is written; the cause
     * is that of a source that failed or a client that fell behind.
     */
    void streamClosed(CloseReason reason, @Nullable Throwable cause);
  }

  // With many streams, each object that a line touches is a cache miss: so all of this is here.
  private final ChannelHandlerContext codec;
  private final Channel channel;
  private final DirectSocket socket;
  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private final Framing framing; // Of lines: without one if they are compressed.
  private final StreamEnd end;

  private final @Nullable TurnTime time;

  private @Nullable FrameBuffer frames;

  private int most;

  private @Nullable LongLine begun;

  /** Bytes that the socket had no room for: they wait in the channel's queue. */
  private int unsent;

  /**
   * Makes a stream that has not begun.
   *
   * @param messages takes the end as a message of HTTP, as it took the head
   * @param bytes takes the framed lines that the socket has no room for
   * @param encoder compresses the lines; null to send them unchanged
   * @param trailers called once, when the source has ended
   * @param meter is told how long lines took; null if that is not measured
   */
  public StreamWriter(
      ChannelHandlerContext messages,
      ChannelHandlerContext bytes,
      LineSource source,
      Framing framing,
      @Nullable BodyEncoder encoder,
      Supplier<Headers> trailers,
      @Nullable LineMeter meter,
      Listener listener) {
    super(source, bytes.channel().eventLoop(), framing, encoder);
    this.codec = bytes;
    this.channel = bytes.channel();
    this.socket = new DirectSocket(channel);
    this.framing = encoder == null ? framing : Framing.KNOWN_LENGTH;
    this.time = meter == null ? null : new TurnTime(meter);
    this.end = new StreamEnd(messages, codec, framing, encoder, trailers, listener);
  }

  @Override
  public void start() {
    if (framing() == Framing.UNTIL_CLOSE) {
      SocketReset.onClose(channel, true);
    }
    super.start();
  }

  public void close(CloseReason reason) {
    if (stopPumping()) {
      end.cut(reason, null);
    }
  }

  /**
   * Ends the stream with a last line, which leaves after what was polled before; called while no
   * turn is under way.
   */
  public void closeAfter(Line last, CloseReason reason) {
    if (state() != State.DONE) {
      pauseWait();
      writeLast(last);
      stopPumping();
      end.cutWhenWritten(reason, null);
    }
  }

  /** Whether what was polled waits for the client. */
  public boolean waitsForClient() {
    return unsent > 0 || state() == State.WAITING_FOR_SINK;
  }

  @Override
  protected int beginTurn() {
    if (time != null) {
      time.begins();
    }
    frames = FrameBuffer.ofThisLoop();
    most = (int) memory.share(TURN);
    return begun == null ? most : most - writeBegun(begun, frames);
  }

  @Override
  protected boolean isWritable() { // Within a turn, the frame buffer takes every line.
    return frames != null || (unsent == 0 && (socket.isClear() || channel.isWritable()));
  }

  @Override
  protected int write(Line line) {
    var target = Objects.requireNonNull(frames);
    int length = framing.length(line);
    if (length > target.room()) {
      writeFramed(target);
    }
    if (length > target.room() || (length > most && most < TURN)) {
      length = writeBegun(framing.parts(line), target);
    } else {
      target.add(line, framing);
    }
    count(line);
    return length;
  }

  @Override
  protected void endTurn() {
    var written = Objects.requireNonNull(frames);
    frames = null;
    if (time != null && !written.isEmpty()) {
      time.wrote();
    }
    writeFramed(written);
  }

  @Override
  protected void flush() {
    if (!socket.isClear()) {
      codec.flush();
    }
    if (time != null) {
      time.handedOver();
    }
  }

  @Override
  protected void wakes() {
    if (time != null) {
      time.woken();
    }
  }

  @Override
  @Nullable LineMeter meter() {
    return time == null ? null : time.meter();
  }

  @Override
  protected void ended() {
    if (encoder != null) {
      send(framed(encoder.end()));
    }
    if (time != null) {
      time.handedOver();
    }
    end.complete();
  }

  @Override
  protected void failed(Throwable cause) {
    boolean tooSlow = cause instanceof FellBehindException;
    end.cutWhenWritten(tooSlow ? CloseReason.CLIENT_TOO_SLOW : CloseReason.SOURCE_FAILED, cause);
  }

  @Override
  @Nullable DirectSocket clearSocket() {
    boolean isReady = begun == null && (encoder == null || encoder.hasBegun());
    return isReady && unsent == 0 && socket.isClear() ? socket : null;
  }

  @Override
  void queue(ByteBuf frames, int sent) {
    try {
      int left = frames.readableBytes() - sent;
      writeLeft(ByteBufAllocator.DEFAULT.directBuffer(left).writeBytes(frames, sent, left));
    } catch (Throwable broken) {
      if (stopPumping()) {
        failed(broken);
      }
    }
  }

  private int writeBegun(LongLine line, FrameBuffer target) {
    int written = target.add(line, most);
    begun = line.isWritten() ? null : line;
    return written;
  }

  private void writeLast(Line line) {
    var target = FrameBuffer.ofThisLoop();
    frames = target;
    most = TURN;
    writeRest(target);
    write(line);
    writeRest(target);
  }

  /** Writes the rest of a line that has begun, however little room the socket has. */
  private void writeRest(FrameBuffer target) {
    writeFramed(target);
    while (begun != null) {
      writeBegun(begun, target);
      writeFramed(target);
    }
  }

  private void writeFramed(FrameBuffer written) {
    send(encoder == null ? written : compressed(written, encoder));
  }

  private void send(FrameBuffer framed) {
    if (!framed.isEmpty()) {
      var left = framed.sendTo(socket);
      if (left != null) {
        writeLeft(left);
      }
    }
  }

  /** Queues what the socket had no room for: no turn begins before that is written. */
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

  /** Asks for a seat, which it had not while this waited; the channel counts it as waiting yet. */
  private void sitLater() {
    if (unsent == 0 && state() == State.WAITING_FOR_SOURCE) {
      LoopTask.execute(channel.eventLoop(), this::comeAgain, () -> {});
    }
  }

  private void leftWritten(int length, Future<?> written) {
    memory.release(length);
    unsent -= length;
    if (written.isSuccess() || !channel.isOpen()) {
      writabilityChanged();
      sitLater();
    } else if (stopPumping()) {
      failed(written.cause());
    }
  }
}
