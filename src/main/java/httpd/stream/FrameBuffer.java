package httpd.stream;

import httpd.line.Line;
import httpd.net.DirectSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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

  /** Where a socket takes them from; as old as the loop, and freed with it by the collector. */
  private final ByteBuf direct = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(CAPACITY));

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

  /** Adds what it has room for of a line, but not more than {@code most} bytes. */
  int add(LongLine line, int most) {
    int added = line.write(bytes, length, Math.min(most, room()));
    length += added;
    return added;
  }

  /**
   * Sends what was added as far as the socket takes it at once; empties this one.
   *
   * @return what is left, in a buffer that the caller owns; null if that is nothing
   */
  @Nullable ByteBuf sendTo(DirectSocket socket) {
    int sent = 0;
    if (socket.isClear() && direct.hasMemoryAddress()) {
      direct.setBytes(0, bytes, 0, length);
      sent = socket.send(direct.memoryAddress(), length);
    }
    int left = length - sent;
    length = 0;
    // Not the channel's allocator, which is the same, but far away in memory for each channel.
    return left == 0
        ? null
        : ByteBufAllocator.DEFAULT.directBuffer(left).writeBytes(bytes, sent, left);
  }
}
