package httpd.stream;

import httpd.coding.BodyEncoder;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.pump.LinePump;
import httpd.net.DirectSocket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * A pump that has a seat in an {@link Audience} while it waits for its source, if that gives what
 * others give as well; and its counts, which the audience's lines are part of.
 *
 * <pre>
 *            Pending, and nothing waits for the client
 *   ALONE ─────────────────────────────────────────────► SEATED
 *     ▲       a turn, a close, a client that is slow        │
 *     └─────────────────────────────────────────────────────┘
 * </pre>
 */
abstract class SeatedPump extends LinePump {

  private final EventLoop loop;
  private final Framing framing;

  /** Compresses the lines; null if they are sent unchanged. */
  final @Nullable BodyEncoder encoder;

  private @Nullable Audience audience;
  private int seat;

  /** Of a pump that has a seat, less those of its audience. */
  private long chunks;

  private long bytes;
  private long pieces;
  private long lastPiece;

  SeatedPump(LineSource source, EventLoop loop, Framing framing, @Nullable BodyEncoder encoder) {
    super(source, loop);
    this.loop = loop;
    this.framing = framing;
    this.encoder = encoder;
  }

  /** Where lines of an audience may go, past everything else; null if they cannot now. */
  abstract @Nullable DirectSocket clearSocket();

  /** Is told how long lines take to this stream; null if that is not measured. */
  abstract @Nullable LineMeter meter();

  /** The framing of what is sent, compressed or not. */
  final Framing framing() {
    return framing;
  }

  /** Takes a turn of its own with the rest of what its audience was sent. */
  final void fallBehind(ByteBuf frames, int sent) {
    queue(frames, sent); // First: the frames go with the last stream of the audience.
    pauseWait();
    pollAlone();
  }

  /** Has the channel send the rest of what the socket had no room for; without memory, ends. */
  abstract void queue(ByteBuf frames, int sent);

  final @Nullable Audience audience() {
    return audience;
  }

  final EventLoop loop() {
    return loop;
  }

  /** Counts the lines handed to the connection; a line in pieces counts once, as an event does. */
  public final long lines() {
    return lines(chunks);
  }

  private long lines(long chunks) {
    boolean unfinished = pieces > 0 && lastPiece == chunks;
    return chunks - pieces + (unfinished ? 1 : 0);
  }

  /** Returns the lines up to now, also of a stream that has a seat. On the event loop. */
  public final long linesNow() {
    return audience == null ? lines() : lines(chunks + audience.lines(seat));
  }

  /** Returns the bytes up to now, also of a stream that has a seat. On the event loop. */
  public final long bytesNow() {
    return audience == null ? bytes : bytes + audience.bytes(seat);
  }

  public final long bytes() {
    return bytes;
  }

  final void count(Line line) {
    if (framing.isFrame(line)) {
      return;
    }
    count(1, line.length());
    if (line.ending() == Line.Ending.NONE && !endsWithLineFeed(line.content())) {
      pieces++;
      lastPiece = chunks;
    }
  }

  private static boolean endsWithLineFeed(byte[] content) {
    return content.length > 0 && content[content.length - 1] == '\n';
  }

  /** Counts whole lines of an audience. */
  final void count(long moreLines, long moreBytes) {
    chunks += moreLines;
    bytes += moreBytes;
  }

  /** Compresses lines that are counted, and frames what is sent in their place. */
  final FrameBuffer compressed(FrameBuffer lines, BodyEncoder encoder) {
    count(0, -lines.length());
    return framed(LoopEncoder.ofThisLoop().compress(encoder, lines));
  }

  final FrameBuffer framed(Line part) {
    count(0, part.length());
    return LoopEncoder.ofThisLoop().framed(part, framing);
  }

  final void moveTo(int seat) {
    this.seat = seat;
  }

  @Override
  protected final void waits(LineSource source) {
    var socket = clearSocket();
    if (socket != null && audience == null) {
      audience = Audiences.ofThisLoop().seat(this, source, socket);
    }
    if (audience == null && encoder != null) {
      encoder.setShared(source.shared() != null);
    }
  }

  @Override
  protected final void goesOn(LineSource source) {
    var left = audience;
    if (left != null) {
      audience = null;
      left.leave(this, seat, source);
    }
  }

  /** Asks for a seat again, if it still waits without one. */
  final void comeAgain() {
    if (audience == null) {
      waitOn();
    }
  }

  /** Leaves its seat and polls for itself. */
  final void pollAlone() {
    woken();
  }

  /** The event loop has ended. */
  final void abandon() {
    abandoned();
  }
}
