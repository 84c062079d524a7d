package httpd.cli.option;

import httpd.server.ListenAddress;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code --admin}: a place of its own, or a path of the server.
 *
 * @param listen null for a path
 * @param path of the server itself; null for a place of its own; ends with a slash
 * @param url where {@code httpd ps} finds such a path; ends with a slash
 */
public record AdminPlace(@Nullable ListenAddress listen, @Nullable String path, @Nullable URI url) {

  /** Where {@code httpd ps} looks, and what a host without a port gets. */
  public static final int PORT = 9090;

  /** Where {@code httpd ps} looks if nothing else is said. */
  public static final AdminPlace STANDARD =
      new AdminPlace(new ListenAddress.Tcp("127.0.0.1", PORT), null, null);

  private static final Pattern URL =
      Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]+/[A-Za-z0-9._~/-]+");

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern SEGMENTS = Pattern.compile("/[A-Za-z0-9._~/-]+");
  private static final String EXAMPLES =
      "write 127.0.0.1:9090, 9090, unix:/run/httpd-admin.sock, or /-/ for a path behind --auth";

  static String checked(String value) {
    var _ = read(value);
    return value;
  }

  /** Reads a value. */
  static AdminPlace read(String value) {
    if (value.startsWith("/")) {
      return new AdminPlace(null, path(value), null);
    }
    if (URL.matcher(value).matches()) {
      return new AdminPlace(null, null, URI.create(value.endsWith("/") ? value : value + "/"));
    }
    var address = DIGITS.matcher(value).matches() ? listen("127.0.0.1:" + value) : listen(value);
    boolean hasPort =
        !(address instanceof ListenAddress.Tcp tcp) || tcp.port() != ListenAddress.SHARED_PORT;
    var host = address instanceof ListenAddress.Tcp tcp ? tcp.host() : "";
    return new AdminPlace(hasPort ? address : new ListenAddress.Tcp(host, PORT), null, null);
  }

  private static ListenAddress listen(String value) {
    try {
      return BindAddress.read(value);
    } catch (InvalidValueException e) {
      throw new InvalidValueException(String.valueOf(e.getMessage()), EXAMPLES);
    }
  }

  private static String path(String value) {
    if (!SEGMENTS.matcher(value).matches() || value.contains("//")) {
      throw new InvalidValueException(
          "the path has at least one segment, of letters, digits and -._~", EXAMPLES);
    }
    return value.endsWith("/") ? value : value + "/";
  }

  @Override
  public String toString() {
    return String.valueOf(listen != null ? listen : path != null ? path : url);
  }
}
