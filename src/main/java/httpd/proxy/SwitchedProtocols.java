package httpd.proxy;

import httpd.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The protocols of a field {@code Upgrade} that may be passed on (RFC 9110, section 7.8): all but
 * other kinds of HTTP. Behind a switch to one of these ({@code h2c}, or HTTP in TLS) further
 * requests would pass that no route, rule or log of ours had seen.
 */
final class SwitchedProtocols {

  private static final Set<String> KINDS_OF_HTTP = Set.of("h2", "h2c", "h3", "http", "tls");

  private SwitchedProtocols() {}

  /** What is left of the field, as one value; empty if nothing is. */
  static String of(Headers headers) {
    var protocols =
        headers.all("Upgrade").stream()
            .flatMap(value -> List.of(value.split(",")).stream())
            .map(String::strip)
            .filter(protocol -> !protocol.isEmpty() && !isKindOfHttp(protocol))
            .toList();
    return String.join(", ", protocols);
  }

  private static boolean isKindOfHttp(String protocol) {
    int slash = protocol.indexOf('/');
    var name = slash < 0 ? protocol : protocol.substring(0, slash);
    return KINDS_OF_HTTP.contains(name.strip().toLowerCase(Locale.ROOT));
  }
}
