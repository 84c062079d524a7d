package httpd.wire;

import java.util.List;

/**
 * A response as a client reads it.
 *
 * @param text all of it, as {@link httpd.testing.RawClient} shows it
 */
record Answer(String text) {

  int status() {
    return Integer.parseInt(text.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
  }

  /** The values of a name, joined; null if there is none. */
  String header(String name) {
    var values = fields(name);
    return values.isEmpty() ? null : String.join(", ", values);
  }

  String body() {
    return text.substring(text.indexOf("\n\n") + 2);
  }

  private List<String> fields(String name) {
    var prefix = name.toLowerCase(java.util.Locale.ROOT) + ": ";
    return text.substring(0, text.indexOf("\n\n"))
        .lines()
        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }
}
