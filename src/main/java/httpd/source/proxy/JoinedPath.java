package httpd.source.proxy;

import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import java.util.Locale;

/**
 * What an upstream is asked for: its own path, with what lies below the route behind it.
 *
 * <pre>
 *   route   upstream         request     asked for
 *   /x      http://up        /x?q        /?q
 *   /x      http://up/a      /x          /a
 *   /x      http://up/a      /x/b        /a/b
 *   /x/     http://up        /x/b%2Fc    /b%2Fc
 *   /x/     http://up/a      /x/b        /a/b
 *   /x/     http://up/a/     /x/b        /a/b
 *   /x/     http://up/a/     /x/         /a/
 *   /x/     http://up/a?k=1  /x/b?q      /a/b?k=1&q
 * </pre>
 *
 * <p>One slash stands between the two, all else goes as it was sent. A segment {@code ..}, however
 * it is written, would lead out of the upstream's path, and is refused.
 */
final class JoinedPath {

  private JoinedPath() {}

  /**
   * Path and query to ask for.
   *
   * @param base the upstream's own
   * @throws HttpException 400 for a path with {@code ..}
   */
  static String of(String base, Request request) {
    int question = base.indexOf('?');
    var path = question < 0 ? base : base.substring(0, question);
    var below = request.below();
    if (below != null) {
      checkStaysBelow(below);
      path = (path.endsWith("/") ? path : path + "/") + below;
    }
    var query = join(question < 0 ? "" : base.substring(question + 1), request.query().raw());
    return ascii(query.isEmpty() ? path : path + "?" + query);
  }

  private static void checkStaysBelow(String below) {
    for (var segment : PercentEncoding.decode(below).split("[/\\\\]")) {
      if (segment.equals("..") || segment.equals(".")) {
        throw new HttpException(400, "The path has a . or .. segment");
      }
    }
  }

  private static String join(String own, String asked) {
    return own.isEmpty() || asked.isEmpty() ? own + asked : own + "&" + asked;
  }

  /** Bytes beyond ASCII that a client sent bare are sent encoded. */
  private static String ascii(String target) {
    if (target.chars().allMatch(c -> c < 0x80)) {
      return target;
    }
    var encoded = new StringBuilder();
    target
        .chars()
        .forEach(c -> {
          if (c < 0x80) {
            encoded.append((char) c);
          } else {
            encoded.append("%%%02X".formatted(c).toUpperCase(Locale.ROOT));
          }
        });
    return encoded.toString();
  }
}
