package httpd.metrics;

import httpd.CloseReason;
import httpd.server.answer.Progress;
import java.util.Locale;

/** The metrics of connections, exchanges and streams. */
record ExchangeMetrics(Sums sums, StreamKinds kinds) implements MetricFamilies {

  @Override
  public void write(MetricText text) {
    connections(text);
    requests(text);
    open(text);
    text.counter("httpd_lines", "Lines of responses handed to connections.").total(sums.lines);
    text.counter("httpd_response_bytes", "Bytes of response bodies, without their framing.")
        .total(sums.bytes);
    text.histogram(
        "httpd_head_seconds",
        "Time from the request head, once it is read, to the head of its response.",
        sums.head);
    text.histogram(
        "httpd_line_delay_seconds",
        "Time from the wake-up of a stream's source to its lines in the socket, for each turn.",
        sums.delay);
  }

  private void connections(MetricText text) {
    text.gauge("httpd_connections", "Open connections of clients.");
    for (var protocol : Sums.Protocol.values()) {
      text.value(sums.connections.of(protocol), protocol(protocol));
    }
    text.counter("httpd_connections_accepted", "Connections of clients that were served.");
    for (var protocol : Sums.Protocol.values()) {
      text.total(sums.accepted.of(protocol), protocol(protocol));
    }
  }

  private static String[] protocol(Sums.Protocol protocol) {
    return switch (protocol) {
      case HTTP_1 -> protocol("http/1.1", "no");
      case HTTP_1_TLS -> protocol("http/1.1", "yes");
      case HTTP_2 -> protocol("h2", "no");
      case HTTP_2_TLS -> protocol("h2", "yes");
    };
  }

  private static String[] protocol(String name, String tls) {
    return new String[] {"protocol", name, "tls", tls};
  }

  private void requests(MetricText text) {
    text.counter("httpd_requests_begun", "Requests whose head was read.").total(sums.begun);
    text.counter("httpd_requests", "Requests that are done, as the access log has them.");
    for (var method : RequestMethod.values()) {
      for (var status : StatusClass.values()) {
        text.total(sums.of(method).of(status), "method", method.label(), "status", status.label());
      }
    }
    text.counter("httpd_requests_ended", "Requests that are done, by the reason of their end.");
    for (var reason : CloseReason.values()) {
      text.total(sums.ended.of(reason), "reason", label(reason));
    }
  }

  private void open(MetricText text) {
    text.gauge("httpd_exchanges", "Requests that are not done, by what they wait for.");
    for (var state : Progress.State.values()) {
      text.value(sums.exchanges.of(state), "state", state.word());
    }
    text.gauge("httpd_streams", "Open streams by the kind of their route.");
    for (int i = 0; i < kinds.count(); i++) {
      text.value(sums.streams[i], "kind", kinds.label(i));
    }
    text.gauge("httpd_subscribers", "Open streams that read a topic.").value(sums.subscribers);
    text.counter("httpd_streams_begun", "Streams that began.").total(sums.streamsBegun);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
