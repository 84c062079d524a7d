package httpd.testing;

import httpd.limit.Limits;
import httpd.line.log.LogRate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what the server logs, and keeps it off the console. */
public final class LogCapture implements AutoCloseable {

  private final Logger logger;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  public LogCapture() {
    this("httpd");
  }

  /** Of what logs under this name, and below it. */
  public LogCapture(String name) {
    // As if nothing had been logged before.
    LogRate.set(LogRate.DEFAULT, () -> {});
    Limits.ofTheProcess().logRest();
    logger = Logger.getLogger(name);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  public List<LogRecord> records() {
    return records;
  }

  /** All messages, one a line, with the class of what was thrown. */
  public String text() {
    var text = new StringBuilder();
    for (var record : records) {
      text.append(record.getLevel()).append(' ').append(record.getMessage());
      if (record.getThrown() != null) {
        text.append(" [trace of ")
            .append(record.getThrown().getClass().getSimpleName())
            .append(']');
      }
      text.append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }
}
