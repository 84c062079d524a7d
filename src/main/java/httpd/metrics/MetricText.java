package httpd.metrics;

import httpd.http.Preferences;
import java.util.List;

/**
 * Writes metrics, family after family, in one of two text formats: OpenMetrics 1.0 and that of
 * Prometheus, 0.0.4. They differ in the names of counters, in units and in the end.
 */
final class MetricText {

  /** What a client may ask for. */
  enum Format {
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    String contentType() {
      return contentType;
    }

    /**
     * Returns the one that a client prefers by {@code Accept}; Prometheus' without a preference.
     */
    static Format of(List<String> accept) {
      var wanted = Preferences.of(accept);
      double open = wanted.of("application/openmetrics-text", 0);
      return open > 0 && open >= wanted.of("text/plain", 0) ? OPEN_METRICS : PROMETHEUS;
    }
  }

  private final Format format;
  private final StringBuilder text = new StringBuilder(32 * 1024);
  private String name = "";

  MetricText(Format format) {
    this.format = format;
  }

  /** Begins a family of numbers that only grow; their names end in {@code _total}. */
  MetricText counter(String name, String help) {
    return family(name, "counter", openOrElse("", "_total"), help);
  }

  MetricText gauge(String name, String help) {
    return family(name, "gauge", "", help);
  }

  /** Writes a family that is text in its labels; the name of the sample ends in {@code _info}. */
  MetricText info(String name, String help, String... labels) {
    family(name, openOrElse("info", "gauge"), openOrElse("", "_info"), help);
    return sample("_info", "1", labels);
  }

  /** Begins a family of counts and sums. */
  MetricText summary(String name, String help) {
    return family(name, "summary", "", help);
  }

  MetricText histogram(String name, String help, Durations durations) {
    family(name, "histogram", "", help);
    int last = Durations.SECONDS.length;
    for (int i = 0; i < last; i++) {
      sample("_bucket", text(durations.upTo(i)), "le", Durations.SECONDS[i]);
    }
    sample("_bucket", text(durations.upTo(last)), "le", "+Inf");
    return countAndSum(durations.count(), durations.sumSeconds());
  }

  MetricText total(long value, String... labels) {
    return sample("_total", text(value), labels);
  }

  MetricText total(double value, String... labels) {
    return sample("_total", text(value), labels);
  }

  MetricText value(long value, String... labels) {
    return sample("", text(value), labels);
  }

  MetricText value(double value, String... labels) {
    return sample("", text(value), labels);
  }

  MetricText countAndSum(long count, double sum, String... labels) {
    return sample("_count", text(count), labels).sample("_sum", text(sum), labels);
  }

  /** Ends the text and returns it. */
  String end() {
    return text.append(openOrElse("# EOF\n", "")).toString();
  }

  private MetricText family(String name, String type, String suffix, String help) {
    this.name = name;
    line("# HELP ", name + suffix, help.replace("\\", "\\\\").replace("\n", "\\n"));
    line("# TYPE ", name + suffix, type);
    var unit = unit(name);
    if (format == Format.OPEN_METRICS && !unit.isEmpty()) {
      line("# UNIT ", name + suffix, unit);
    }
    return this;
  }

  private void line(String begin, String name, String rest) {
    text.append(begin).append(name).append(' ').append(rest).append('\n');
  }

  private static String unit(String name) {
    return name.endsWith("_seconds") ? "seconds" : name.endsWith("_bytes") ? "bytes" : "";
  }

  private MetricText sample(String suffix, String value, String... labels) {
    text.append(name).append(suffix);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      text.append(escaped(labels[i + 1])).append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    return this;
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String text(long value) {
    return Long.toString(value);
  }

  private static String text(double value) {
    return Double.toString(value);
  }

  private String openOrElse(String open, String other) {
    return format == Format.OPEN_METRICS ? open : other;
  }
}
