package httpd.cli.output;

import httpd.line.log.EscapedFailure;
import httpd.line.log.ServerLog;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * The log of errors on standard error, which starts {@code java.util.logging} when something is
 * logged, and not before: that takes a tenth of the time to the first answer.
 *
 * <pre>
 *   install()                  the first record, or prepareSoon()
 *   ─────────► CONFIGURED ─────────────────────────────────────────► STARTED ── close() ──► CLOSED
 *               {@link LogConfiguration} is named           a {@link StderrLogHandler} writes
 * </pre>
 *
 * <p>Safe for all threads.
 */
public final class StderrLog implements AutoCloseable {

  /** A wait for {@link #prepareSoon}, which ends with the server. */
  public record Preparation(Future<?> task) implements AutoCloseable {

    @Override
    public void close() {
      task.cancel(false);
    }
  }

  private static final String CONFIGURATION_CLASS = "java.util.logging.config.class";
  private static final String CONFIGURATION_FILE = "java.util.logging.config.file";

  /** After the first requests: they would wait for the classes. */
  private static final long PREPARED_AFTER_MILLIS = 1000;

  private static final AtomicReference<@Nullable StderrLogHandler> STARTED =
      new AtomicReference<>();

  private StderrLog() {}

  /** Has the log written by a {@link StderrLogHandler}, unless the user configures it. */
  public static StderrLog install() {
    if (!isConfigured()) {
      System.setProperty(CONFIGURATION_CLASS, LogConfiguration.class.getName());
    }
    if (Thread.getDefaultUncaughtExceptionHandler() == null) {
      Thread.setDefaultUncaughtExceptionHandler(StderrLog::uncaught);
    }
    return new StderrLog();
  }

  /** Whether the user configures {@code java.util.logging}. */
  public static boolean isConfigured() {
    return System.getProperty(CONFIGURATION_FILE) != null
        || System.getProperty(CONFIGURATION_CLASS) != null;
  }

  static void started(StderrLogHandler handler) {
    STARTED.set(handler);
  }

  /** Prepares the log in a moment, unless the result is closed before. */
  public static Preparation prepareSoon() {
    return new Preparation(
        ForkJoinPool.commonPool()
            .schedule(StderrLog::prepare, PREPARED_AFTER_MILLIS, TimeUnit.MILLISECONDS));
  }

  /** Loads the classes that a trace needs: a class that fails to load without memory stays so. */
  private static void prepare() {
    LogManager.getLogManager().getLogger("").getHandlers();
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

  /** Writes what is pending; returns at once if it cannot be written. */
  @Override
  public void close() {
    var handler = STARTED.getAndSet(null);
    if (handler != null) {
      handler.close();
    }
  }
}
