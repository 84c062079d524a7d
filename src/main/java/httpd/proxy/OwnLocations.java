package httpd.proxy;

import httpd.Headers;
import httpd.PercentEncoding;
import httpd.Request;
import httpd.upstream.request.UpstreamAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites fields of a response that name the upstream, so that the client comes back through the
 * route. The inverse of {@link UpstreamTarget}.
 *
 * <pre>
 *   route   upstream      Location               passed on as
 *   /x/     http://up     http://up/a?q          /x/a?q
 *   /x/     http://up/b   http://UP:80/b/a       /x/a
 *   /x/     http://up/b   http://up/bc           unchanged
 *   /x/     http://up/b   https://up/b/a         unchanged
 *   /x/     http://up/b   /b/a                   /x/a
 *   /x/     http://up     /x/a                   unchanged
 *   /x/     http://up     a, ../a                unchanged
 * </pre>
 *
 * <p>A path that is below the route already comes from an upstream that knows where it is mounted.
 */
final class OwnLocations {

  private static final Set<String> FIELDS = Set.of("location", "content-location", "refresh");

  private static final Pattern ABSOLUTE = Pattern.compile("(?i)(?:https?:)?//[^/?#]*");

  /** RFC 3986, appendix B; browsers read a backslash as a slash. */
  private static final Pattern LEADS_ELSEWHERE = Pattern.compile("/[/\\\\].*", Pattern.DOTALL);

  private static final Pattern REFRESH =
      Pattern.compile("(?is)([^;,]*[;,]\\s*url\\s*=\\s*)(['\"]?)(.*?)(\\2\\s*)");

  private final List<UpstreamAddress> upstreams;

  /** The path of the route, without a slash at its end. */
  private final String route;

  private final String scheme;

  /** The host that the upstream got, if that is the client's. */
  private final @Nullable String host;

  /** Rewrites for the upstreams of one route; the one that has answered comes first. */
  OwnLocations(Request request, List<UpstreamAddress> upstreams, boolean keepsHost) {
    this.upstreams = upstreams;
    this.scheme = request.client().isSecure() ? "https://" : "http://";
    var below = request.below();
    var path = PercentEncoding.encodeBareBytes(request.path());
    int cut =
        below == null
            ? path.length()
            : path.length() - PercentEncoding.encodeBareBytes(below).length();
    this.route = withoutSlash(path.substring(0, cut));
    this.host = keepsHost ? request.header("Host") : null;
  }

  Headers rewritten(Headers headers) {
    var fields = new ArrayList<Headers.Field>();
    for (var field : headers) {
      var name = field.name().toLowerCase(Locale.ROOT);
      fields.add(FIELDS.contains(name) ? rewritten(field, name) : field);
    }
    return Headers.of(fields);
  }

  private Headers.Field rewritten(Headers.Field field, String name) {
    var value = field.value();
    if (!name.equals("refresh")) {
      return new Headers.Field(field.name(), rewritten(value));
    }
    Matcher refresh = REFRESH.matcher(value);
    return refresh.matches()
        ? new Headers.Field(
            field.name(),
            refresh.group(1) + refresh.group(2) + rewritten(refresh.group(3)) + refresh.group(4))
        : field;
  }

  /** Rewrites a reference (RFC 3986, section 4.1). */
  String rewritten(String reference) {
    var absolute = ABSOLUTE.matcher(reference);
    if (absolute.lookingAt()) {
      var path = reference.substring(absolute.end());
      for (var upstream : upstreams) {
        var mapped = names(absolute.group(), upstream) ? mapped(path, upstream) : null;
        if (mapped != null) {
          return mapped;
        }
      }
      return isClients(absolute.group()) ? ofPath(path, reference) : reference;
    }
    return reference.startsWith("/") ? ofPath(reference, reference) : reference;
  }

  private String ofPath(String path, String otherwise) {
    var upstream = upstreams.getFirst();
    if (isBelow(path, route) && route.length() > base(upstream).length()) {
      return otherwise;
    }
    var mapped = mapped(path, upstream);
    return mapped == null || mapped.equals(path) ? otherwise : mapped;
  }

  private static boolean names(String absolute, UpstreamAddress upstream) {
    var scheme = upstream.origin().secure() ? "https:" : "http:";
    try {
      var named =
          UpstreamAddress.of((absolute.startsWith("/") ? scheme + absolute : absolute) + "/");
      // A socket has no name: its upstream got the name localhost.
      return named.origin().secure() == upstream.origin().secure()
          && named.authority().equalsIgnoreCase(upstream.authority());
    } catch (IllegalArgumentException namesNoHost) {
      return false;
    }
  }

  /** Whether the client has sent its request there. */
  private boolean isClients(String absolute) {
    return host != null && absolute.equalsIgnoreCase(scheme + host);
  }

  private @Nullable String mapped(String reference, UpstreamAddress upstream) {
    var base = base(upstream);
    var path = reference.startsWith("/") ? reference : "/" + reference;
    if (!isBelow(path, base)) {
      return null;
    }
    var mapped = route + path.substring(base.length());
    if (!mapped.startsWith("/")) {
      mapped = "/" + mapped;
    }
    return LEADS_ELSEWHERE.matcher(mapped).matches() ? "/." + mapped : mapped;
  }

  private static boolean isBelow(String path, String base) {
    return path.startsWith(base)
        && (path.length() == base.length() || "/?#".indexOf(path.charAt(base.length())) >= 0);
  }

  private static String base(UpstreamAddress upstream) {
    var target = upstream.target();
    int question = target.indexOf('?');
    return withoutSlash(question < 0 ? target : target.substring(0, question));
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
