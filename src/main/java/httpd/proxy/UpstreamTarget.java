package httpd.proxy;

import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path and query of a request to an upstream: the upstream's own path, then the rest of the
 * client's path after the route.
 *
 * <pre>
 *   route   upstream         request     sent
 *   /x      http://up        /x?q        /?q
 *   /x      http://up/a      /x          /a
 *   /x      http://up/a      /x/b        /a/b
 *   /x/     http://up        /x/b%2Fc    /b%2Fc
 *   /x/     http://up/a      /x/b        /a/b
 *   /x/     http://up/a/     /x/b        /a/b
 *   /x/     http://up/a/     /x/         /a/
 *   /x/     http://up/a?k=1  /x/b?q      /a/b?k=1&amp;q
 * </pre>
 *
 * <p>One slash separates the two; everything else is unchanged. A segment {@code ..}, however it is
 * written, would lead out of the upstream's path, and is refused.
 */
final class UpstreamTarget {

  /**
   * Some programs remove a segment's parameters ({@code ..;a=b}), everything after a NUL, and
   * blanks at its end, before they look at it.
   */
  private static final Pattern PARENT =
      Pattern.compile("[\\x00-\\x20]*\\.{1,2}([;?#\\x00-\\x20\\x7f].*)?", Pattern.DOTALL);

  /** Invisible characters, and controls beyond ASCII: some programs remove them. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}\\x{80}-\\x{9f}]");

  /** Characters that conversions to ASCII make slashes, a backslash and dots of. */
  private static final String LOOKALIKES = "\u2044\u2215\u2216\u3002";

  private static final String LOOK_LIKE = "//\\.";

  /** An ASCII character. */
  private static final Pattern ESCAPE = Pattern.compile("%([0-7][0-9A-Fa-f])");

  private static final int MOST_DECODED = 4;

  private UpstreamTarget() {}

  /**
   * Makes the path and query to send.
   *
   * @param base the upstream's own
   * @throws HttpException 400 for a path with {@code ..}, or with what some program reads so
   */
  static String of(String base, Request request) {
    int question = base.indexOf('?');
    var path = question < 0 ? base : base.substring(0, question);
    var below = request.below();
    if (below != null) {
      checkStaysBelow(
          PercentEncoding.encodeBareBytes(
              below)); // Bare bytes are sent encoded, and so looked at as such.
      path = (path.endsWith("/") ? path : path + "/") + below;
    }
    var query = join(question < 0 ? "" : base.substring(question + 1), request.query().raw());
    return PercentEncoding.encodeBareBytes(query.isEmpty() ? path : path + "?" + query);
  }

  private static void checkStaysBelow(String below) {
    for (var segment : decoded(below).split("[/\\\\]")) {
      if (PARENT.matcher(segment).matches()) {
        throw new HttpException(400, "The path has a . or .. segment");
      }
    }
  }

  /**
   * Decodes a path as far as the programs at the upstream may do: several times, and with
   * full-width dots and slashes read as those of ASCII.
   */
  private static String decoded(String path) {
    var decoded = PercentEncoding.decode(path);
    for (int times = 1; times < MOST_DECODED && decoded.indexOf('%') >= 0; times++) {
      decoded = once(decoded);
    }
    return simplified(UNSEEN.matcher(decoded).replaceAll(""));
  }

  /**
   * Normalizes each character by itself: two never make a dot or a slash, and long runs of accents
   * would cost the square of their number.
   */
  private static String simplified(String path) {
    var simple = new StringBuilder(path.length());
    path.codePoints()
        .forEach(c -> {
          int found = LOOKALIKES.indexOf(c);
          if (c < 0x80 || found >= 0) {
            simple.append(found < 0 ? (char) c : LOOK_LIKE.charAt(found));
          } else {
            simple.append(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC));
          }
        });
    return simple.toString();
  }

  private static String once(String path) {
    return ESCAPE
        .matcher(path)
        .replaceAll(found ->
            Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
  }

  private static String join(String own, String asked) {
    return own.isEmpty() || asked.isEmpty() ? own + asked : own + "&" + asked;
  }
}
