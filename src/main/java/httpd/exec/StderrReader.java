package httpd.exec;

import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Standard error, line by line into the server's log, each with what it belongs to, as {@link
 * LogText} writes it, so that no line can look like two. It has a loop apart from that of the
 * output: a log that is not read holds up those who write to it, and no stream.
 *
 * <p>Everything is called on that loop's thread.
 */
final class StderrReader {

  private static final System.Logger LOG = ServerLog.ofCommands();

  /** A longer line is logged in pieces. */
  private static final int LONGEST_PIECE = 8 * 1024;

  private static final int KEPT_LINES = 3;

  /** A pipe holds one; somebody left over who keeps writing is not listened to for ever. */
  private static final int LAST_READS = 4;

  private final PollLoop loop;
  private final int descriptor;
  private final String tag;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final Deque<String> last = new ArrayDeque<>();
  private boolean closed;

  /**
   * The log of one command.
   *
   * @param tag in front of every line
   */
  StderrReader(PollLoop loop, int descriptor, String tag) {
    this.loop = loop;
    this.descriptor = descriptor;
    this.tag = tag;
  }

  void start() {
    loop.watch(descriptor, Libc.POLLIN, this::read);
  }

  /** Logs what is there, and reads no more; gives the last lines. */
  String finish() {
    for (int i = 0; i < LAST_READS && !closed; i++) {
      read();
    }
    close();
    return String.join(" | ", last);
  }

  private void read() {
    int count = loop.read(descriptor);
    for (int i = 0; i < count; i++) {
      byte next = loop.bytes()[i];
      if (next == '\n' || partial.size() == LONGEST_PIECE) {
        flush();
      }
      if (next != '\n') {
        partial.write(next);
      }
    }
    if (count <= 0 && count != -Libc.EAGAIN && count != -Libc.EINTR) {
      close();
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      loop.unwatch(descriptor);
      Libc.close(descriptor);
      if (partial.size() > 0) {
        flush();
      }
    }
  }

  private void flush() {
    var line = LogText.of(partial.toByteArray());
    partial.reset();
    last.addLast(line);
    if (last.size() > KEPT_LINES) {
      last.removeFirst();
    }
    LOG.log(System.Logger.Level.INFO, tag + ": " + line);
  }
}
