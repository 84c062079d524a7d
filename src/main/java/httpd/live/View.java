package httpd.live;

import httpd.HttpException;
import httpd.Key;
import httpd.Request;
import httpd.http.Preferences;
import org.jspecify.annotations.Nullable;

/** A form in which a client gets live lines. */
public enum View {
  LINES,
  EVENTS,
  /** A page that shows the lines as they arrive. */
  PAGE,
  /** The lines unchanged: they are those of an event stream already. */
  VERBATIM;

  /** Where a handler leaves the view that it needs, whatever the client asks for. */
  static final Key<View> NEEDED = Key.of("needed view");

  /** Returns the view that a prefix of a target fixes, such as {@code sse}; null for none. */
  public static @Nullable View ofPrefix(String prefix) {
    return switch (prefix) {
      case "sse" -> EVENTS;
      case "lines" -> LINES;
      case "verbatim" -> VERBATIM;
      default -> null;
    };
  }

  /** Returns the prefix that fixes this view, with its plus sign; empty if none does. */
  public String prefix() {
    return switch (this) {
      case EVENTS -> "sse+";
      case LINES -> "lines+";
      case VERBATIM -> "verbatim+";
      case PAGE -> "";
    };
  }

  /**
   * The view that a client asks for: the one in {@code ?as=}, otherwise events or the page if
   * {@code Accept} names that type and prefers no other. A wildcard names no type.
   *
   * @throws HttpException 400 if {@code ?as=} is not lines, sse or page
   */
  static View of(Request request) {
    var named = request.query("as");
    return named == null ? ofAccept(request) : named(named);
  }

  private static View named(@Nullable String name) {
    return switch (name) {
      case "lines" -> LINES;
      case "sse" -> EVENTS;
      case "page" -> PAGE;
      case null, default ->
          throw new HttpException(400, "as=" + name + ": one of lines, sse and page");
    };
  }

  /** The view that {@code Accept} asks for. */
  public static View ofAccept(Request request) {
    var preferences = Preferences.of(request.headers().all("Accept"));
    double lines = preferences.of("text/plain", 0);
    double events = preferences.of("text/event-stream", 0);
    double page = preferences.of("text/html", 0);
    if (events > 0 && events >= page && events >= lines) {
      return EVENTS;
    }
    return page > 0 && page >= lines ? PAGE : LINES;
  }
}
