package httpd.server;

import httpd.Headers;
import httpd.Request;
import httpd.http.RequestHost;
import httpd.http.WebOrigin;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page for which a browser sent a request, as far as the browser identifies it.
 *
 * <p>In this order: {@code Sec-Fetch-Site} (Fetch Metadata) says how page and server are related,
 * where the server is on loopback or has TLS; {@code Origin} comes with each request that is not
 * GET or HEAD, with those by CORS, and with WebSockets; {@code Referer} is what is left of older
 * browsers, and of images on plain http. A request without any of them is a program's, or that of a
 * page that hides itself.
 */
final class RequestingPage {

  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  /** The origin of a page without one: a file, a frame in a sandbox. */
  private static final String OPAQUE = "null";

  private final Request request;
  private final Headers headers;
  private final SitePolicy policy;
  private @Nullable List<RequestHost> ownHosts;

  RequestingPage(Request request, SitePolicy policy) {
    this.request = request;
    this.headers = request.headers();
    this.policy = policy;
  }

  /** Whether it is a page of another site whose origin is not allowed. */
  boolean isForeign() {
    var origins = headers.all("Origin");
    if (origins.size() == 1 && policy.allows(WebOrigin.parse(origins.getFirst()))) {
      return false;
    }
    var sites = headers.all("Sec-Fetch-Site");
    if (!OWN_SITES.containsAll(sites)) {
      return true;
    }
    if (!origins.isEmpty()) {
      boolean own = !sites.isEmpty(); // A form of a page that sends no referrer hides its origin.
      return !origins.stream().allMatch(origin -> isOurs(origin) || (own && origin.equals(OPAQUE)));
    }
    return sites.isEmpty() && isForeignByReferer();
  }

  private boolean isForeignByReferer() {
    var referer = headers.get("Referer");
    if (referer == null) {
      return BrowserMarks.all(headers);
    }
    var page = WebOrigin.ofUrl(referer);
    return page == null || !(policy.allows(page) || isOurs(page));
  }

  private boolean isOurs(String origin) {
    var page = WebOrigin.parse(origin);
    return page != null && isOurs(page);
  }

  private boolean isOurs(WebOrigin page) {
    if (request.client().isSecure() && !isProxied() && !page.scheme().equals("https")) {
      return false; // Anyone in the network can be the page of that name without TLS.
    }
    return isNamed(page.host()) || ownHosts().stream().anyMatch(page::isOf);
  }

  private List<RequestHost> ownHosts() {
    if (ownHosts == null) {
      ownHosts =
          Stream.of(
                  host(request.header("Host")),
                  isProxied() ? host(first(request.header("X-Forwarded-Host"))) : null)
              .filter(Objects::nonNull)
              .toList();
    }
    return ownHosts;
  }

  private boolean isProxied() {
    return policy.proxies().test(request.remoteAddress().getAddress());
  }

  /** A server in front may call this one by another name, but serves at the usual port itself. */
  private boolean isNamed(RequestHost host) {
    return host.port() < 0 && policy.hosts().contains(host.name());
  }

  private static @Nullable RequestHost host(@Nullable String field) {
    return field == null ? null : RequestHost.parse(field);
  }

  private static @Nullable String first(@Nullable String list) {
    return list == null ? null : list.split(",", 2)[0].strip();
  }

  /**
   * Whether a person opens the address in a tab, by a link or by hand: a frame, an image, a script
   * or what is fetched ahead is not opened. Without Fetch Metadata, what only comes with a page
   * that is opened (in a tab or a frame) and cannot be set by one.
   */
  boolean isOpened() {
    if (!Set.of("GET", "HEAD").contains(request.method())
        || headers.has("Upgrade")
        || isFetchedAhead()) {
      return false;
    }
    boolean tellsHow = headers.has("Sec-Fetch-Site") || headers.has("Sec-Fetch-Mode");
    return tellsHow ? isForDocument() : isForSomeDocument();
  }

  private boolean isForDocument() {
    return headers.all("Sec-Fetch-Mode").equals(List.of("navigate"))
        && headers.all("Sec-Fetch-Dest").equals(List.of("document"));
  }

  private boolean isForSomeDocument() {
    return headers.has("Upgrade-Insecure-Requests") && !headers.has("Origin");
  }

  private boolean isFetchedAhead() {
    return Set.of("Sec-Purpose", "Purpose", "X-Moz").stream()
        .flatMap(name -> headers.all(name).stream())
        .anyMatch(purpose -> purpose.toLowerCase(Locale.ROOT).contains("prefetch"));
  }

  /**
   * Returns its origin as it was sent, safe to be typed into a shell; null if there is none, or its
   * host is neither a name nor an address.
   */
  @Nullable String origin() {
    var origin = headers.get("Origin");
    var page = origin == null ? null : WebOrigin.parse(origin);
    return page != null && (page.host().isName() || page.host().isLiteral()) ? origin : null;
  }
}
