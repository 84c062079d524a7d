package httpd.cli.option;

import httpd.server.ListenAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code --admin}: a place of its own, or a path of the server.
 *
 * @param listen null for a path
 * @param path null for a place of its own; ends with a slash
 */
public record AdminPlace(@Nullable ListenAddress listen, @Nullable String path) {

  /** Where {@code httpd ps} looks, and what a host without a port gets. */
  public static final int PORT = 9090;

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern SEGMENTS = Pattern.compile("(/[A-Za-z0-9._~-]+)+/?");
  private static final String EXAMPLES =
      "write 127.0.0.1:9090, 9090, unix:/run/httpd-admin.sock, or /-/ for a path behind --auth";

  static String checked(String value) {
    var _ = read(value);
    return value;
  }

  /** Reads a value. */
  static AdminPlace read(String value) {
    if (value.startsWith("/")) {
      return new AdminPlace(null, path(value));
    }
    var address = DIGITS.matcher(value).matches() ? listen("127.0.0.1:" + value) : listen(value);
    boolean hasPort =
        !(address instanceof ListenAddress.Tcp tcp) || tcp.port() != ListenAddress.SHARED_PORT;
    var host = address instanceof ListenAddress.Tcp tcp ? tcp.host() : "";
    return new AdminPlace(hasPort ? address : new ListenAddress.Tcp(host, PORT), null);
  }

  private static ListenAddress listen(String value) {
    try {
      return BindAddress.read(value);
    } catch (InvalidValueException e) {
      throw new InvalidValueException(String.valueOf(e.getMessage()), EXAMPLES);
    }
  }

  private static String path(String value) {
    if (!SEGMENTS.matcher(value).matches()) {
      throw new InvalidValueException(
          "the path has at least one segment, of letters, digits and -._~", EXAMPLES);
    }
    return value.endsWith("/") ? value : value + "/";
  }

  @Override
  public String toString() {
    return String.valueOf(path == null ? listen : path);
  }
}
