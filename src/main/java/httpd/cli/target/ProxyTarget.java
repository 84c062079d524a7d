package httpd.cli.target;

import httpd.Handler;
import httpd.proxy.ProxyHandler;
import httpd.proxy.ProxyRoute;
import httpd.proxy.TrustedProxies;
import httpd.route.TargetException;
import httpd.server.SitePolicy.Guard;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Other servers that take turns: {@code http:}, {@code https:} or {@code http+unix:}. */
record ProxyTarget(
    List<UpstreamAddress> upstreams,
    UpstreamLimits limits,
    TrustedProxies trusted,
    boolean keepsHost)
    implements RouteTarget {

  /** A comma within a URL is followed by something else. */
  private static final Pattern NEXT_UPSTREAM = Pattern.compile(",(?=https?(\\+unix)?:)");

  abstract static sealed class Kind extends BuiltInKind {
    Kind(String scheme, String usage, String summary) {
      super(scheme, usage, summary, rest -> read(scheme, rest));
    }
  }

  public static final class Http extends Kind {
    public Http() {
      super("http", "http://HOST:PORT/", "another server; several take turns: http://A,http://B");
    }
  }

  public static final class Https extends Kind {
    public Https() {
      super("https", "https://HOST/", "the same over TLS");
    }
  }

  public static final class Unix extends Kind {
    public Unix() {
      super("http+unix", "http+unix:SOCKET:/PATH", "the same through a Unix domain socket");
    }
  }

  private static ProxyTarget read(String scheme, String rest) throws TargetException {
    if (rest.matches("/*")) {
      throw TargetException.wrong("the URL names no host", "write /x=http://HOST:PORT/PATH");
    }
    try {
      return new ProxyTarget(
          NEXT_UPSTREAM.splitAsStream(scheme + ":" + rest).map(UpstreamAddress::of).toList(),
          UpstreamLimits.DEFAULT,
          TrustedProxies.NONE,
          false);
    } catch (IllegalArgumentException e) {
      throw TargetException.wrong(String.valueOf(e.getMessage()), "write /x=http://HOST:PORT/PATH");
    }
  }

  @Override
  public ProxyTarget with(TargetSettings settings) {
    var options = settings.options();
    return new ProxyTarget(
        upstreams, options.upstreamLimits(), options.trustedProxies(), options.preserveHost());
  }

  @Override
  public Handler open() {
    return new ProxyHandler(route(toString()));
  }

  ProxyRoute route(String name) {
    return new ProxyRoute(name, upstreams, limits, trusted, keepsHost);
  }

  /** An upstream has its own policy for other sites, but sees no request within a tunnel. */
  @Override
  public Guard guard() {
    return Guard.TUNNELS;
  }

  @Override
  public Set<String> methods() {
    return Set.of();
  }

  @Override
  public Extent extent() {
    return Extent.BELOW;
  }

  /** The URLs without credentials. */
  @Override
  public String toString() {
    return upstreams.stream().map(UpstreamAddress::url).collect(Collectors.joining(","));
  }
}
