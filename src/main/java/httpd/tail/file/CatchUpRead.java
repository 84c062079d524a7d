package httpd.tail.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A few lines read for one cursor that is behind.
 *
 * @param over whether the generation has got all its bytes: what stands behind its last line feed
 *     is a line then
 */
public record CatchUpRead(LogFile generation, boolean over) {

  /** Bytes read at once: what a cursor that is behind may hold, or one line if that is longer. */
  static final int SIZE = 32 * 1024;

  /** Bytes of a hole that are read at once. */
  private static final long MOST_LEFT_OUT = 16 * 1024 * 1024;

  /**
   * Reads complete lines, or pieces of one that is too long, at least one; or none of a large hole.
   *
   * @param limit an offset to stop at
   * @return null if there is no complete line before the limit
   */
  public @Nullable LineBatch read(long from, long limit) throws IOException {
    var cutter = new BatchCutter(generation, from, generation.lead(from));
    var buffer = ByteBuffer.allocate((int) Math.min(SIZE, limit - from));
    for (long at = from; at < limit; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), limit - at));
      int count = generation.read(buffer, at);
      if (count == 0) {
        break;
      }
      at += count;
      var batches = cutter.cut(buffer.array(), count);
      if (!batches.isEmpty()) {
        return batches.getFirst();
      }
      if (cutter.hole() > MOST_LEFT_OUT) {
        return LineBatch.empty(generation, at); // Others have their turn before the rest of it.
      }
    }
    var rest = over ? cutter.finish() : null;
    return rest == null && cutter.hole() > 0 && over ? LineBatch.empty(generation, limit) : rest;
  }
}
