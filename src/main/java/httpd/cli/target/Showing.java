package httpd.cli.target;

import httpd.cli.option.Options;
import httpd.live.Presentation;
import httpd.live.View;
import org.jspecify.annotations.Nullable;

/**
 * How a live kind is shown.
 *
 * @param only what stands in front of the kind, as {@code sse+}; null if nothing does
 * @param last lines that a new reader gets first
 */
public record Showing(@Nullable View only, int last, int replay, Presentation presentation) {

  public static final Showing DEFAULT = new Showing(null, 0, 1, Presentation.DEFAULT);

  /** The view that a prefix of a kind stands for, or null. */
  static @Nullable View view(String prefix) {
    return switch (prefix) {
      case "sse" -> View.EVENTS;
      case "lines" -> View.LINES;
      case "verbatim" -> View.VERBATIM;
      default -> null;
    };
  }

  /** What stands in front of the kind. */
  String prefix() {
    return switch (only) {
      case EVENTS -> "sse+";
      case LINES -> "lines+";
      case VERBATIM -> "verbatim+";
      case null, default -> "";
    };
  }

  public Showing only(View view) {
    return new Showing(view, last, replay, presentation.withOnly(view));
  }

  Showing with(Options options) {
    var shown = presentation.withPing(options.heartbeat()).withSlow(options.slow());
    return new Showing(only, options.last(), options.replay(), shown);
  }
}
