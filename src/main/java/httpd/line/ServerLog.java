package httpd.line;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * The log that every part of the server writes to: each message is one line, and no text of a
 * client in it, or in the trace, can do more than be read ({@link LogText}). That holds for
 * programs that embed the server too, whatever their handlers of the log do.
 */
public final class ServerLog implements System.Logger {

  private final System.Logger log;

  private ServerLog(System.Logger log) {
    this.log = log;
  }

  /** The one that the server as a whole has. */
  public static System.Logger ofServer() {
    return named("httpd");
  }

  /** One with a name of its own. */
  public static System.Logger named(String name) {
    return new ServerLog(System.getLogger(name));
  }

  @Override
  public String getName() {
    return log.getName();
  }

  @Override
  public boolean isLoggable(Level level) {
    return log.isLoggable(level);
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (isLoggable(level)) {
      log.log(
          level,
          (ResourceBundle) null,
          text(bundle, message),
          thrown == null ? null : EscapedFailure.of(thrown));
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... parameters) {
    if (isLoggable(level)) {
      var text = text(bundle, format);
      log.log(
          level,
          (ResourceBundle) null,
          parameters == null || parameters.length == 0
              ? text
              : LogText.withTabs(new MessageFormat(text, Locale.ROOT).format(parameters)),
          (Throwable) null);
    }
  }

  private static String text(@Nullable ResourceBundle bundle, @Nullable String message) {
    var text = String.valueOf(message);
    return LogText.withTabs(bundle == null ? text : bundle.getString(text));
  }
}
