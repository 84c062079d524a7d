package httpd.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.metrics.MetricText.Format;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What one request for metrics got: the samples by name and labels. */
public record Scrape(SortedMap<String, Double> samples, Map<String, String> types) {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_]+(?:\\{(?:[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\",?)+\\})?) (\\S+)");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");

  /** Reads the text format of Prometheus. */
  public static Scrape read(String text) {
    var samples = new TreeMap<String, Double>();
    var types = new TreeMap<String, String>();
    for (var line : text.lines().toList()) {
      var type = TYPE.matcher(line);
      if (type.matches()) {
        types.put(type.group(1), type.group(2));
      } else if (!line.startsWith("#")) {
        var sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        var before = samples.put(sample.group(1), Double.parseDouble(sample.group(2)));
        assertTrue(before == null, "twice: " + line);
      }
    }
    return new Scrape(samples, types);
  }

  static Scrape of(MetricsHandler handler) {
    return read(handler.text(Format.PROMETHEUS));
  }

  /** Returns the value of one time series. */
  public long value(String series) {
    var value = samples.get(series);
    assertTrue(value != null, series + " is not in " + samples.keySet());
    return value.longValue();
  }

  /** Returns the sum of all time series of a name. */
  long sum(String name) {
    return samples.entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(name + "{"))
        .mapToLong(sample -> sample.getValue().longValue())
        .sum();
  }

  /** Returns the counters of the program, which never go back. */
  Map<String, Double> counters() {
    return samples.entrySet().stream()
        .filter(sample -> sample.getKey().matches("httpd_.*(_total|_count|_bucket|_sum).*"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Returns the names and labels of all time series. */
  public List<String> series() {
    return List.copyOf(samples.keySet());
  }
}
