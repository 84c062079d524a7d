package httpd.server.http2;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.request.ClientText;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the header of each frame that arrives, before it is decoded, and names what there is too
 * much of.
 *
 * <pre>
 *             HEADERS without END_HEADERS
 *   BETWEEN ─────────────────────────────► IN A HEADER BLOCK ◄──┐ CONTINUATION
 *      ▲                                        │  └────────────┘
 *      └──────────── END_HEADERS ───────────────┘
 * </pre>
 *
 * <p>A frame that carries nothing costs a unit of {@code h2-frames}; data that were sent allow
 * window updates. A stream that ends by a reset costs a unit of {@code h2-resets}, also if the
 * client has made the server reset it.
 */
final class FrameGuard {

  /** As many of the largest frames as a header list needs, and some that are not full. */
  private static final int MOST_CONTINUATIONS = 16;

  private static final int FRAMES_SECONDS = 5;
  private static final int RESETS_SECONDS = 10;

  /** Window updates that the data of one frame allow: for the stream, and for the connection. */
  private static final int UPDATES_PER_DATA = 2;

  /**
   * Data of fewer bytes, with more of them to be sent, allow nothing: the client gives room for so
   * few in order to be a load.
   */
  private static final int SMALL = 16;

  private static final int LENGTH_BYTES = 3;

  private final Channel channel;
  private final Limits limits;
  private final FrameBudget frames;
  private final FrameBudget resets;

  private int type;
  private int length;
  private int stream;
  private boolean inBlock;
  private int continuations;

  FrameGuard(Channel channel, Limits limits) {
    this.channel = channel;
    this.limits = limits;
    this.frames = new FrameBudget(limits.of(Bound.H2_FRAMES), FRAMES_SECONDS);
    this.resets = new FrameBudget(limits.of(Bound.H2_RESETS), RESETS_SECONDS);
  }

  /** Returns the length of the frame that begins here, with its header. */
  int begins(ByteBuf bytes) {
    int at = bytes.readerIndex();
    length = bytes.getUnsignedMedium(at);
    type = bytes.getUnsignedByte(at + LENGTH_BYTES);
    stream =
        bytes.getInt(at + Http2CodecUtil.FRAME_HEADER_LENGTH - Integer.BYTES) & Integer.MAX_VALUE;
    return Http2CodecUtil.FRAME_HEADER_LENGTH + length;
  }

  /**
   * Returns what there is too much of; null if the frame may be decoded.
   *
   * @param isLate whether its stream is over
   */
  @Nullable String objection(ByteBuf bytes, boolean isLate) {
    int at = bytes.readerIndex();
    var flags = new Http2Flags(bytes.getUnsignedByte(at + LENGTH_BYTES + 1));
    return switch ((byte) type) {
      case Http2FrameTypes.DATA -> length == 0 && !flags.endOfStream() ? frame("empty DATA") : null;
      case Http2FrameTypes.HEADERS -> headers(flags, isLate);
      case Http2FrameTypes.CONTINUATION -> continuation(flags);
      case Http2FrameTypes.RST_STREAM -> reset("rapid reset");
      case Http2FrameTypes.WINDOW_UPDATE -> frame("WINDOW_UPDATE");
      case Http2FrameTypes.SETTINGS -> frame("SETTINGS");
      case Http2FrameTypes.PING -> frame("PING");
      case Http2FrameTypes.PRIORITY -> frame("PRIORITY");
      case Http2FrameTypes.GO_AWAY -> frame("GOAWAY");
      default -> frame("unknown");
    };
  }

  private @Nullable String headers(Http2Flags flags, boolean isLate) {
    inBlock = !flags.endOfHeaders();
    continuations = 0;
    return isLate ? frame("late HEADERS") : null;
  }

  private @Nullable String continuation(Http2Flags flags) {
    inBlock = !flags.endOfHeaders();
    continuations++;
    return continuations > MOST_CONTINUATIONS ? continuations() : null;
  }

  private @Nullable String frame(String kind) {
    return frames.take(() -> closed(kind + " frames")) ? null : kind + " frames";
  }

  private @Nullable String reset(String kind) {
    return resets.take(() -> closed(kind)) ? null : kind;
  }

  private String continuations() {
    limits.of(Bound.HEAD).reached(() -> closed("CONTINUATION frames"));
    return "CONTINUATION frames";
  }

  private String closed(String flood) {
    return "closed the connection of " + ClientText.address(channel) + ", a flood of " + flood;
  }

  /** The client has made the server reset a stream; returns what there is too much of. */
  @Nullable String provokesReset() {
    return reset("streams that the server has to reset");
  }

  /** Data were sent, which the client answers with window updates. */
  void sent(int bytes, boolean all) {
    if (all || bytes >= SMALL) {
      frames.earn(UPDATES_PER_DATA);
    }
  }

  /** Whether the frame resets this stream: a reset must not answer it (section 5.4.2). */
  boolean resets(int streamId) {
    return type == Http2FrameTypes.RST_STREAM && stream == streamId;
  }

  /** Returns the stream of the frame that arrives. */
  int stream() {
    return stream;
  }

  /** Whether a header block has begun, and not ended. */
  boolean isInBlock() {
    return inBlock;
  }

  /** Whether the frame that arrives is of a header block. */
  boolean isOfBlock() {
    return type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION;
  }

  /** The stream whose data arrive; 0 if the frame is another one. */
  int streamOfData() {
    return type == Http2FrameTypes.DATA ? stream : 0;
  }
}
