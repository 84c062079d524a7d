package httpd.server.http2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;

/**
 * Cuts what arrives into frames, which may come in any number of pieces.
 *
 * <pre>
 *              24 bytes              the 9 bytes of its header      its last byte
 *   PREFACE ──────────► BETWEEN TWO ───────────────────────► IN A FRAME ──► BETWEEN TWO
 * </pre>
 */
final class FrameCutter {

  private static final int PREFACE = Http2CodecUtil.connectionPrefaceBuf().readableBytes();

  private final FrameGuard guard;
  private int prefaceLeft = PREFACE;
  private int frameLeft;

  /** What has come and cannot be decoded yet. */
  private int waiting;

  FrameCutter(FrameGuard guard) {
    this.guard = guard;
  }

  /** Whether the header of a frame comes next, and is there. */
  boolean isAtFrame(ByteBuf in) {
    return prefaceLeft == 0
        && frameLeft == 0
        && in.readableBytes() >= Http2CodecUtil.FRAME_HEADER_LENGTH;
  }

  void begin(int length) {
    frameLeft = length;
  }

  /** Returns how many bytes may be decoded now. */
  int most(ByteBuf in) {
    return Math.min(prefaceLeft > 0 ? prefaceLeft : frameLeft, in.readableBytes());
  }

  /** So many bytes were decoded. */
  void decoded(int bytes) {
    if (prefaceLeft > 0) {
      prefaceLeft -= bytes;
    } else {
      frameLeft -= bytes;
    }
  }

  void rests(ByteBuf in) {
    waiting = in.readableBytes();
  }

  /** Whether the preface, or a header block, has begun to arrive and is not complete. */
  boolean isInHead() {
    boolean inFrame = waiting > 0 || frameLeft > 0;
    return prefaceLeft > 0 || guard.isInBlock() || (inFrame && guard.isOfBlock());
  }

  /** Returns how much of a frame with data has come that is not complete. */
  int partialData(int streamId) {
    return guard.streamOfData() == streamId ? waiting : 0;
  }
}
