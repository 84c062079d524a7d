package httpd.testing;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Polls a source from a test, waiting for its wake-ups. */
public final class Take {

  private static final long LIMIT_SECONDS = 10;

  private Take() {}

  /** The next answer that is not Pending. */
  public static Poll next(LineSource source) throws InterruptedException {
    while (true) {
      var woken = new Semaphore(0);
      var poll = source.poll(woken::release);
      if (!(poll instanceof Poll.Pending)) {
        return poll;
      }
      if (!woken.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no wake-up in " + LIMIT_SECONDS + " s after Pending");
      }
    }
  }

  /** The text of the next line; anything else is an error. */
  public static String line(LineSource source) throws InterruptedException {
    if (next(source) instanceof Line line) {
      return line.text();
    }
    throw new AssertionError("no line, but " + next(source));
  }

  /** The texts of all lines up to the end; a failure is an error. */
  public static List<String> all(LineSource source) throws InterruptedException {
    var lines = new ArrayList<String>();
    while (true) {
      switch (next(source)) {
        case Line line -> lines.add(line.text());
        case Poll.End() -> {
          return lines;
        }
        case Poll.Failed(var cause) -> throw new AssertionError("failed after " + lines, cause);
        case Poll.Pending() -> throw new AssertionError("next() gives no Pending");
      }
    }
  }
}
