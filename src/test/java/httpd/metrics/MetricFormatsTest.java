package httpd.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.limit.Limits;
import httpd.metrics.MetricText.Format;
import httpd.testing.Installed;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricDataParser;
import org.hawkular.agent.prometheus.types.Histogram;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "Metrics": both formats are read by programs of others. */
class MetricFormatsTest {

  private final MetricsHandler metrics =
      new MetricsHandler(
          new ServerCounts(new StreamKinds(List.of("tail"), request -> "tail", request -> false)),
          Limits.standard(),
          () -> 3,
          Map.of("version", "a \"quoted\" \\ name"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                                | PROMETHEUS
          */*                                                               | PROMETHEUS
          text/plain;version=0.0.4                                          | PROMETHEUS
          application/openmetrics-text; version=1.0.0; charset=utf-8        | OPEN_METRICS
          application/openmetrics-text;version=1.0.0;q=0.6,text/plain;q=0.5 | OPEN_METRICS
          application/openmetrics-text;q=0,text/plain                       | PROMETHEUS
          application/openmetrics-text;q=0.2,text/plain;q=0.5               | PROMETHEUS
          """)
  @DisplayName("MT-1.1 a client that accepts OpenMetrics gets it, any other gets Prometheus' text")
  void formatOfAccept(String accept, Format format) {
    assertEquals(format, Format.of(List.of(accept)));
  }

  @Test
  @DisplayName("MT-1.2 a parser of Prometheus' text format reads all families and their types")
  void prometheusText() throws Exception {
    var text = metrics.text(Format.PROMETHEUS);
    var families = parsed(text);
    var types = Scrape.read(text).types();
    assertEquals(types.size(), families.size());
    for (var family : families) {
      assertEquals(
          types.get(family.getName()).toUpperCase(java.util.Locale.ROOT),
          family.getType().name(),
          family.getName());
    }
    var delay = family(families, "httpd_line_delay_seconds");
    var buckets = ((Histogram) delay.getMetrics().getFirst()).getBuckets();
    assertEquals(Durations.SECONDS.length + 1, buckets.size());
    assertEquals(
        "a \"quoted\" \\ name",
        family(families, "httpd_build_info").getMetrics().getFirst().getLabels().get("version"));
  }

  private static List<MetricFamily> parsed(String text) throws Exception {
    var families = new ArrayList<MetricFamily>();
    try (var input = new ByteArrayInputStream(text.getBytes(UTF_8))) {
      while (input.available() > 0) {
        families.add(new TextPrometheusMetricDataParser(input).parse());
      }
    }
    return families;
  }

  private static MetricFamily family(List<MetricFamily> families, String name) {
    return families.stream().filter(each -> each.getName().equals(name)).findFirst().orElseThrow();
  }

  @Test
  @DisplayName("MT-1.3 both formats have the same time series")
  void sameSeries() {
    var open = metrics.text(Format.OPEN_METRICS);
    assertTrue(open.endsWith("\n# EOF\n"), open);
    assertEquals(
        Scrape.read(metrics.text(Format.PROMETHEUS)).series(),
        Scrape.read(open.replaceAll("# (HELP|UNIT|EOF).*\n", "")).series());
    assertTrue(open.contains("# TYPE httpd_lines counter\n"), open);
    assertTrue(open.contains("# UNIT httpd_head_seconds seconds\n"), open);
  }

  /** The parser of Prometheus' own client for Python is stricter than Prometheus. */
  @Test
  @DisplayName("MT-1.2 the parser of Prometheus' client library reads the OpenMetrics text")
  void openMetrics() throws Exception {
    Installed.require("python3");
    var python =
        new ProcessBuilder(
                "python3",
                "-c",
                """
                import sys
                try:
                    from prometheus_client.openmetrics.parser import text_string_to_metric_families
                except ImportError:
                    sys.exit(3)
                print(len(list(text_string_to_metric_families(sys.stdin.read()))))
                """)
            .redirectErrorStream(true)
            .start();
    try (var input = python.getOutputStream()) {
      input.write(metrics.text(Format.OPEN_METRICS).getBytes(UTF_8));
    }
    var said = read(python.getInputStream());
    int code = python.waitFor();
    assumeTrue(code != 3, "python3-prometheus-client is not installed: it is not tried");
    assertEquals(
        Scrape.read(metrics.text(Format.PROMETHEUS)).types().size() + "\n", said, "exit " + code);
  }

  private static String read(InputStream stream) throws Exception {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }

  @Test
  @DisplayName("MT-5.1 a time is in the first bucket that is not shorter, and in all after it")
  void buckets() {
    var durations = new Durations();
    durations.record(0, 1);
    durations.record(100_000, 1);
    durations.record(100_001, 2);
    durations.record(60_000_000_000L, 1);
    assertEquals(2, durations.upTo(0));
    assertEquals(4, durations.upTo(1));
    assertEquals(4, durations.upTo(Durations.SECONDS.length - 1));
    assertEquals(5, durations.count());
    assertEquals(60.000300002, durations.sumSeconds(), 1e-9);
  }
}
