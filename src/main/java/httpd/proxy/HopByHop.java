package httpd.proxy;

import httpd.Headers;
import httpd.http.HeaderList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Fields of one connection, which are not passed on (RFC 9110, section 7.6.1). */
final class HopByHop {

  /** The fields that {@code Connection} need not name. */
  private static final Set<String> ALWAYS =
      Set.of(
          "connection",
          "content-length", // Each sender frames its own message.
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade");

  private HopByHop() {}

  /** The fields to pass on; the header section of the same message has their Connection. */
  static List<Headers.Field> without(Headers fields, Headers head) {
    var dropped = new HashSet<>(ALWAYS);
    HeaderList.of(head.all("Connection")).forEach(name -> dropped.add(alias(name)));
    return StreamSupport.stream(fields.spliterator(), false)
        .filter(field -> !dropped.contains(alias(field.name())))
        .toList();
  }

  /**
   * A name in small letters, with {@code -} for every character except letters and digits. Programs
   * that get fields as variables cannot distinguish {@code X_Forwarded_For} or {@code
   * X.Forwarded.For} from {@code X-Forwarded-For}.
   */
  static String alias(String name) {
    var alias = new StringBuilder(name.length());
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      alias.append((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-');
    }
    return alias.toString();
  }
}
