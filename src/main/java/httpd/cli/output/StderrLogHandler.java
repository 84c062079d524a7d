package httpd.cli.output;

import httpd.line.log.EscapedFailure;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import httpd.server.LogWriter;
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
 * What the server has to say about errors, on standard error by a thread of its own: whoever logs
 * never waits, also when nobody reads standard error any more.
 *
 * <p>The usual handler would write on the thread that logs, which may be an event loop. It would
 * also write messages as they are: here each is one line, whichever program part or library it
 * comes from ({@link LogText}).
 */
public final class StderrLogHandler extends Handler {

  private final LogWriter writer;

  StderrLogHandler(OutputStream stream) {
    writer = LogWriter.to(stream);
    setFormatter(new ErrorFormatter());
  }

  /**
   * Takes the place of the handlers that {@code java.util.logging} starts with, unless the user has
   * configured it. To be closed at the end of the program.
   */
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

  /**
   * Loads the classes that a message with a trace needs. One that is first needed when there is no
   * memory fails to load, and does so ever after.
   */
  public static void prepare() {
    var record = new LogRecord(Level.SEVERE, "");
    record.setThrown(EscapedFailure.of(new OutOfMemoryError()));
    record.setSourceClassName(record.getSourceClassName());
    new ErrorFormatter().format(record);
  }

  /** A thread that a handler has started; the JDK would print the failure as it is. */
  static void uncaught(Thread thread, Throwable failure) {
    ServerLog.ofServer()
        .log(
            System.Logger.Level.ERROR,
            "thread \"%s\" ended: %s".formatted(thread.getName(), EscapedFailure.describe(failure)),
            failure);
  }

  /** Has a message and its trace written together. */
  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      writer.write(getFormatter().format(escaped(record)).stripTrailing());
    }
  }

  private LogRecord escaped(LogRecord record) {
    var message = getFormatter().formatMessage(record);
    var escaped =
        new LogRecord(record.getLevel(), message == null ? null : LogText.withTabs(message));
    escaped.setLoggerName(record.getLoggerName());
    escaped.setInstant(record.getInstant());
    escaped.setSequenceNumber(record.getSequenceNumber());
    escaped.setLongThreadID(record.getLongThreadID());
    escaped.setSourceClassName(record.getSourceClassName());
    escaped.setSourceMethodName(record.getSourceMethodName());
    var thrown = record.getThrown();
    escaped.setThrown(thrown == null ? null : EscapedFailure.of(thrown));
    return escaped;
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
