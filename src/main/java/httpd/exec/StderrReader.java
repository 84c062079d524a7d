package httpd.exec;

import httpd.exec.posix.PipeEnd;
import httpd.exec.posix.PollLoop;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads the standard error of a command and writes it to the server's log, line by line, escaped by
 * {@link LogText}, so that no line can look like two.
 *
 * <p>Has a loop apart from that of the output: a log that is not read blocks the commands that
 * write to it, and no stream. Everything is called on that loop's thread.
 */
final class StderrReader {

  private static final System.Logger LOG = ServerLog.ofCommands();

  private static final int LONGEST_PIECE = 8 * 1024;

  private static final int KEPT_LINES = 3;

  /** A pipe holds one read; a process that is left and writes on does not delay the end. */
  private static final int LAST_READS = 4;

  private final PollLoop loop;
  private final PipeEnd pipe;
  private final String tag;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final Deque<String> last = new ArrayDeque<>();

  StderrReader(PollLoop loop, int descriptor, String tag) {
    this.loop = loop;
    this.pipe = new PipeEnd(loop, descriptor);
    this.tag = tag;
  }

  void start() {
    pipe.whenReadable(this::read);
  }

  /** Logs what is in the pipe, closes it, and returns the last lines. */
  String finish() {
    for (int i = 0; i < LAST_READS && !pipe.isClosed(); i++) {
      read();
    }
    close();
    return String.join(" | ", last);
  }

  private void read() {
    int count = pipe.read(PollLoop.BUFFER_SIZE);
    for (int i = 0; i < count; i++) {
      byte next = loop.bytes()[i];
      if (next == '\n' || partial.size() == LONGEST_PIECE) {
        flush();
      }
      if (next != '\n') {
        partial.write(next);
      }
    }
    if (count < 0) {
      close();
    }
  }

  private void close() {
    pipe.close();
    if (partial.size() > 0) {
      flush();
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
