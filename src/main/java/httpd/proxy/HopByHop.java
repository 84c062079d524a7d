package httpd.proxy;

import httpd.Headers;
import httpd.http.HeaderList;
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
    return without(headers, headers);
  }

  /**
   * The fields that go on to the other side.
   *
   * @param head of the message that they belong to, whose {@code Connection} counts
   */
  static List<Headers.Field> without(Headers fields, Headers head) {
    var dropped = new HashSet<>(ALWAYS);
    HeaderList.of(head.all("Connection")).forEach(name -> dropped.add(alias(name)));
    return StreamSupport.stream(fields.spliterator(), false)
        .filter(field -> !dropped.contains(alias(field.name())))
        .toList();
  }

  /**
   * The name that some upstreams take this one for: programs that see a field as a variable cannot
   * tell {@code X_Forwarded_For} or {@code X.Forwarded.For} from {@code X-Forwarded-For}.
   */
  static String alias(String name) {
    var alias = new StringBuilder(name.length());
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      alias.append((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-');
    }
    return alias.toString();
  }
}
