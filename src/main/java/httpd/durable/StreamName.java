package httpd.durable;

import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a stream: the decoded path after the segments that the pattern of its route fixes, so
 * that {@code /v1/stream/} names {@code a/b} and {@code /chat/{room}} the value of {@code {room}}.
 */
record StreamName(String text) {

  private static final int LONGEST = 1024;
  private static final String RESERVED = "__ds";
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}]");

  /** The name of the stream that a request is for. */
  static StreamName of(Request request) {
    var path = request.path();
    var prefix = prefix(request);
    var name = named(path.length() <= prefix ? "" : path.substring(prefix));
    if (name == null) {
      throw new HttpException(400, "a stream has a name: add it to the path");
    }
    return name;
  }

  /** The name of a stream at another path of the same route; null if it is not of that route. */
  static @Nullable StreamName of(String path, Request request) {
    int prefix = prefix(request);
    var own = request.path();
    boolean isBelow = path.length() > prefix && path.startsWith(own.substring(0, prefix));
    return isBelow ? named(path.substring(prefix)) : null;
  }

  /** The length of the path up to the first segment that the route leaves open. */
  private static int prefix(Request request) {
    var route = request.route() == null ? "/" : request.route();
    var path = request.path();
    int open = route.indexOf('{');
    var fixed = open < 0 ? route : route.substring(0, open);
    int slash = 0;
    for (int i = 0; i < fixed.chars().filter(c -> c == '/').count() - 1; i++) {
      slash = path.indexOf('/', slash + 1);
    }
    boolean isWhole = open < 0 && !route.endsWith("/");
    int next = isWhole ? -1 : slash;
    return next < 0 ? path.length() : next + 1;
  }

  private static @Nullable StreamName named(String rawPath) {
    if (rawPath.isEmpty()) {
      return null;
    }
    var name = PercentEncoding.decode(rawPath);
    var segments = List.of(name.split("/", -1));
    if (segments.getFirst().equals(RESERVED)) {
      throw new HttpException(501, "subscriptions (" + RESERVED + ") are not implemented");
    }
    if (name.length() > LONGEST) {
      throw new HttpException(400, "the name of a stream has at most " + LONGEST + " characters");
    }
    if (CONTROL.matcher(name).find()
        || segments.contains("")
        || segments.contains(".")
        || segments.contains("..")) {
      throw new HttpException(
          400,
          "the segments of a stream's name are not empty, . or .., without control characters");
    }
    return new StreamName(name);
  }

  @Override
  public String toString() {
    return text;
  }
}
