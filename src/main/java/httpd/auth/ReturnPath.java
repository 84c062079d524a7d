package httpd.auth;

import httpd.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where a browser goes after it has signed in: a path of this server, whatever a link says.
 *
 * @param text path and query
 */
record ReturnPath(String text) {

  private static final int LONGEST = 2048;
  private static final ReturnPath ROOT = new ReturnPath("/");

  /** Returns the path of a parameter; that of the root if it could lead to another server. */
  static ReturnPath of(@Nullable String text) {
    return text != null && isOfThisServer(text) ? new ReturnPath(text) : ROOT;
  }

  /** Returns the path of a request. */
  static ReturnPath of(Request request) {
    var query = request.query().raw();
    return of(request.path() + (query.isEmpty() ? "" : "?" + query));
  }

  /** Browsers read {@code //host} and {@code /\host} as hosts, and remove control characters. */
  private static boolean isOfThisServer(String text) {
    boolean isPlain = text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
    return isPlain
        && text.length() <= LONGEST
        && text.startsWith("/")
        && !text.startsWith("//")
        && !text.startsWith(LoginHandler.PREFIX);
  }

  String path() {
    int end = text.indexOf('?');
    return end < 0 ? text : text.substring(0, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
