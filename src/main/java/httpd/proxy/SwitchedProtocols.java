package httpd.proxy;

import httpd.Headers;
import httpd.http.HeaderList;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The protocols of a field {@code Upgrade} that are passed on (RFC 9110, section 7.8): all except
 * other kinds of HTTP. After a switch to one of these ({@code h2c}, or HTTP in TLS), requests would
 * pass that no route, rule or log of this server sees.
 */
final class SwitchedProtocols {

  private static final Set<String> KINDS_OF_HTTP = Set.of("h2", "h2c", "h3", "http", "tls");

  private SwitchedProtocols() {}

  static String of(Headers headers) {
    return HeaderList.of(headers.all("Upgrade")).stream()
        .filter(protocol -> !isKindOfHttp(protocol))
        .collect(Collectors.joining(", "));
  }

  private static boolean isKindOfHttp(String protocol) {
    int slash = protocol.indexOf('/');
    var name = slash < 0 ? protocol : protocol.substring(0, slash);
    return KINDS_OF_HTTP.contains(name.strip().toLowerCase(Locale.ROOT));
  }
}
