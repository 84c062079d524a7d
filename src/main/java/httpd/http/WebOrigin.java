package httpd.http;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a page (RFC 6454, section 6.2): {@code https://app.example:8443}.
 *
 * @param scheme in lower case
 * @param host with the port -1 if it is the usual one of the scheme
 */
public record WebOrigin(String scheme, RequestHost host) {

  private static final Pattern FORM =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#@\\\\\\s]+)");

  private static final Pattern START = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://[^/?#]*).*");

  /** Reads an origin; null if it is malformed, or the {@code null} of a browser. */
  public static @Nullable WebOrigin parse(String text) {
    var form = FORM.matcher(text);
    var host = form.matches() ? RequestHost.parse(form.group(2)) : null;
    if (host == null || host.name().isEmpty()) {
      return null;
    }
    var scheme = form.group(1).toLowerCase(Locale.ROOT);
    boolean usual = host.port() == usualPort(scheme);
    return new WebOrigin(scheme, usual ? new RequestHost(host.name(), -1) : host);
  }

  /** Returns the origin of a URL, as of {@code Referer}, or null. */
  public static @Nullable WebOrigin ofUrl(String url) {
    var start = START.matcher(url);
    return start.matches() ? parse(start.group(1)) : null;
  }

  /** Returns whether a page of this origin is of the host; TLS may end before the server. */
  public boolean isOf(RequestHost other) {
    return host.name().equals(other.name()) && port(host.port()) == port(other.port());
  }

  private int port(int port) {
    return port < 0 ? usualPort(scheme) : port;
  }

  /** -2 if the scheme has none. */
  private static int usualPort(String scheme) {
    return switch (scheme) {
      case "http", "ws" -> 80;
      case "https", "wss" -> 443;
      default -> -2;
    };
  }

  @Override
  public String toString() {
    return scheme + "://" + host.name() + (host.port() < 0 ? "" : ":" + host.port());
  }
}
