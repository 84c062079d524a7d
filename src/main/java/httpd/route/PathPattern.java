package httpd.route;

import httpd.HttpException;
import httpd.PercentEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a route: {@code /about} is one path, {@code /files/} all paths below it, and {@code
 * /users/{id}} has any segment in place of {@code {id}}.
 *
 * <p>A path is cut at its slashes first and decoded afterwards (RFC 3986, section 2.4), so an
 * encoded slash stays inside its segment. Immutable; patterns of equal text are equal.
 */
public final class PathPattern {

  /** A segment between two slashes. */
  private sealed interface Segment {

    /** Returns the segment without its name. */
    default Segment shape() {
      return this;
    }

    record Literal(String text) implements Segment {}

    record Name(String name) implements Segment {
      private static final Name ANY = new Name("");

      @Override
      public Segment shape() {
        return ANY;
      }
    }
  }

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final Pattern UNMATCHABLE = Pattern.compile("[\\p{Cntrl}\\s?#]");

  private final String text;
  private final List<Segment> segments;

  private final boolean prefix;

  private PathPattern(String text, List<Segment> segments, boolean prefix) {
    this.text = text;
    this.segments = segments;
    this.prefix = prefix;
  }

  /**
   * Reads a pattern.
   *
   * @param text begins with {@code /}; its literal segments may be percent-encoded or not
   * @throws IllegalArgumentException if it is malformed; it says what is wrong
   */
  public static PathPattern of(String text) {
    if (!text.startsWith("/")) {
      throw malformed(text, "it must begin with /");
    }
    if (UNMATCHABLE.matcher(text).find()) {
      throw malformed(text, "no path has blanks, ? or #; write %20, %3F or %23");
    }
    var pieces = pieces(text);
    boolean prefix = pieces.getLast().isEmpty();
    var segments = new ArrayList<Segment>();
    for (var piece : prefix ? pieces.subList(0, pieces.size() - 1) : pieces) {
      var segment = segment(text, piece);
      if (segment instanceof Segment.Name && segments.contains(segment)) {
        throw malformed(text, piece + " is there twice");
      }
      segments.add(segment);
    }
    return new PathPattern(text, List.copyOf(segments), prefix);
  }

  /** Returns the segments of a request's path, decoded. */
  static List<String> segmentsOf(String rawPath) {
    return pieces(rawPath).stream().map(PercentEncoding::decode).toList();
  }

  /**
   * Returns what the names match if this pattern takes the path, otherwise null.
   *
   * @param path decoded segments; an empty last one stands for a slash at the end
   */
  @Nullable Map<String, String> match(List<String> path) {
    if (prefix ? path.size() <= segments.size() : path.size() != segments.size()) {
      return null;
    }
    var params = new HashMap<String, String>();
    for (int i = 0; i < segments.size(); i++) {
      var given = path.get(i);
      if (segments.get(i) instanceof Segment.Name any) {
        if (given.isEmpty()) {
          return null;
        }
        params.put(any.name(), given);
      } else if (segments.get(i) instanceof Segment.Literal same && !same.text().equals(given)) {
        return null;
      }
    }
    return params;
  }

  /**
   * Returns whether this pattern takes a path.
   *
   * @param path as a request has it
   * @throws HttpException 400 if it is not percent-encoded UTF-8
   */
  public boolean takes(String path) {
    return path.startsWith("/") && match(segmentsOf(path)) != null;
  }

  /** Returns whether there is a path that both take. */
  public boolean overlaps(PathPattern other) {
    if (segments.size() > other.segments.size()) {
      return other.overlaps(this);
    }
    boolean isFit = segments.size() < other.segments.size() ? prefix : prefix == other.prefix;
    for (int i = 0; i < segments.size(); i++) {
      var own = segments.get(i);
      var its = other.segments.get(i);
      isFit &= own instanceof Segment.Name || its instanceof Segment.Name || own.equals(its);
    }
    return isFit;
  }

  /** Returns the part of a path below this pattern, as sent; null if it takes nothing below. */
  @Nullable String below(String rawPath) {
    if (!prefix) {
      return null;
    }
    int slash = 0;
    for (int i = 0; i < segments.size(); i++) {
      slash = rawPath.indexOf('/', slash + 1);
    }
    return rawPath.substring(slash + 1);
  }

  /** Whether it takes only the path that is its text. */
  boolean isOnePath() {
    return !prefix && segments.stream().allMatch(Segment.Literal.class::isInstance);
  }

  boolean isPrefix() {
    return prefix;
  }

  List<String> names() {
    return segments.stream()
        .filter(Segment.Name.class::isInstance)
        .map(name -> ((Segment.Name) name).name())
        .toList();
  }

  /** Returns whether both take the same paths, whatever their names are. */
  public boolean takesTheSameAs(PathPattern other) {
    return prefix == other.prefix && shape().equals(other.shape());
  }

  /**
   * Returns a negative number if this pattern is more specific. Read from the left, the first
   * difference decides: a literal segment goes before {@code {name}}, and either before the end.
   */
  public int compareSpecificity(PathPattern other) {
    int common = Math.min(segments.size(), other.segments.size());
    for (int i = 0; i < common; i++) {
      int order = rank(segments.get(i)) - rank(other.segments.get(i));
      if (order != 0) {
        return order;
      }
    }
    return other.segments.size() - segments.size();
  }

  /** Returns the text of the pattern. */
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathPattern pattern && text.equals(pattern.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  private List<Segment> shape() {
    return segments.stream().map(Segment::shape).collect(Collectors.toList());
  }

  private static int rank(Segment segment) {
    return segment instanceof Segment.Literal ? 0 : 1;
  }

  /** Returns the segments; the last one of a path that ends in a slash is "". */
  private static List<String> pieces(String path) {
    return Arrays.asList(path.substring(1).split("/", -1));
  }

  private static Segment segment(String text, String piece) {
    if (piece.isEmpty()) {
      throw malformed(text, "// has no segment between its slashes");
    }
    return piece.indexOf('{') < 0 && piece.indexOf('}') < 0
        ? new Segment.Literal(literal(text, piece))
        : name(text, piece);
  }

  private static Segment name(String text, String piece) {
    if (piece.indexOf('{') >= 0 && piece.indexOf('}') < 0) {
      throw malformed(text, "the { in " + piece + " is not closed");
    }
    boolean whole = piece.startsWith("{") && piece.indexOf('}') == piece.length() - 1;
    if (!whole) {
      throw malformed(text, piece + " mixes a name with text; {name} takes a whole segment");
    }
    var name = piece.substring(1, piece.length() - 1);
    if (!NAME.matcher(name).matches()) {
      throw malformed(text, piece + " needs a name of letters, digits, _ and -");
    }
    return new Segment.Name(name);
  }

  private static String literal(String text, String piece) {
    try {
      return PercentEncoding.decode(piece);
    } catch (HttpException e) {
      throw new IllegalArgumentException("path " + text + ": " + e.getMessage(), e);
    }
  }

  private static IllegalArgumentException malformed(String text, String why) {
    return new IllegalArgumentException("path " + text + ": " + why);
  }
}
