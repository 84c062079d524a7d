package httpd.cli.output;

import httpd.line.log.EscapedFailure;
import httpd.line.log.ServerLog;
import httpd.server.log.LogWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes log records to standard error on a thread of its own. The usual handler would write on the
 * thread that logs, which may be an event loop, and would block it if standard error is not read.
 */
public final class StderrLogHandler extends Handler {

  private final LogWriter writer;

  StderrLogHandler(OutputStream stream) {
    writer = LogWriter.to(stream);
    setFormatter(new ErrorFormatter());
  }

  /** Replaces the default handlers of {@code java.util.logging}, unless the user configures it. */
  public static StderrLogHandler install() {
    var log = new StderrLogHandler(new FileOutputStream(FileDescriptor.err));
    if (System.getProperty("java.util.logging.config.file") == null
        && System.getProperty("java.util.logging.config.class") == null) {
      var root = LogManager.getLogManager().getLogger("");
      Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
      root.addHandler(log);
    }
    if (Thread.getDefaultUncaughtExceptionHandler() == null) {
      Thread.setDefaultUncaughtExceptionHandler(StderrLogHandler::uncaught);
    }
    return log;
  }

  /** Loads the classes that a trace needs: a class that fails to load without memory stays so. */
  public static void prepare() {
    var record = new LogRecord(Level.SEVERE, "");
    record.setThrown(new OutOfMemoryError());
    record.setSourceClassName(record.getSourceClassName());
    new ErrorFormatter().format(record);
  }

  /** Logs the end of a thread; the JDK would print the failure unescaped. */
  static void uncaught(Thread thread, Throwable failure) {
    ServerLog.ofServer()
        .log(
            System.Logger.Level.ERROR,
            "thread \"%s\" ended: %s".formatted(thread.getName(), EscapedFailure.describe(failure)),
            failure);
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      writer.write(getFormatter().format(record).stripTrailing());
    }
  }

  @Override
  public void flush() {}

  /** Writes what is pending; returns at once if it cannot be written. */
  @Override
  public void close() {
    Logger.getLogger("").removeHandler(this);
    writer.close();
  }
}
