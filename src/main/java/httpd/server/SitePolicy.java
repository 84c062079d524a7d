package httpd.server;

import httpd.Handler;
import httpd.http.RequestHost;
import httpd.http.WebOrigin;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which names a server answers to, and what pages of other sites may do with it.
 *
 * <p>A page must not use what only its reader can reach: a browser sends a page's requests to
 * loopback, or into a local network, as readily as to the page's server.
 *
 * @param hosts names by which clients may call the server, beside localhost and addresses; {@link
 *     #ANY_HOST} for all
 * @param origins pages that may act and read as the server's own may: {@code https://app.example}
 * @param proxies whose {@code X-Forwarded-Host} is trusted
 * @param guard which requests of pages of other sites are refused
 */
public record SitePolicy(
    Set<String> hosts, Set<String> origins, Predicate<InetAddress> proxies, Guard guard) {

  /** Among the hosts: every name is answered to. */
  public static final String ANY_HOST = "*";

  /** Localhost and addresses, no other origins, no proxies, unsafe methods are guarded. */
  public static final SitePolicy DEFAULT =
      new SitePolicy(Set.of(), Set.of(), address -> false, Guard.UNSAFE);

  /** The requests that pages of other sites are refused; each includes those before it. */
  public enum Guard {
    /** Nothing. */
    NONE,
    /** Requests that ask for another protocol, as WebSockets do. */
    TUNNELS,
    /** All methods but GET, HEAD, OPTIONS and TRACE (RFC 9110, section 9.2.1). */
    UNSAFE,
    /** Every request, except that of a person who opens the address. */
    ALL
  }

  /**
   * Normalises hosts and origins.
   *
   * @throws IllegalArgumentException naming the one that is not valid, and the remedy
   */
  public SitePolicy {
    Objects.requireNonNull(proxies, "proxies");
    Objects.requireNonNull(guard, "guard");
    hosts = hosts.stream().map(SitePolicy::host).collect(Collectors.toUnmodifiableSet());
    origins = origins.stream().map(SitePolicy::origin).collect(Collectors.toUnmodifiableSet());
  }

  private static String host(String text) {
    if (text.equals(ANY_HOST)) {
      return text;
    }
    var host =
        RequestHost.parse(text.contains("::") && !text.startsWith("[") ? "[" + text + "]" : text);
    if (host == null || host.port() >= 0 || !(host.isName() || host.isLiteral())) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a host name; write it without scheme and port, as app.example");
    }
    return host.name();
  }

  private static String origin(String text) {
    var origin = WebOrigin.parse(text);
    if (origin == null || !(origin.host().isName() || origin.host().isLiteral())) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not an origin; write scheme, host and port if it has one, as"
              + " https://app.example, without a path");
    }
    return origin.toString();
  }

  /** The same with other names. */
  public SitePolicy withHosts(Set<String> hosts) {
    return new SitePolicy(hosts, origins, proxies, guard);
  }

  /** The same with other origins. */
  public SitePolicy withOrigins(Set<String> origins) {
    return new SitePolicy(hosts, origins, proxies, guard);
  }

  /** The same with other proxies. */
  public SitePolicy withProxies(Predicate<InetAddress> proxies) {
    return new SitePolicy(hosts, origins, proxies, guard);
  }

  /** The same with another guard. */
  public SitePolicy withGuard(Guard guard) {
    return new SitePolicy(hosts, origins, proxies, guard);
  }

  /** Puts a handler under a guard, in addition to that of the server. */
  public Handler guarded(Guard guard, Handler handler) {
    return guard == Guard.NONE ? handler : new CrossSiteGuard(this, guard, handler);
  }

  /** Whether pages of this origin may act and read as the server's own. */
  boolean allows(@Nullable WebOrigin origin) {
    return origin != null && origins.contains(origin.toString());
  }
}
