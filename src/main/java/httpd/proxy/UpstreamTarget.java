package httpd.proxy;

import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 *   /x/     http://up/a?k=1  /x/b?q      /a/b?k=1&amp;q
 * </pre>
 *
 * <p>One slash stands between the two, all else goes as it was sent. A segment {@code ..}, however
 * it is written, would lead out of the upstream's path, and is refused.
 */
final class UpstreamTarget {

  /**
   * Programs take off a segment's parameters ({@code ..;a=b}), what stands behind a NUL, and blanks
   * at its end, and see what is left.
   */
  private static final Pattern PARENT =
      Pattern.compile("[\\x00-\\x20]*\\.{1,2}([;?#\\x00-\\x20\\x7f].*)?", Pattern.DOTALL);

  /** Characters that are not seen, and controls beyond ASCII: some programs leave them out. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}\\x{80}-\\x{9f}]");

  /** Slashes, a backslash and dots that normalization keeps, and conversions to ASCII do not. */
  private static final String LOOKALIKES = "\u2044\u2215\u2216\u3002";

  private static final String LOOK_LIKE = "//\\.";

  /** An ASCII character. */
  private static final Pattern ESCAPE = Pattern.compile("%([0-7][0-9A-Fa-f])");

  private static final int MOST_DECODED = 4;

  private UpstreamTarget() {}

  /**
   * Path and query to ask for.
   *
   * @param base the upstream's own
   * @throws HttpException 400 for a path with {@code ..}, or what some program takes for it
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
   * Proxies and programs on the way to the upstream's files may decode the path again, and take
   * full-width dots and slashes, and their like, for those of ASCII.
   */
  private static String decoded(String path) {
    var decoded = PercentEncoding.decode(path);
    for (int times = 1; times < MOST_DECODED && decoded.indexOf('%') >= 0; times++) {
      decoded = once(decoded);
    }
    return simplified(UNSEEN.matcher(decoded).replaceAll(""));
  }

  /**
   * Each character by itself: no dot or slash comes of two, and to sort long runs of accents costs
   * the square of their number.
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
