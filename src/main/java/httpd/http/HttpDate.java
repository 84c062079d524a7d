package httpd.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes and reads the dates of HTTP, to the second (RFC 9110, section 5.6.7). */
public final class HttpDate {

  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static volatile Now latest = new Now(0, "");

  private HttpDate() {}

  private record Now(long second, String text) {}

  /** Returns the current time, formatted once a second. */
  public static String now() {
    long second = System.currentTimeMillis() / 1000;
    var now = latest;
    if (now.second != second) {
      now = new Now(second, format(Instant.ofEpochSecond(second)));
      latest = now;
    }
    return now.text;
  }

  /** Returns a time as a header field has it; before the year 10000. */
  public static String format(Instant time) {
    var date = time.atOffset(ZoneOffset.UTC);
    var text = new StringBuilder(29);
    text.append(DAYS.get(date.getDayOfWeek().getValue() - 1)).append(", ");
    append(text, date.getDayOfMonth()).append(' ');
    text.append(MONTHS.get(date.getMonthValue() - 1)).append(' ');
    append(text, date.getYear() / 100);
    append(text, date.getYear() % 100).append(' ');
    append(text, date.getHour()).append(':');
    append(text, date.getMinute()).append(':');
    return append(text, date.getSecond()).append(" GMT").toString();
  }

  /** Two digits. */
  private static StringBuilder append(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /** Returns the time of a header field, or null if it is invalid. */
  public static @Nullable Instant parse(String text) {
    return Formats.ALL.stream()
        .map(format -> parse(text, format))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Instant parse(String text, DateTimeFormatter format) {
    try {
      return LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException notInThisFormat) {
      return null;
    }
  }

  /** Loaded by the first date that is read. */
  private static final class Formats {

    /** The preferred one, and two obsolete ones: of RFC 850 and of {@code asctime}. */
    static final List<DateTimeFormatter> ALL =
        List.of(
            pattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'"),
            rfc850(),
            pattern("EEE MMM ppd HH:mm:ss yyyy"));

    private Formats() {}

    private static DateTimeFormatter pattern(String pattern) {
      return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }

    /** A year of two digits lies at most 50 years ahead. */
    private static DateTimeFormatter rfc850() {
      return new DateTimeFormatterBuilder()
          .appendPattern("EEEE, dd-MMM-")
          .appendValueReduced(ChronoField.YEAR, 2, 2, Year.now(ZoneOffset.UTC).getValue() - 49)
          .appendPattern(" HH:mm:ss 'GMT'")
          .toFormatter(Locale.ENGLISH);
    }
  }
}
