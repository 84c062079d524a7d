package httpd.live;

import httpd.HttpException;
import httpd.Request;
import httpd.http.Preferences;
import org.jspecify.annotations.Nullable;

/** How live lines are shown to a client. */
public enum View {
  /** As they are. */
  LINES,
  /** Each as an event of an event stream. */
  EVENTS,
  /** As a page that shows them as they come. */
  PAGE,
  /** As they are, for they are the lines of an event stream already. */
  VERBATIM;

  /**
   * Returns the view that a prefix of the command line fixes, such as {@code sse}; null for none.
   */
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
   * What a client would rather have: what {@code ?as=} says, otherwise an event stream or a page if
   * {@code Accept} names it and likes nothing better. That anything will do does not count.
   *
   * @throws HttpException 400 if {@code ?as=} is none of lines, sse and page
   */
  static View of(Request request) {
    var asked = request.query("as");
    return asked == null ? accepted(request) : named(asked);
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

  private static View accepted(Request request) {
    var wanted = Preferences.of(request.headers().all("Accept"));
    double lines = wanted.of("text/plain", 0);
    double events = wanted.of("text/event-stream", 0);
    double page = wanted.of("text/html", 0);
    if (events > 0 && events >= page && events >= lines) {
      return EVENTS;
    }
    return page > 0 && page >= lines ? PAGE : LINES;
  }
}
