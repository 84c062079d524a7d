package httpd.net;

import io.netty.util.internal.logging.AbstractInternalLogger;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A logger of Netty that starts {@code java.util.logging} when it has a warning or an error to log.
 * Nearly each class of Netty asks its logger for its level when it is loaded: until the first
 * message, the levels are those of the JDK's own configuration, which leaves {@code debug} out.
 *
 * <p>Safe for all threads.
 */
public final class NettyLog extends AbstractInternalLogger {

  private static final long serialVersionUID = 1L;

  private static final class Factory extends InternalLoggerFactory {
    @Override
    protected InternalLogger newInstance(String name) {
      if (name.equals(EpollLibrary.USER)) {
        EpollLibrary.load();
      }
      return new NettyLog(name);
    }
  }

  private transient volatile @Nullable InternalLogger known;

  private NettyLog(String name) {
    super(name);
  }

  /**
   * Makes these the loggers of Netty in this process. To be called before any class of Netty is
   * loaded, and only if the user does not configure {@code java.util.logging}.
   */
  public static void useForTheProcess() {
    InternalLoggerFactory.setDefaultFactory(new Factory());
  }

  private InternalLogger log() {
    var log = known;
    if (log == null) {
      log = ((JdkLoggerFactory) JdkLoggerFactory.INSTANCE).newInstance(name());
      known = log;
    }
    return log;
  }

  @Override
  public boolean isTraceEnabled() {
    return known != null && known.isTraceEnabled();
  }

  @Override
  public void trace(@Nullable String message) {
    if (isTraceEnabled()) {
      log().trace(message);
    }
  }

  @Override
  public void trace(@Nullable String format, @Nullable Object argument) {
    if (isTraceEnabled()) {
      log().trace(format, argument);
    }
  }

  @Override
  public void trace(@Nullable String format, @Nullable Object one, @Nullable Object two) {
    if (isTraceEnabled()) {
      log().trace(format, one, two);
    }
  }

  @Override
  public void trace(@Nullable String format, @Nullable Object @Nullable ... arguments) {
    if (isTraceEnabled()) {
      log().trace(format, arguments);
    }
  }

  @Override
  public void trace(@Nullable String message, @Nullable Throwable failure) {
    if (isTraceEnabled()) {
      log().trace(message, failure);
    }
  }

  @Override
  public boolean isDebugEnabled() {
    return known != null && known.isDebugEnabled();
  }

  @Override
  public void debug(@Nullable String message) {
    if (isDebugEnabled()) {
      log().debug(message);
    }
  }

  @Override
  public void debug(@Nullable String format, @Nullable Object argument) {
    if (isDebugEnabled()) {
      log().debug(format, argument);
    }
  }

  @Override
  public void debug(@Nullable String format, @Nullable Object one, @Nullable Object two) {
    if (isDebugEnabled()) {
      log().debug(format, one, two);
    }
  }

  @Override
  public void debug(@Nullable String format, @Nullable Object @Nullable ... arguments) {
    if (isDebugEnabled()) {
      log().debug(format, arguments);
    }
  }

  @Override
  public void debug(@Nullable String message, @Nullable Throwable failure) {
    if (isDebugEnabled()) {
      log().debug(message, failure);
    }
  }

  @Override
  public boolean isInfoEnabled() {
    return known == null || log().isInfoEnabled();
  }

  @Override
  public void info(@Nullable String message) {
    log().info(message);
  }

  @Override
  public void info(@Nullable String format, @Nullable Object argument) {
    log().info(format, argument);
  }

  @Override
  public void info(@Nullable String format, @Nullable Object one, @Nullable Object two) {
    log().info(format, one, two);
  }

  @Override
  public void info(@Nullable String format, @Nullable Object @Nullable ... arguments) {
    log().info(format, arguments);
  }

  @Override
  public void info(@Nullable String message, @Nullable Throwable failure) {
    log().info(message, failure);
  }

  @Override
  public boolean isWarnEnabled() {
    return known == null || log().isWarnEnabled();
  }

  @Override
  public void warn(@Nullable String message) {
    log().warn(message);
  }

  @Override
  public void warn(@Nullable String format, @Nullable Object argument) {
    log().warn(format, argument);
  }

  @Override
  public void warn(@Nullable String format, @Nullable Object one, @Nullable Object two) {
    log().warn(format, one, two);
  }

  @Override
  public void warn(@Nullable String format, @Nullable Object @Nullable ... arguments) {
    log().warn(format, arguments);
  }

  @Override
  public void warn(@Nullable String message, @Nullable Throwable failure) {
    log().warn(message, failure);
  }

  @Override
  public boolean isErrorEnabled() {
    return known == null || log().isErrorEnabled();
  }

  @Override
  public void error(@Nullable String message) {
    log().error(message);
  }

  @Override
  public void error(@Nullable String format, @Nullable Object argument) {
    log().error(format, argument);
  }

  @Override
  public void error(@Nullable String format, @Nullable Object one, @Nullable Object two) {
    log().error(format, one, two);
  }

  @Override
  public void error(@Nullable String format, @Nullable Object @Nullable ... arguments) {
    log().error(format, arguments);
  }

  @Override
  public void error(@Nullable String message, @Nullable Throwable failure) {
    log().error(message, failure);
  }
}
