package httpd.cli;

import httpd.server.LogWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What the server has to say about errors, on standard error by a thread of its own: whoever logs
 * never waits, also when nobody reads standard error any more.
 *
 * <p>The usual handler would write on the thread that logs, which may be an event loop.
 */
final class ErrorLog extends Handler {

  private final LogWriter writer;

  ErrorLog(OutputStream stream) {
    writer = LogWriter.to(stream);
    setFormatter(new SimpleFormatter());
  }

  /**
   * Takes the place of the handlers that {@code java.util.logging} starts with, unless the user has
   * configured it. To be closed at the end of the program.
   */
  static ErrorLog install() {
    var log = new ErrorLog(new FileOutputStream(FileDescriptor.err));
    if (System.getProperty("java.util.logging.config.file") == null
        && System.getProperty("java.util.logging.config.class") == null) {
      var root = LogManager.getLogManager().getLogger("");
      Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
      root.addHandler(log);
    }
    return log;
  }

  /** Has a message and its trace written together. */
  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      writer.write(getFormatter().format(record).stripTrailing());
    }
  }

  /** There is nothing to wait for: what is waiting is on its way. */
  @Override
  public void flush() {}

  /** Returns when all is written, or cannot be. */
  @Override
  public void close() {
    Logger.getLogger("").removeHandler(this);
    writer.close();
  }
}
