package httpd.hub;

import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The name of a topic in a path: the values of its parameters, in the order of the path, joined
 * with slashes. A slash and a percent sign within a value are percent-encoded.
 */
final class PathTopic {

  private static final int LONGEST_NAME = 256;

  private PathTopic() {}

  /** Returns the name; throws a 400 if the values are too long. */
  static String of(Request request) {
    var params = request.params();
    if (params.values().stream().mapToInt(String::length).sum() > LONGEST_NAME) {
      throw new HttpException(400, "the name of a room has at most 256 characters");
    }
    var names = new ArrayList<>(params.keySet());
    if (names.size() > 1) {
      names.sort(
          Comparator.comparingInt((String name) -> place(name, request.route()))
              .thenComparing(Comparator.naturalOrder()));
    }
    return names.stream()
        .flatMap(name -> values(name, params.get(name)))
        .map(PathTopic::escaped)
        .collect(Collectors.joining("/"));
  }

  /** What is below the path of a route comes last, and as it was sent: with its slashes. */
  private static Stream<String> values(String name, String value) {
    return name.equals(Request.BELOW)
        ? Stream.of(value.split("/", -1)).map(PercentEncoding::decode)
        : Stream.of(value);
  }

  private static int place(String name, String route) {
    int at = route == null ? -1 : route.indexOf("{" + name + "}");
    return at < 0 ? Integer.MAX_VALUE : at;
  }

  private static String escaped(String value) {
    return value.indexOf('/') < 0 && value.indexOf('%') < 0
        ? value
        : value.replace("%", "%25").replace("/", "%2F");
  }
}
