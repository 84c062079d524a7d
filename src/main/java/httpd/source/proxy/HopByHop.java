package httpd.source.proxy;

import httpd.Headers;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Fields that are for one connection alone, and are not passed on (RFC 9110, section 7.6.1). */
final class HopByHop {

  /** Those that need not be named by {@code Connection}. */
  private static final Set<String> ALWAYS =
      Set.of(
          "connection",
          "content-length", // Whoever sends the message frames it.
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade");

  private HopByHop() {}

  /** The fields that go on to the other side. */
  static List<Headers.Field> without(Headers headers) {
    var dropped = new HashSet<>(ALWAYS);
    for (var named : headers.all("Connection")) {
      for (var name : named.split(",")) {
        dropped.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return StreamSupport.stream(headers.spliterator(), false)
        .filter(field -> !dropped.contains(field.name().toLowerCase(Locale.ROOT)))
        .toList();
  }
}
