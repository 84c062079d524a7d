package httpd.auth;

import httpd.HttpException;
import httpd.PercentEncoding;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The protections of a server, the most specific first; no two are alike. */
final class Protections {

  private static final Pattern SPECIAL = Pattern.compile("[%;\\\\\\x00]|//|/\\.");
  private static final Pattern REST = Pattern.compile("[;\\x00].*", Pattern.DOTALL);
  private static final Pattern ASCII = Pattern.compile("%([0-7][0-9A-Fa-f])");
  private static final int MOST_DECODED = 4;

  private final List<Protection> all;
  private final boolean isOne;

  /**
   * Sorts protections.
   *
   * @throws IllegalArgumentException that names two which take the same requests
   */
  Protections(List<Protection> protections) {
    for (int i = 0; i < protections.size(); i++) {
      for (var earlier : protections.subList(0, i)) {
        if (earlier.isLike(protections.get(i))) {
          throw new IllegalArgumentException(
              earlier + " and " + protections.get(i) + " take the same requests");
        }
      }
    }
    this.all =
        protections.stream().sorted((a, b) -> a.below().compareSpecificity(b.below())).toList();
    this.isOne = all.size() == 1 && all.getFirst().isOfAll();
  }

  List<Protection> all() {
    return all;
  }

  /**
   * Returns the protection of a request, or null.
   *
   * @throws HttpException 400 if the path would have another one in the way in which some programs
   *     read it
   */
  @Nullable Protection find(String method, String path) {
    if (isOne) {
      return all.getFirst();
    }
    var found = findAsSent(method, path);
    var simple = simplified(path);
    if (!simple.equals(path) && !Objects.equals(findAsSent(method, simple), found)) {
      throw new HttpException(400, "400 Bad Request: the path can be read in two ways");
    }
    return found;
  }

  private @Nullable Protection findAsSent(String method, String path) {
    Protection best = null;
    for (var one : all) {
      int fit = one.fit(method);
      if (fit >= 0 && one.takes(path) && (best == null || beats(one, fit, best, method))) {
        best = one;
      }
    }
    return best;
  }

  private static boolean beats(Protection one, int fit, Protection best, String method) {
    return one.below().takesTheSameAs(best.below()) && fit < best.fit(method);
  }

  /**
   * Returns the path as programs may read it: decoded several times, with backslashes as slashes,
   * without what follows a semicolon or a NUL in a segment, and with dots and empty segments
   * resolved.
   */
  private static String simplified(String path) {
    if (!SPECIAL.matcher(path).find()) {
      return path;
    }
    var segments = new ArrayList<String>();
    var pieces = List.of(decoded(path).replace('\\', '/').split("/", -1));
    for (var piece : pieces) {
      var segment = REST.matcher(piece).replaceFirst("");
      if (segment.equals("..") && !segments.isEmpty()) {
        segments.removeLast();
      } else if (!segment.isEmpty() && !segment.equals(".") && !segment.equals("..")) {
        segments.add(PercentEncoding.encode(segment));
      }
    }
    var end = pieces.getLast().isEmpty() && !segments.isEmpty() ? "/" : "";
    return segments.stream().collect(Collectors.joining("/", "/", end));
  }

  /** Some programs leave escapes that are none, and decode the others again all the same. */
  private static String decoded(String path) {
    var decoded = PercentEncoding.decode(path);
    for (int times = 1; times < MOST_DECODED && decoded.indexOf('%') >= 0; times++) {
      decoded = ASCII.matcher(decoded).replaceAll(Protections::character);
    }
    return decoded;
  }

  private static String character(MatchResult escape) {
    return Matcher.quoteReplacement(Character.toString(HexFormat.fromHexDigits(escape.group(1))));
  }
}
