package httpd.admin;

import httpd.http.AddressText;
import httpd.http.JsonWriter;
import httpd.http.UnixPeer;
import httpd.server.answer.OpenExchange;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;

/** One exchange as members of a JSON object. A member that is unknown is left out. */
final class StreamJson {

  private StreamJson() {}

  static JsonWriter write(
      JsonWriter json, OpenExchange exchange, RouteSources sources, Instant now) {
    var progress = exchange.progress();
    var source = sources.of(exchange.method(), exchange.route());
    json.add("id", exchange.id())
        .add("client", client(exchange.client()))
        .add("user", exchange.user())
        .add("method", exchange.method())
        .add("target", exchange.target())
        .add("route", exchange.route())
        .add("source", source)
        .add("kind", source == null ? null : RouteSources.kind(source))
        .add("protocol", exchange.protocol())
        .add("status", exchange.status())
        .add("state", progress.state().word());
    var awaited = progress.state().awaited();
    json.add("waitsFor", awaited.isEmpty() ? null : awaited)
        .add("began", exchange.began().toString())
        .add("millis", Math.max(0, Duration.between(exchange.began(), now).toMillis()));
    if (exchange.quietMillis() >= 0) {
      json.add("quietSince", now.minusMillis(exchange.quietMillis()).toString())
          .add("quietMillis", exchange.quietMillis());
    }
    json.add("lines", progress.lines()).add("bytes", progress.bytes());
    if (progress.insight().behind() >= 0) {
      json.add("behind", progress.insight().behind());
    }
    if (progress.insight().process() > 0) {
      json.add("process", progress.insight().process());
    }
    return json;
  }

  /** Its address with its port, or {@code unix:}. */
  static String client(InetSocketAddress client) {
    return UnixPeer.is(client.getAddress()) ? UnixPeer.TEXT : AddressText.withPort(client);
  }
}
