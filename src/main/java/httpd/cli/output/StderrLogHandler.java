package httpd.cli.output;

import httpd.server.log.LogWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.logging.Handler;
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

  /** Writes to standard error. Called by {@code java.util.logging}: {@link LogConfiguration}. */
  public StderrLogHandler() {
    this(new FileOutputStream(FileDescriptor.err));
    StderrLog.started(this);
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
