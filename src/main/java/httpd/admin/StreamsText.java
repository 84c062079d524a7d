package httpd.admin;

import httpd.line.log.LogText;
import httpd.server.answer.OpenExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The open exchanges as a table for a terminal, which {@code httpd ps} prints: each a line. What
 * does not fit is cut, the source first, then the target, the route and the client.
 */
final class StreamsText {

  private enum Column {
    ID,
    AGE,
    CLIENT,
    USER,
    TARGET,
    ROUTE,
    STATE,
    LINES,
    BYTES,
    LAG,
    SOURCE;

    boolean isNumber() {
      return switch (this) {
        case CLIENT, USER, TARGET, ROUTE, STATE, SOURCE -> false;
        default -> true;
      };
    }
  }

  private static final String GAP = "  ";
  private static final String UNKNOWN = "-";
  private static final String CUT = "…";
  private static final int SHORTEST_SOURCE = 12;
  private static final int SHORTEST_BESIDE_SOURCE = 24;
  private static final int SHORTEST_TARGET = 12;
  private static final int SHORTEST_ROUTE = 5;
  private static final int SHORTEST_CLIENT = 9;
  private static final int LONGEST = 200;
  private static final List<String> UNITS = List.of("B", "K", "M", "G", "T");

  private final List<Column> columns = new ArrayList<>(List.of(Column.values()));
  private final List<List<String>> rows = new ArrayList<>();

  private StreamsText(List<OpenExchange> exchanges) {
    if (exchanges.stream().allMatch(each -> each.user() == null)) {
      columns.remove(Column.USER);
    }
  }

  /**
   * Makes a table.
   *
   * @param sources what the routes are
   * @param width characters of a line; 0 for no bound
   */
  static String of(List<OpenExchange> exchanges, RouteSources sources, Instant now, int width) {
    var table = new StreamsText(exchanges);
    table.rows.add(table.columns.stream().map(Column::name).toList());
    for (var each : exchanges) {
      var source = sources.of(each.method(), each.route());
      table.rows.add(
          table.columns.stream().map(column -> cell(column, each, source, now)).toList());
    }
    return table.text(width);
  }

  private static String cell(
      Column column, OpenExchange exchange, @Nullable String source, Instant now) {
    var progress = exchange.progress();
    long behind = progress.insight().behind();
    return switch (column) {
      case ID -> Long.toString(exchange.id());
      case AGE -> age(Duration.between(exchange.began(), now));
      case CLIENT -> StreamJson.client(exchange.client());
      case USER -> field(Objects.requireNonNullElse(exchange.user(), UNKNOWN));
      case TARGET ->
          (exchange.method().equals("GET") ? "" : field(exchange.method()) + " ")
              + LogText.sentField(LogText.cut(exchange.target(), LONGEST));
      case ROUTE -> field(Objects.requireNonNullElse(exchange.route(), UNKNOWN));
      case STATE -> state(exchange);
      case LINES -> Long.toString(progress.lines());
      case BYTES -> bytes(progress.bytes());
      case LAG -> behind < 0 ? UNKNOWN : Long.toString(behind);
      case SOURCE -> field(Objects.requireNonNullElse(source, UNKNOWN));
    };
  }

  private static String field(String text) {
    return LogText.field(LogText.cut(text, LONGEST));
  }

  /** What it does, and for how long its client has got nothing if that is a second or more. */
  private static String state(OpenExchange exchange) {
    var word = exchange.progress().state().word();
    return exchange.quietMillis() < 1000
        ? word
        : word + " " + age(Duration.ofMillis(exchange.quietMillis()));
  }

  /** {@code 12s}, {@code 3m05s}, {@code 2h10m}, {@code 4d03h}. */
  private static String age(Duration age) {
    if (age.toMinutes() == 0) {
      return Math.max(0, age.toSeconds()) + "s";
    }
    if (age.toHours() == 0) {
      return two(age.toMinutes(), "m", age.toSecondsPart(), "s");
    }
    return age.toDays() == 0
        ? two(age.toHours(), "h", age.toMinutesPart(), "m")
        : two(age.toDays(), "d", age.toHoursPart(), "h");
  }

  private static String two(long many, String unit, int few, String part) {
    return many + unit + (few < 10 ? "0" : "") + few + part;
  }

  private static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.size() - 1) {
      value /= 1024;
      unit++;
    }
    var format = unit > 0 && value < 10 ? "%.1f%s" : "%.0f%s";
    return String.format(Locale.ROOT, format, value, unit == 0 ? "" : UNITS.get(unit));
  }

  private String text(int width) {
    var widths = new ArrayList<Integer>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      widths.add(rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }
    if (width > 0) {
      shrink(widths, Column.SOURCE, SHORTEST_SOURCE, width);
      int more = widths.get(columns.indexOf(Column.TARGET)) - SHORTEST_BESIDE_SOURCE;
      if (length(widths) - Math.max(0, more) > width) {
        widths.removeLast();
      }
      shrink(widths, Column.TARGET, SHORTEST_TARGET, width);
      shrink(widths, Column.ROUTE, SHORTEST_ROUTE, width);
      shrink(widths, Column.CLIENT, SHORTEST_CLIENT, width);
    }
    var text = new StringBuilder();
    rows.forEach(row -> text.append(line(row, widths, width)).append('\n'));
    return text.toString();
  }

  private static int length(List<Integer> widths) {
    return widths.stream().mapToInt(each -> each + GAP.length()).sum() - GAP.length();
  }

  private void shrink(List<Integer> widths, Column column, int least, int width) {
    int at = columns.indexOf(column);
    int less = Math.min(length(widths) - width, widths.get(at) - least);
    if (less > 0) {
      widths.set(at, widths.get(at) - less);
    }
  }

  private String line(List<String> row, List<Integer> widths, int width) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.size(); i++) {
      var cell = cut(row.get(i), widths.get(i));
      var blanks = " ".repeat(widths.get(i) - cell.length());
      line.append(i == 0 ? "" : GAP)
          .append(columns.get(i).isNumber() ? blanks + cell : cell + blanks);
    }
    var whole = line.toString().stripTrailing();
    return width > 0 ? cut(whole, Math.max(1, width)) : whole;
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + CUT;
  }
}
