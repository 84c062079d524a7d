package httpd.stream;

import httpd.coding.BlockEncoder;
import httpd.coding.BodyEncoder;
import httpd.line.Line;
import httpd.net.DirectSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The buffer in which the lines of one turn are framed, to leave in one write. There is one for
 * each event loop, since one stream of a loop has its turn at a time; so an idle stream needs no
 * buffer.
 */
final class FrameBuffer {

  static final int CAPACITY = 64 * 1024;

  /** What the compressed lines of a full buffer may take more than these. */
  private static final int MOST_OF_CODING = 1024;

  private static final FastThreadLocal<FrameBuffer> OF_THIS_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected FrameBuffer initialValue() {
          return new FrameBuffer(CAPACITY);
        }
      };

  private final byte[] bytes;
  private int length;

  /** The copy that a socket writes from; freed with the loop by the garbage collector. */
  private final ByteBuf direct;

  private FrameBuffer(int capacity) {
    bytes = new byte[capacity];
    direct = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(capacity));
  }

  /** Makes one more, for the compressed content of a buffer. */
  static FrameBuffer ofCompressed() {
    return new FrameBuffer(CAPACITY + MOST_OF_CODING);
  }

  /** Returns the buffer, emptied: the rest of a turn that failed must not reach another client. */
  static FrameBuffer ofThisLoop() {
    var frames = OF_THIS_LOOP.get();
    frames.clear();
    return frames;
  }

  void clear() {
    length = 0;
  }

  boolean isEmpty() {
    return length == 0;
  }

  int length() {
    return length;
  }

  int room() {
    return bytes.length - length;
  }

  /** Adds a line whose framed length is at most {@link #room}. */
  void add(Line line, Framing framing) {
    length += framing.write(line, bytes, length);
  }

  /** Adds as much of a line as there is room for, and at most {@code most} bytes. */
  int add(LongLine line, int most) {
    int added = line.write(bytes, length, Math.min(most, room()));
    length += added;
    return added;
  }

  /**
   * Sends as much as the socket takes at once, and empties this buffer.
   *
   * @return the rest, in a buffer that the caller owns; null if nothing is left
   */
  @Nullable ByteBuf sendTo(DirectSocket socket) {
    int sent = 0;
    if (socket.isClear() && direct.hasMemoryAddress()) {
      direct.setBytes(0, bytes, 0, length);
      sent = socket.send(direct.memoryAddress(), length);
    }
    int left = length - sent;
    length = 0;
    // The same as the channel's allocator, without the cache miss on that of each channel.
    return left == 0
        ? null
        : ByteBufAllocator.DEFAULT.directBuffer(left).writeBytes(bytes, sent, left);
  }

  /** Compresses the content, as the next part of a body. */
  Line compressed(BodyEncoder body, BlockEncoder blocks) {
    return body.block(blocks, bytes, 0, length);
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Empties this buffer into one that the caller owns. */
  ByteBuf copy() {
    var copy = ByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(bytes, 0, length);
    length = 0;
    return copy;
  }
}
