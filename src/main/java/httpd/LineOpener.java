package httpd;

import httpd.line.LineSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Opens what {@link Lines} names. The implementation is found as a {@linkplain ServiceLoader
 * service}, so that this room needs to know neither files nor Netty: {@code docs/architecture.md}.
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

  /** The lines added to a file from now on. */
  LineSource tail(Path file);

  /** The lines that come on standard input from now on. */
  LineSource stdin();

  /**
   * What a program prints that is started by the first poll, without a shell.
   *
   * @throws IllegalArgumentException if there is no program, or an argument has a NUL character
   */
  LineSource exec(List<String> arguments);

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
