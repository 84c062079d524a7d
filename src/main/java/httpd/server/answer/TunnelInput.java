package httpd.server.answer;

import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;

/** What the client of a tunnel sends, as a source that the other end polls. */
final class TunnelInput implements LineSource {

  private final LineQueue queue = new LineQueue();
  private final Runnable notTaken;
  private volatile boolean ended;

  /** An empty input; {@code notTaken} runs if it is closed before its end was polled. */
  TunnelInput(Runnable notTaken) {
    this.notTaken = notTaken;
  }

  boolean offer(Line piece, Runnable writable) {
    return queue.offer(piece, writable);
  }

  void end() {
    queue.end();
  }

  void fail(Throwable cause) {
    queue.fail(cause);
  }

  /** The event loop has ended. */
  void abandon() {
    queue.close();
  }

  @Override
  public Poll poll(Runnable wake) {
    var poll = queue.poll(wake);
    if (poll instanceof Poll.End) {
      ended = true;
    }
    return poll;
  }

  @Override
  public void close() {
    queue.close();
    if (!ended) {
      notTaken.run();
    }
  }
}
