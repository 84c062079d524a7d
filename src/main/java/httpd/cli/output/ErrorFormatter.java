package httpd.cli.output;

import httpd.line.log.EscapedFailure;
import httpd.line.log.LogText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Objects;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Formats records as {@link java.util.logging.SimpleFormatter} does, by the same property, except
 * that digits and the names of levels do not depend on the locale, and that messages are
 * {@linkplain LogText escaped}, also those of failures.
 */
public final class ErrorFormatter extends Formatter {

  public static final String FORMAT = "java.util.logging.SimpleFormatter.format";

  /** The JDK's own: two lines. */
  private static final String TWO_LINES =
      "%1$tb %1$td, %1$tY %1$tl:%1$tM:%1$tS %1$Tp %2$s%n%4$s: %5$s%6$s%n";

  private final String format = Objects.requireNonNullElse(System.getProperty(FORMAT), TWO_LINES);

  @Override
  public String format(LogRecord record) {
    return String.format(
        Locale.ROOT,
        format,
        ZonedDateTime.ofInstant(record.getInstant(), ZoneId.systemDefault()),
        source(record),
        record.getLoggerName(),
        record.getLevel().getName(),
        message(record),
        trace(record.getThrown()));
  }

  private @Nullable String message(LogRecord record) {
    var message = formatMessage(record);
    return message == null ? null : LogText.withTabs(message);
  }

  private static @Nullable String source(LogRecord record) {
    var method = record.getSourceMethodName();
    if (record.getSourceClassName() == null) {
      return record.getLoggerName();
    }
    return record.getSourceClassName() + (method == null ? "" : " " + method);
  }

  private static String trace(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "";
    }
    var text = new StringWriter();
    try (var writer = new PrintWriter(text)) {
      writer.println();
      EscapedFailure.of(thrown).printStackTrace(writer);
    }
    return text.toString();
  }
}
