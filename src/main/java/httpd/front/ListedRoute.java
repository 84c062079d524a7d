package httpd.front;

import java.util.List;

/**
 * A route as the list shows it.
 *
 * @param methods that it takes, in order; empty for all
 * @param path as the command line has it
 * @param kind of what it serves: {@code tail}
 * @param words what it serves: {@code lines added to app.log}
 */
public record ListedRoute(List<String> methods, String path, String kind, String words) {

  /** Copies the list. */
  public ListedRoute {
    methods = List.copyOf(methods);
  }

  /** Whether a link to it makes sense: it takes GET, and its path is no pattern. */
  boolean isLink() {
    return (methods.isEmpty() || methods.contains("GET")) && !path.contains("{");
  }

  String methodsText() {
    return methods.isEmpty() ? "*" : String.join(",", methods);
  }
}
