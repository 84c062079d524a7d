package httpd.upstream.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.http.AddressText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The address of a request, from a URL (RFC 9110, section 4.2): {@code http:}, {@code https:}, or
 * {@code http+unix:SOCKET:/PATH}.
 *
 * @param url for messages, without a password
 * @param authority the value of {@code Host}
 * @param target path and query in origin form (RFC 9112, section 3.2.1), unchanged
 * @param authorization the value of {@code Authorization} that the URL's user name and password
 *     make (RFC 7617), or null
 */
public record UpstreamAddress(
    String url, Origin origin, String authority, String target, @Nullable String authorization) {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int HIGHEST_PORT = 65535;
  private static final String UNIX = "http+unix:";

  /**
   * Parses a URL.
   *
   * @throws IllegalArgumentException naming the URL, what is invalid and the remedy
   */
  public static UpstreamAddress of(URI address) {
    if (address.toString().regionMatches(true, 0, UNIX, 0, UNIX.length())) {
      return ofSocket(address.toString());
    }
    // A URI may hold characters beyond ASCII; on the wire they are percent-encoded UTF-8.
    var ascii = URI.create(address.toASCIIString());
    var url = withoutUserInfo(ascii);
    boolean secure = isSecure(ascii, url);
    var host = checkHost(ascii, url);
    int port = checkPort(ascii, url, secure ? HTTPS_PORT : HTTP_PORT);
    return new UpstreamAddress(
        withoutFragment(url).replace(ascii.getHost(), host.replace("%", "%25")),
        new Origin(secure, unbracketed(host).toLowerCase(Locale.ROOT), port, null),
        authority(host, port, secure ? HTTPS_PORT : HTTP_PORT),
        target(ascii),
        authorization(ascii));
  }

  public static UpstreamAddress of(String url) {
    try {
      return of(new URI(url));
    } catch (URISyntaxException e) {
      int at = url.lastIndexOf('@');
      throw refused(
          at < 0 ? url : "***" + url.substring(at),
          "is not a URL: " + e.getReason() + "; percent-encode what is not allowed in one");
    }
  }

  /**
   * Parses {@code h2://...} (HTTP/2 over TLS) or {@code h2c://...} (HTTP/2 without TLS), which a
   * redirect and {@code Lines.get} do not take.
   *
   * @throws IllegalArgumentException as {@link #of(String)}
   */
  public static UpstreamAddress ofHttp2(String url) {
    int colon = url.indexOf(':');
    var scheme = url.substring(0, colon);
    var http = of((scheme.equals("h2") ? "https" : "http") + url.substring(colon));
    var origin = http.origin;
    return new UpstreamAddress(
        scheme + http.url.substring(http.url.indexOf(':')),
        new Origin(origin.secure(), origin.host(), origin.port(), null, true),
        http.authority,
        http.target,
        http.authorization);
  }

  public UpstreamAddress withTarget(String target) {
    int path = url.endsWith(this.target) ? url.length() - this.target.length() : url.length();
    return new UpstreamAddress(
        url.substring(0, path) + target, origin, authority, target, authorization);
  }

  private static UpstreamAddress ofSocket(String url) {
    var rest = url.substring(UNIX.length());
    int colon = rest.indexOf(":/");
    var name = colon < 0 ? rest : rest.substring(0, colon);
    if (!name.startsWith("/")) {
      throw refused(url, "names no socket by its whole path; write http+unix:/run/app.sock:/path");
    }
    try {
      return new UpstreamAddress(
          url,
          new Origin(false, "localhost", 0, Path.of(name)),
          "localhost",
          colon < 0 ? "/" : rest.substring(colon + 1),
          null);
    } catch (InvalidPathException e) {
      throw refused(url, "names no possible file: " + e.getReason());
    }
  }

  private static boolean isSecure(URI address, String url) {
    if ("https".equalsIgnoreCase(address.getScheme())) {
      return true;
    }
    if ("http".equalsIgnoreCase(address.getScheme())) {
      return false;
    }
    throw refused(url, "is not an http URL; begin it with http:// or https://");
  }

  private static String checkHost(URI address, String url) {
    var host = address.getHost();
    if (host == null) {
      throw refused(
          url,
          "names no valid host; write http://HOST:PORT/PATH,"
              + " with letters, digits, '-' and '.' in HOST, or an IPv6 address in brackets");
    }
    return canonical(host);
  }

  /** An IPv6 literal as RFC 5952 writes it, with its zone after {@code %}. */
  private static String canonical(String host) {
    int zone = host.indexOf('%');
    if (zone < 0) {
      return AddressText.ofHost(host);
    }
    // In a URI it should be %25 (RFC 6874), and often is not.
    int name = host.startsWith("%25", zone) && host.length() > zone + 4 ? zone + 3 : zone + 1;
    var known = AddressText.ofHost(host);
    return known.substring(0, known.length() - 1) + "%" + host.substring(name);
  }

  private static String withoutFragment(String url) {
    int fragment = url.indexOf('#');
    return fragment < 0 ? url : url.substring(0, fragment);
  }

  private static int checkPort(URI address, String url, int usual) {
    int port = address.getPort() == -1 ? usual : address.getPort();
    if (port < 1 || port > HIGHEST_PORT) {
      throw refused(url, "has the port " + port + "; use one from 1 to " + HIGHEST_PORT);
    }
    return port;
  }

  private static IllegalArgumentException refused(String url, String why) {
    return new IllegalArgumentException("upstream URL \"" + url + "\" " + why);
  }

  /** Removes the user name and password, which must not be logged. */
  static String withoutUserInfo(URI address) {
    var authority = address.getRawAuthority();
    var url = address.toString();
    int user = authority == null ? -1 : authority.lastIndexOf('@');
    int start = url.indexOf("//") + 2;
    return user < 0 ? url : url.substring(0, start) + url.substring(start + user + 1);
  }

  private static @Nullable String authorization(URI address) {
    var user = address.getUserInfo();
    return user == null
        ? null
        : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String authority(String host, int port, int usual) {
    // The zone of a link-local address means something on this machine only.
    int zone = host.indexOf('%');
    var known = zone < 0 ? host : host.substring(0, zone) + "]";
    return port == usual ? known : known + ":" + port;
  }

  static String target(URI address) {
    var path = Objects.requireNonNull(address.getRawPath());
    @Nullable String query = address.getRawQuery();
    return (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
  }

  @Override
  public String toString() {
    return url;
  }
}
