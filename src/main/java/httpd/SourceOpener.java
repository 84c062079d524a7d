package httpd;

import httpd.line.LineSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens what {@link Lines} and {@link Hub} name. It is found as a {@linkplain ServiceLoader
 * service}, since this room knows neither files nor Netty. Not for users.
 *
 * <p>A source that it gives is unopened: nothing happens before the first poll.
 */
public abstract class SourceOpener {

  private static final class Installed {
    private static final SourceOpener OPENER =
        ServiceLoader.load(SourceOpener.class, SourceOpener.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no SourceOpener is installed"));
  }

  static SourceOpener installed() {
    return Installed.OPENER;
  }

  /** Opens {@link Lines#get} and {@link Lines#post}. */
  protected abstract LineSource http(
      String method, URI address, Headers headers, @Nullable String body);

  /** Opens {@link Lines#tail}. */
  protected abstract LineSource tail(Path file, Clock clock);

  /** Opens {@link Lines#stdin}. */
  protected abstract LineSource stdin();

  /** Opens {@link Lines#exec}. */
  protected abstract LineSource exec(List<String> arguments);

  /**
   * Opens a hub.
   *
   * @param cuts whether a subscriber that falls behind is cut
   * @param key replaces events, as in {@link Hub#conflating}; null to keep them
   */
  protected abstract Hub hub(
      int events, boolean cuts, @Nullable Function<ServerSentEvent, @Nullable String> key);

  /**
   * Presents lines as {@link Response#live} says.
   *
   * @param lines owned by this method and its response; closed if that needs other ones
   */
  protected abstract Response live(Request request, LineSource lines) throws Exception;

  /** Answers as {@link Response#durable(Request, Callable)} says. */
  protected abstract Response durable(Request request, Callable<Response> start) throws Exception;
}
