package httpd.upstream.request;

import httpd.PercentEncoding;
import httpd.net.ErrorText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Resolves a {@code Location} (RFC 9110, section 10.2.2; RFC 3986, section 5). The upstream chooses
 * it, not the user, so it can name neither a unix-domain socket nor credentials.
 *
 * <pre>
 *   from            to                        followed
 *   http, https     a path                    same origin, same credentials
 *   http, https     http, https               another origin: no credentials
 *   http, https     any other scheme          no
 *   http+unix       a path                    same socket
 *   http+unix       anything with a scheme or a host    no
 * </pre>
 */
public final class Redirection {

  /** Redirects that are followed in a row, as by browsers. */
  private static final int MOST = 20;

  /** Characters of a location in a message; the reason has to fit after it. */
  private static final int LONGEST_SHOWN = 100;

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private Redirection() {}

  /** Whether a status redirects with a {@code Location} (RFC 9110, section 15.4). */
  public static boolean isOne(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  public static UpstreamAddress follow(UpstreamAddress from, String location, int count) {
    if (count > MOST) {
      throw new IllegalArgumentException("redirected more than " + MOST + " times");
    }
    return of(from, location);
  }

  /**
   * Resolves a location. A fragment, a user name and a password in it are dropped.
   *
   * @throws IllegalArgumentException saying why it is not followed
   */
  static UpstreamAddress of(UpstreamAddress from, String location) {
    var reference = parsed(location);
    if (reference.getScheme() == null && reference.getRawAuthority() == null) {
      return from.withTarget(target(from, reference));
    }
    if (from.origin().socket() != null) {
      throw refused(location, "leads from a unix-domain socket to another server");
    }
    var absolute =
        reference.getScheme() == null
            ? parsed((from.origin().secure() ? "https:" : "http:") + reference)
            : reference;
    if (!SCHEMES.contains(absolute.getScheme().toLowerCase(Locale.ROOT))) {
      throw refused(location, "leads to something other than http and https");
    }
    var to = UpstreamAddress.of(UpstreamAddress.withoutUserInfo(absolute));
    return to.origin().equals(from.origin()) ? from.withTarget(to.target()) : to;
  }

  private static String target(UpstreamAddress from, URI reference) {
    int question = from.target().indexOf('?');
    var path = question < 0 ? from.target() : from.target().substring(0, question);
    if (!reference.getRawPath().isEmpty()) {
      return UpstreamAddress.target(URI.create("http://localhost" + path).resolve(reference));
    }
    // A URI of the JDK would drop the last segment here.
    var query = reference.getRawQuery();
    return query == null ? from.target() : path + "?" + query;
  }

  private static URI parsed(String location) {
    try {
      return URI.create(new URI(PercentEncoding.encodeBareBytes(location)).toASCIIString());
    } catch (URISyntaxException e) {
      throw refused(location, "is not a URL: " + e.getReason());
    }
  }

  private static IllegalArgumentException refused(String location, String why) {
    int at = location.lastIndexOf('@');
    var named = at < 0 ? location : "***" + location.substring(at);
    var shown = named.length() > LONGEST_SHOWN ? named.substring(0, LONGEST_SHOWN) + "..." : named;
    return new IllegalArgumentException("\"%s\" %s".formatted(ErrorText.printable(shown), why));
  }
}
