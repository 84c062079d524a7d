package httpd.upstream;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, taken from an {@code http:} URL (RFC 9110, section 4.2.1).
 *
 * @param url as it appears in messages
 * @param host a name or a literal without brackets
 * @param port 1 to 65535
 * @param authority the value of {@code Host}
 * @param target path and query in origin form (RFC 9112, section 3.2.1), as they were written
 */
record UpstreamAddress(String url, String host, int port, String authority, String target) {

  private static final int DEFAULT_PORT = 80;
  private static final int HIGHEST_PORT = 65535;

  /**
   * Takes a URL apart.
   *
   * @throws IllegalArgumentException naming the URL, what is wrong with it and the remedy
   */
  static UpstreamAddress of(URI address) {
    // A URI may hold characters beyond ASCII; on the wire they are percent-encoded UTF-8.
    var ascii = URI.create(address.toASCIIString());
    checkNoUserInfo(ascii);
    checkScheme(ascii);
    var host = checkHost(ascii);
    int port = checkPort(ascii);
    return new UpstreamAddress(
        ascii.toString(), unbracketed(host), port, authority(host, port), target(ascii));
  }

  private static void checkNoUserInfo(URI address) {
    var authority = address.getRawAuthority();
    if (authority != null && authority.indexOf('@') >= 0) {
      throw refused(
          withoutUserInfo(address.toString(), authority),
          "carries a user name or password; send an Authorization header instead");
    }
  }

  private static void checkScheme(URI address) {
    if (!"http".equalsIgnoreCase(address.getScheme())) {
      throw refused(
          address.toString(),
          "is not an http:// URL; only plain http is supported so far, begin it with http://");
    }
  }

  private static String checkHost(URI address) {
    var host = address.getHost();
    if (host == null) {
      throw refused(
          address.toString(),
          "names no valid host; write http://HOST:PORT/PATH,"
              + " with letters, digits, '-' and '.' in HOST, or an IPv6 address in brackets");
    }
    return host;
  }

  private static int checkPort(URI address) {
    int port = address.getPort() == -1 ? DEFAULT_PORT : address.getPort();
    if (port < 1 || port > HIGHEST_PORT) {
      throw refused(
          address.toString(), "has the port " + port + "; use one from 1 to " + HIGHEST_PORT);
    }
    return port;
  }

  private static IllegalArgumentException refused(String url, String why) {
    return new IllegalArgumentException("upstream URL \"" + url + "\" " + why);
  }

  /** A password does not belong into a log. */
  private static String withoutUserInfo(String url, String authority) {
    return url.replace(authority, "***" + authority.substring(authority.lastIndexOf('@')));
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String authority(String host, int port) {
    var known = withoutZone(host);
    return port == DEFAULT_PORT ? known : known + ":" + port;
  }

  /** The zone of a link-local address means something on this machine only (RFC 6874). */
  private static String withoutZone(String host) {
    int zone = host.indexOf('%');
    return zone < 0 ? host : host.substring(0, zone) + "]";
  }

  private static String target(URI address) {
    var path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    @Nullable String query = address.getRawQuery();
    return query == null ? path : path + "?" + query;
  }

  @Override
  public String toString() {
    return url;
  }
}
