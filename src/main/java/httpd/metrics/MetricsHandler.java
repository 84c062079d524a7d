package httpd.metrics;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.limit.Limits;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Answers with the metrics of a server: as OpenMetrics if the client accepts that, otherwise in the
 * text format of Prometheus. The time series are the same each time, whatever clients do.
 */
public final class MetricsHandler implements Handler {

  private final ServerCounts counts;
  private final Limits limits;
  private final IntSupplier topics;
  private final Map<String, String> build;

  /**
   * Makes a handler.
   *
   * @param topics how many topics are in memory
   * @param build names and versions of what runs, for {@code httpd_build_info}
   */
  public MetricsHandler(
      ServerCounts counts, Limits limits, IntSupplier topics, Map<String, String> build) {
    this.counts = counts;
    this.limits = limits;
    this.topics = topics;
    this.build = Map.copyOf(build);
  }

  @Override
  public Response handle(Request request) {
    var format = MetricText.Format.of(request.headers().all("Accept"));
    return Response.text(text(format))
        .withHeader("Content-Type", format.contentType())
        .withHeader("Cache-Control", "no-store")
        .withHeader("Vary", "Accept");
  }

  String text(MetricText.Format format) {
    var reading = counts.read();
    var text = new MetricText(format);
    text.info("httpd_build", "What runs.", buildLabels());
    List.<MetricFamilies>of(
            new ExchangeMetrics(reading.sums(), counts.kinds()),
            this::topics,
            new LimitMetrics(limits),
            own -> hung(own, reading.hung()),
            new ProcessMetrics(),
            new JvmMetrics())
        .forEach(subject -> subject.write(text));
    return text.end();
  }

  private void topics(MetricText text) {
    text.gauge(
            "httpd_topics", "Topics in memory: followed files, rooms of hubs, shared runs, pipes.")
        .value(topics.getAsInt());
  }

  private static void hung(MetricText text, int hung) {
    text.gauge("httpd_event_loops_hung", "Event loops that did not answer this request in 2 s.")
        .value(hung);
  }

  private String[] buildLabels() {
    return build.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream())
        .toArray(String[]::new);
  }

  @Override
  public String toString() {
    return "metrics";
  }
}
