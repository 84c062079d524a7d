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

  /** Returns the next line, or null at the end. */
  static @Nullable Line of(LineSource source) throws SourceFailedException, InterruptedIOException {
    var poll = poll(source);
    if (poll instanceof Poll.Failed(var cause)) {
      throw new SourceFailedException(cause);
    }
    return poll instanceof Line line ? line : null;
  }

  /** Returns a line, the end or the failure. */
  static Poll poll(LineSource source) throws InterruptedIOException {
    try {
      return BlockingReader.next(source);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a line");
    }
  }
}
