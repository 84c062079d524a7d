package httpd.route;

import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A field that messages to or from some paths get, as {@code [PATH: ]NAME: VALUE} says it. It
 * replaces a field of that name; an empty value removes the field.
 *
 * @param path null for all paths
 */
public record FieldRule(@Nullable PathPattern path, String name, String value) {

  /** What says how a message is framed: it is the server's to set. */
  private static final Set<String> OF_THE_SERVER =
      Set.of("connection", "content-length", "keep-alive", "trailer", "transfer-encoding");

  /**
   * Reads a rule.
   *
   * @throws IllegalArgumentException if it is malformed; it says what is wrong
   */
  public static FieldRule parse(String text) {
    PathPattern path = null;
    var field = text;
    if (text.startsWith("/")) {
      int end = text.indexOf(": ");
      if (end < 0) {
        throw new IllegalArgumentException("there is no field after the path");
      }
      path = PathPattern.of(text.substring(0, end));
      field = text.substring(end + 2).stripLeading();
    }
    int colon = field.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("a field is a name, a colon and a value");
    }
    var name = field.substring(0, colon);
    var value = field.substring(colon + 1).strip();
    var _ = Headers.of(name, value);
    if (OF_THE_SERVER.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(name + " is for the server to set");
    }
    return new FieldRule(path, name, value);
  }

  /** Whether the rule is for the path of a request. */
  public boolean concerns(Request request) {
    try {
      return path == null || path.takes(request.path());
    } catch (HttpException malformed) {
      return false;
    }
  }

  /** Returns a copy of the fields with this one. */
  public Headers applied(Headers fields) {
    return value.isEmpty() ? fields.without(name) : fields.with(name, value);
  }
}
