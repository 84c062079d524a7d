package httpd.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Gathers contents outside the heap, so that appends which came together are one write. A few are
 * kept for the whole process: the JDK would keep one of the largest size for each thread.
 */
final class WriteBuffer implements AutoCloseable {

  private static final int SIZE = 128 * 1024;
  private static final ConcurrentLinkedQueue<ByteBuffer> UNUSED = new ConcurrentLinkedQueue<>();

  private final ByteBuffer buffer;
  private @Nullable OpenFile file;
  private long offset;

  private WriteBuffer(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  static WriteBuffer take() {
    var unused = UNUSED.poll();
    return new WriteBuffer(unused == null ? ByteBuffer.allocateDirect(SIZE) : unused.clear());
  }

  void begin(OpenFile target, long at) {
    file = target;
    offset = at;
  }

  void add(byte[] content) throws IOException {
    for (int from = 0; from < content.length; ) {
      int length = Math.min(buffer.remaining(), content.length - from);
      buffer.put(content, from, length);
      from += length;
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
  }

  void flush() throws IOException {
    buffer.flip();
    if (file != null && buffer.hasRemaining()) {
      int length = buffer.remaining();
      file.write(buffer, offset);
      offset += length;
    }
    buffer.clear();
  }

  @Override
  public void close() {
    UNUSED.add(buffer);
  }
}
