package httpd.tail.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a few lines for one cursor that has fallen out of the recent ones.
 *
 * @param over whether the file is complete: what follows its last line feed is a line then
 */
public record CatchUpRead(LogFile log, boolean over) {

  /** Bytes read at once: what a slow cursor may hold, or one line if that is longer. */
  static final int SIZE = 32 * 1024;

  private static final long MOST_LEFT_OUT = 16 * 1024 * 1024;

  /** Reads a complete line or more, or a piece of a long one; null if the limit comes first. */
  public @Nullable LineBatch read(long from, long limit) throws IOException {
    var cutter = new BatchCutter(log, from, log.lead(from));
    var buffer = ByteBuffer.allocate((int) Math.min(SIZE, limit - from));
    for (long at = from; at < limit; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), limit - at));
      int count = log.read(buffer, at);
      if (count == 0) {
        break;
      }
      at += count;
      var batches = cutter.cut(buffer.array(), count);
      if (!batches.isEmpty()) {
        return batches.getFirst();
      }
      if (cutter.hole() > MOST_LEFT_OUT) {
        return LineBatch.empty(log, at); // Yields to others before the rest of it.
      }
    }
    var rest = over ? cutter.finish() : null;
    return rest == null && cutter.hole() > 0 && over ? LineBatch.empty(log, limit) : rest;
  }
}
