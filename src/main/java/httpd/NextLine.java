package httpd;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.blocking.BlockingReader;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/** Waits for the next line of a source. */
final class NextLine {

  private NextLine() {}

  /**
   * The next line, or null at the end.
   *
   * @throws SourceFailedException if the source fails
   * @throws InterruptedIOException if the thread is interrupted
   */
  static @Nullable Line of(LineSource source) throws SourceFailedException, InterruptedIOException {
    try {
      return switch (BlockingReader.next(source)) {
        case Line line -> line;
        case Poll.Failed(var cause) -> throw new SourceFailedException(cause);
        case Poll.End() -> null;
        case Poll.Pending() -> throw new AssertionError("a reader that waits has a line or an end");
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the next line");
    }
  }
}
