package httpd.line.blocking;

import httpd.line.LineSource;
import httpd.line.Poll;
import java.util.concurrent.Semaphore;

/** Reads a source on a thread that may wait. */
public final class BlockingReader {

  private BlockingReader() {}

  /**
   * Waits for the next line, the end or the failure of a source; the calling thread owns it.
   *
   * @return never {@link Poll.Pending}
   */
  public static Poll next(LineSource source) throws InterruptedException {
    var woken = new Semaphore(0);
    var poll = source.poll(woken::release);
    while (poll instanceof Poll.Pending) {
      woken.acquire();
      poll = source.poll(woken::release);
    }
    return poll;
  }
}
