package httpd.tail.name;

import java.text.ParsePosition;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text with parts of a date in it, as {@code strftime} writes them: {@code %Y %m %d %H %M %j},
 * and {@code %%} for a percent sign. Digits are ASCII in every locale.
 */
final class DateFields {

  private static final List<ChronoField> LARGEST_FIRST =
      List.of(
          ChronoField.YEAR,
          ChronoField.DAY_OF_YEAR,
          ChronoField.MONTH_OF_YEAR,
          ChronoField.DAY_OF_MONTH,
          ChronoField.HOUR_OF_DAY,
          ChronoField.MINUTE_OF_HOUR);

  private final Set<ChronoField> used = new HashSet<>();
  private final DateTimeFormatter formatter;

  /** Parses a text; an IllegalArgumentException if a {@code %} is not followed by a field. */
  DateFields(String text) {
    var builder = new DateTimeFormatterBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        append(builder, text.substring(++i, Math.min(i + 1, text.length())));
      } else {
        builder.appendLiteral(text.charAt(i));
      }
    }
    this.formatter = builder.toFormatter(Locale.ROOT);
  }

  private void append(DateTimeFormatterBuilder builder, String letter) {
    switch (letter) {
      case "Y" -> append(builder, ChronoField.YEAR, 4);
      case "m" -> append(builder, ChronoField.MONTH_OF_YEAR, 2);
      case "d" -> append(builder, ChronoField.DAY_OF_MONTH, 2);
      case "H" -> append(builder, ChronoField.HOUR_OF_DAY, 2);
      case "M" -> append(builder, ChronoField.MINUTE_OF_HOUR, 2);
      case "j" -> append(builder, ChronoField.DAY_OF_YEAR, 3);
      case "%" -> builder.appendLiteral('%');
      default ->
          throw new IllegalArgumentException(
              "%" + letter + " is not a part of a date; use %Y %m %d %H %M %j, or %% for %");
    }
  }

  private void append(DateTimeFormatterBuilder builder, ChronoField field, int width) {
    used.add(field);
    builder.appendValue(field, width);
  }

  boolean haveYear() {
    return used.contains(ChronoField.YEAR);
  }

  String format(TemporalAccessor time) {
    return formatter.format(time);
  }

  /** Reads the fields of a text, which need not be those of a real date; null if it has others. */
  @Nullable TemporalAccessor parse(String text) {
    var end = new ParsePosition(0);
    var fields = formatter.parseUnresolved(text, end);
    return end.getIndex() == text.length() ? fields : null;
  }

  /** Returns a number that orders times by the fields that are used. */
  long order(TemporalAccessor time) {
    long order = 0;
    for (var field : LARGEST_FIRST) {
      int range = field == ChronoField.DAY_OF_YEAR ? 1000 : 100;
      order = order * range + (used.contains(field) ? time.getLong(field) : 0);
    }
    return order;
  }
}
