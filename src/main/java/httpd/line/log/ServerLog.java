package httpd.line.log;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * The log that every part of the server writes to. Each message is one line; text of a client in
 * it, or in the trace, is escaped ({@link LogText}), also in a program that embeds the server and
 * has log handlers of its own. How much clients can have logged is bounded ({@link LogRate}).
 */
public final class ServerLog implements System.Logger {

  private enum Cause {
    CLIENTS,
    COMMANDS,
    OPERATOR
  }

  private static final String SERVER = "httpd";

  private final String name;
  private final Cause cause;

  /** Looked up when something is logged: the first look-up in a process starts its logging. */
  private volatile System.@Nullable Logger known;

  private ServerLog(String name, Cause cause) {
    this.name = name;
    this.cause = cause;
  }

  /** Returns the log of the server, for what clients may cause: {@link LogRate}. */
  public static System.Logger ofServer() {
    return named(SERVER);
  }

  /** Returns the log for what commands write to their standard error. */
  public static System.Logger ofCommands() {
    return new ServerLog(SERVER, Cause.COMMANDS);
  }

  /** Returns the log for what no client can cause often; no message is left out. */
  public static System.Logger ofOperator() {
    return new ServerLog(SERVER, Cause.OPERATOR);
  }

  /** Returns a log with a name of its own, for what clients may cause. */
  public static System.Logger named(String name) {
    return new ServerLog(name, Cause.CLIENTS);
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return log().isLoggable(level);
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    if (!isLoggable(level) || !take()) {
      return;
    }
    var text = text(bundle, message);
    if (thrown == null || takeTrace(thrown)) {
      log()
          .log(
              level,
              (ResourceBundle) null,
              text,
              thrown == null ? null : EscapedFailure.of(thrown));
    } else {
      log().log(level, (ResourceBundle) null, withoutTrace(text, thrown), (Throwable) null);
    }
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... parameters) {
    if (isLoggable(level) && take()) {
      var text = text(bundle, format);
      log()
          .log(
              level,
              (ResourceBundle) null,
              parameters == null || parameters.length == 0
                  ? text
                  : shown(new MessageFormat(text, Locale.ROOT).format(parameters)),
              (Throwable) null);
    }
  }

  private System.Logger log() {
    var log = known;
    if (log == null) {
      log = System.getLogger(name);
      known = log;
    }
    return log;
  }

  private String text(@Nullable ResourceBundle bundle, @Nullable String message) {
    var text = String.valueOf(message);
    return shown(bundle == null ? text : bundle.getString(text));
  }

  /** Cuts what clients cause alone: lines of commands are bounded already. */
  private String shown(String text) {
    var line = LogText.withTabs(text);
    return cause == Cause.CLIENTS ? LogText.cut(line, LogText.LONGEST) : line;
  }

  private boolean take() {
    return switch (cause) {
      case CLIENTS -> LogRate.inForce().takeMessage();
      case COMMANDS -> LogRate.inForce().takeCommandLine();
      case OPERATOR -> true;
    };
  }

  private boolean takeTrace(Throwable failure) {
    return cause == Cause.OPERATOR || LogRate.inForce().takeTrace(failure);
  }

  private static String withoutTrace(String text, Throwable failure) {
    var said = EscapedFailure.printed(EscapedFailure.describe(failure));
    return (text.contains(said) ? text : text + ": " + said) + " (its trace was logged before)";
  }
}
