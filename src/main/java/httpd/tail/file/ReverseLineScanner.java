package httpd.tail.file;

import httpd.line.blocking.LongWork;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The line feeds of a generation, looked for from behind. */
public record ReverseLineScanner(LogFile generation, long mostBytes) {

  private static final int BLOCK = 64 * 1024;

  /** Bytes after which others get their turn, if the thread is a handler's. */
  private static final int TURN = 16 * BLOCK;

  /** A line, or a hole, that is longer is not looked over. */
  private static final long LONGEST_LOOKED_OVER = 64 * 1024 * 1024;

  /** As much is looked over for one client, however many lines it wants. */
  private static final long MOST_LOOKED_OVER = 256 * 1024 * 1024;

  public ReverseLineScanner(LogFile generation) {
    this(generation, MOST_LOOKED_OVER);
  }

  /**
   * The offset behind the last line feed before {@code from}; {@code from} itself if what has begun
   * there is longer than is looked over.
   */
  public long behindLast(long from) throws IOException {
    return behind(from, 1);
  }

  /**
   * The same for the {@code count}-th line feed from the end; 0 if there are fewer. If there are
   * more bytes than are looked over, the offset after the first line feed among those.
   */
  public long behind(long from, int count) throws IOException {
    int left = count;
    long lastFeed = from;
    var block = ByteBuffer.allocate(BLOCK);
    for (long end = from; end > 0; end -= BLOCK) {
      if (lastFeed - end > LONGEST_LOOKED_OVER || from - end >= mostBytes) {
        return lastFeed;
      }
      if ((from - end) % TURN == TURN - BLOCK) {
        LongWork.giveTurn();
      }
      long start = Math.max(0, end - BLOCK);
      block.clear().limit((int) (end - start));
      for (int i = generation.read(block, start) - 1; i >= 0; i--) {
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
