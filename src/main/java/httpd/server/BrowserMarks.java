package httpd.server;

import httpd.Headers;
import java.util.List;
import java.util.Locale;

/**
 * Fields that a browser sends with a request and programs do not.
 *
 * <p>To plain http at a host other than loopback a browser sends no {@code Sec-Fetch-} fields.
 * {@code Accept-Language} and {@code User-Agent} always come; a page may change them for requests
 * to its own origin, but cannot take the first one away, and nothing changes those of other
 * requests.
 */
final class BrowserMarks {

  private static final List<String> FIELDS =
      List.of("Origin", "Referer", "Accept-Language", "Upgrade-Insecure-Requests");

  private BrowserMarks() {}

  static boolean any(Headers headers) {
    for (var field : headers) {
      if (field.name().regionMatches(true, 0, "Sec-Fetch-", 0, "Sec-Fetch-".length())
          || isMark(field.name())) {
        return true;
      }
    }
    return hasUserAgent(headers);
  }

  private static boolean isMark(String name) {
    for (var mark : FIELDS) {
      if (mark.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether they have what every browser sends with a request that no page has touched. */
  static boolean all(Headers headers) {
    return headers.has("Accept-Language") && hasUserAgent(headers);
  }

  private static boolean hasUserAgent(Headers headers) {
    var agent = headers.get("User-Agent");
    return agent != null && agent.toLowerCase(Locale.ROOT).startsWith("mozilla/");
  }
}
