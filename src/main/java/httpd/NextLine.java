package httpd;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
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
    var woken = new Semaphore(0);
    while (true) {
      switch (source.poll(woken::release)) {
        case Line line -> {
          return line;
        }
        case Poll.End() -> {
          return null;
        }
        case Poll.Failed(var cause) -> throw new SourceFailedException(cause);
        case Poll.Pending() -> {
          try {
            woken.acquire();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the next line");
          }
        }
      }
    }
  }
}
