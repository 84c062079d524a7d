package httpd;

import httpd.line.LineSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Opens what {@link Lines} names, and shows it to a client. The implementation is found as a
 * {@linkplain ServiceLoader service}, so that this room needs to know neither files nor Netty:
 * {@code docs/architecture.md}.
 *
 * <p>Every source it gives is unopened: nothing happens before the first poll.
 */
public interface LineOpener {

  /**
   * What an HTTP server answers, line by line.
   *
   * @param body sent in UTF-8, or null for none
   * @throws IllegalArgumentException if the address is not one of http that names a host
   */
  LineSource http(String method, URI address, Headers headers, @Nullable String body);

  /**
   * The lines added to a file from now on.
   *
   * @param clock says which file a name with a date in it means
   */
  LineSource tail(Path file, Clock clock);

  /** The lines that come on standard input from now on. */
  LineSource stdin();

  /**
   * What a program prints that is started by the first poll, without a shell.
   *
   * @throws IllegalArgumentException if there is no program, or an argument has a NUL character
   */
  LineSource exec(List<String> arguments);

  /**
   * Shows lines to a client as {@link Response#live} says.
   *
   * @param lines owned by this method and its response; closed if that needs other ones
   * @throws HttpException 400 if the request asks for what there is not
   * @throws Exception if what the lines come from cannot be looked at
   */
  Response live(Request request, LineSource lines) throws Exception;

  /** The one that is installed. */
  static LineOpener installed() {
    return Installed.OPENER;
  }

  /** Looked up when it is first asked for. */
  final class Installed {
    private static final LineOpener OPENER =
        ServiceLoader.load(LineOpener.class, LineOpener.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no LineOpener is installed"));

    private Installed() {}
  }
}
