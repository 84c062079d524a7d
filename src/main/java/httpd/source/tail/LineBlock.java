package httpd.source.tail;

import httpd.line.Line;
import httpd.line.LineSplitter;
import httpd.line.LineTooLongException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A few lines read for one cursor that is behind.
 *
 * @param over whether the generation has got all its bytes: what stands behind its last line feed
 *     is a line then
 */
record LineBlock(Generation generation, boolean over) {

  /** Bytes read at once: what a cursor that is behind may hold, or one line if that is longer. */
  static final int SIZE = 32 * 1024;

  /**
   * Reads complete lines, at least one.
   *
   * @param limit an offset to stop at
   * @return null if there is no complete line before the limit
   */
  @Nullable Batch read(long from, long limit) throws IOException {
    var lines = new ArrayList<Line>();
    var splitter = new LineSplitter();
    var buffer = ByteBuffer.allocate((int) Math.min(SIZE, limit - from));
    long at = from;
    while (lines.isEmpty() && at < limit) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), limit - at));
      int count = generation.read(buffer, at);
      if (count == 0) {
        break;
      }
      at += count;
      split(splitter, buffer.array(), count, lines);
    }
    if (!lines.isEmpty()) {
      return Batch.of(generation, from, lines);
    }
    return over ? rest(splitter, from) : null;
  }

  /** Lines before one that is too long are good: that one fails the next read. */
  private static void split(LineSplitter splitter, byte[] bytes, int count, List<Line> lines)
      throws LineTooLongException {
    try {
      splitter.split(bytes, 0, count, lines::add);
    } catch (LineTooLongException e) {
      if (lines.isEmpty()) {
        throw e;
      }
    }
  }

  private @Nullable Batch rest(LineSplitter splitter, long from) throws LineTooLongException {
    var lines = new ArrayList<Line>();
    splitter.end(line -> lines.add(new Line(line.content(), Line.Ending.LF)));
    return lines.isEmpty() ? null : Batch.unended(generation, from, lines);
  }
}
