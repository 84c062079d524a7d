package httpd.tail.file;

import httpd.line.blocking.LongWork;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds the line feeds of a file, from its end. */
public record ReverseLineScanner(LogFile log, long mostBytes) {

  private static final int BLOCK = 64 * 1024;

  /** What is read first: most searches are for the last line feed, and end in it. */
  private static final int FIRST_BLOCK = 1024;

  /** Blocks after which a handler's thread yields to others. */
  private static final int TURN = 16;

  /** A longer line, or hole, is not searched through. */
  private static final long LONGEST_LOOKED_OVER = 64 * 1024 * 1024;

  /** At most so much is read for one client, however many lines it wants. */
  private static final long MOST_LOOKED_OVER = 256 * 1024 * 1024;

  public ReverseLineScanner(LogFile log) {
    this(log, MOST_LOOKED_OVER);
  }

  /**
   * Returns the offset after the last line feed before {@code from}; {@code from} itself if the
   * line there is too long to be searched through.
   */
  public long afterLast(long from) throws IOException {
    return after(from, 1);
  }

  /**
   * Returns the offset after the {@code count}-th line feed from the end; 0 if there are fewer.
   * Where the search stops before, the offset after the first line feed that it has found.
   */
  public long after(long from, int count) throws IOException {
    int left = count;
    int blocks = 0;
    long lastFeed = from;
    var block = ByteBuffer.allocate((int) Math.min(FIRST_BLOCK, from));
    for (long end = from; end > 0; end -= block.limit()) {
      if (lastFeed - end > LONGEST_LOOKED_OVER || from - end >= mostBytes) {
        return lastFeed;
      }
      if (++blocks == 2) {
        block = ByteBuffer.allocate((int) Math.min(BLOCK, end));
      } else if (blocks % TURN == 0) {
        LongWork.giveTurn();
      }
      long start = Math.max(Math.max(0, from - mostBytes), end - block.capacity());
      block.clear().limit((int) (end - start));
      for (int i = log.read(block, start) - 1; i >= 0; i--) {
        if (block.get(i) == '\n') {
          lastFeed = start + i + 1;
          if (--left == 0) {
            return lastFeed;
          }
        }
      }
    }
    return 0;
  }
}
