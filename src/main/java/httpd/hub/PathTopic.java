package httpd.hub;

import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import java.util.Comparator;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The name of a topic in a path: the values of its parameters, in the order of the path, joined
 * with slashes. A slash and a percent sign within a value are percent-encoded.
 */
final class PathTopic {

  private static final int LONGEST_NAME = 256;

  private PathTopic() {}

  /** Returns the name; throws a 400 if the values are too long, or have a control character. */
  static String of(Request request) {
    var params = request.params();
    if (params.values().stream().mapToInt(String::length).sum() > LONGEST_NAME) {
      throw new HttpException(400, "the name of a room has at most 256 characters");
    }
    var name =
        params.entrySet().stream()
            .sorted(order(request.route()))
            .flatMap(PathTopic::values)
            .map(PathTopic::escaped)
            .collect(Collectors.joining("/"));
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new HttpException(400, "the name of a room has no control characters");
    }
    return name;
  }

  private static Comparator<Entry<String, String>> order(@Nullable String route) {
    return Comparator.comparingInt((Entry<String, String> param) -> place(param.getKey(), route))
        .thenComparing(Entry::getKey);
  }

  private static int place(String name, @Nullable String route) {
    int at = route == null ? -1 : route.indexOf("{" + name + "}");
    return at < 0 ? Integer.MAX_VALUE : at;
  }

  /** What is below the path of a route comes last, and as it was sent: with its slashes. */
  private static Stream<String> values(Entry<String, String> param) {
    return param.getKey().equals(Request.BELOW)
        ? Stream.of(param.getValue().split("/", -1)).map(PercentEncoding::decode)
        : Stream.of(param.getValue());
  }

  private static String escaped(String value) {
    return value.indexOf('/') < 0 && value.indexOf('%') < 0
        ? value
        : value.replace("%", "%25").replace("/", "%2F");
  }
}
