package httpd.cli.target;

import httpd.Handler;
import httpd.proxy.ProxyHandler;
import httpd.proxy.ProxyRoute;
import httpd.proxy.TrustedProxies;
import httpd.route.HeaderRule;
import httpd.route.TargetException;
import httpd.server.SitePolicy.Guard;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Other servers that take turns: {@code http:}, {@code https:} or {@code http+unix:}.
 *
 * @param checkedPath what each of them is asked for again and again; "" for nothing
 * @param path of the route
 */
record ProxyTarget(
    List<UpstreamAddress> upstreams,
    UpstreamLimits limits,
    TrustedProxies trusted,
    boolean keepsHost,
    List<HeaderRule> headerRules,
    String checkedPath,
    String path)
    implements RouteTarget {

  /** A comma within a URL is followed by something else. */
  private static final Pattern NEXT_UPSTREAM = Pattern.compile(",(?=(https?(\\+unix)?|h2c?):)");

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

  public static final class Http2 extends Kind {
    public Http2() {
      super("h2", "h2://HOST/", "the same over TLS, by HTTP/2 alone");
    }
  }

  public static final class Http2c extends Kind {
    public Http2c() {
      super("h2c", "h2c://HOST:PORT/", "the same by HTTP/2 without TLS, as for gRPC");
    }
  }

  private static UpstreamAddress address(String url) {
    return url.startsWith("h2") ? UpstreamAddress.ofHttp2(url) : UpstreamAddress.of(url);
  }

  private static ProxyTarget read(String scheme, String rest) throws TargetException {
    if (rest.matches("/*")) {
      throw TargetException.wrong("the URL names no host", "write /x=http://HOST:PORT/PATH");
    }
    try {
      return new ProxyTarget(
          NEXT_UPSTREAM.splitAsStream(scheme + ":" + rest).map(ProxyTarget::address).toList(),
          UpstreamLimits.DEFAULT,
          TrustedProxies.NONE,
          false,
          List.of(),
          "",
          "/");
    } catch (IllegalArgumentException e) {
      throw TargetException.wrong(String.valueOf(e.getMessage()), "write /x=http://HOST:PORT/PATH");
    }
  }

  @Override
  public ProxyTarget with(TargetSettings settings) {
    var options = settings.options();
    return new ProxyTarget(
        upstreams,
        options.upstreamLimits(),
        options.trustedProxies(),
        options.preserveHost(),
        options.upstreamHeaders(),
        options.upstreamCheck(),
        settings.path());
  }

  @Override
  public Handler open() {
    var handler = new ProxyHandler(route(toString()));
    startChecks(handler::check);
    return handler;
  }

  ProxyRoute route(String name) {
    return new ProxyRoute(name, upstreams, limits, trusted, keepsHost, headerRules);
  }

  /** The rules for a connection that all requests of the route have in common. */
  List<HeaderRule> rulesOfRoute() {
    return headerRules.stream().filter(rule -> rule.takes(path)).toList();
  }

  void startChecks(Function<String, AutoCloseable> start) {
    if (!checkedPath.isEmpty()) {
      UpstreamChecks.add(start.apply(checkedPath));
    }
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
