package httpd.stream;

import httpd.line.Line;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Where the lines of one turn are framed, to leave in one buffer and one write. There is one for
 * each event loop, since only one stream of a loop is in its turn at a time; so an idle stream
 * needs none.
 */
final class FrameBuffer {

  /** Bytes that a turn gathers before it writes. */
  static final int CAPACITY = 64 * 1024;

  private static final FastThreadLocal<FrameBuffer> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected FrameBuffer initialValue() {
          return new FrameBuffer();
        }
      };

  private final byte[] bytes = new byte[CAPACITY];
  private int length;

  private FrameBuffer() {}

  /** Empty: what a turn left that broke off with an error must never go to another client. */
  static FrameBuffer ofThisLoop() {
    var frames = OF_THIS_LOOP.get();
    frames.length = 0;
    return frames;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** Bytes that may still be added. */
  int room() {
    return CAPACITY - length;
  }

  /** Adds a line whose framed length is at most {@link #room}. */
  void add(Line line, Framing framing) {
    length += framing.write(line, bytes, length);
  }

  /** All that was added, in a buffer that the caller owns; empties this one. */
  ByteBuf take(ByteBufAllocator allocator) {
    int taken = length;
    length = 0;
    return allocator.directBuffer(taken).writeBytes(bytes, 0, taken);
  }
}
