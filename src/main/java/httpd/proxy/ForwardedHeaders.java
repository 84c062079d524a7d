package httpd.proxy;

import httpd.Headers;
import httpd.Request;
import httpd.http.AddressText;
import httpd.route.HeaderRule;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The header section of a request that is passed on: the client's without hop-by-hop fields, and
 * with {@code Via} (RFC 9110, section 7.6.3), {@code Forwarded} (RFC 7239) and the {@code
 * X-Forwarded-} fields.
 *
 * <p>These fields of a client are dropped, unless the client is a trusted proxy.
 */
final class ForwardedHeaders {

  private static final Set<String> ORIGINS = Set.of("forwarded", "x-real-ip");

  private final Request request;
  private final Hops hops;
  private final boolean trusted;
  private final boolean keepsHost;
  private final List<HeaderRule> rules;

  ForwardedHeaders(Request request, Hops hops, ProxyRoute route) {
    this.keepsHost = route.keepsHost();
    this.rules = route.headerRules().stream().filter(rule -> rule.takes(request.path())).toList();
    this.request = request;
    this.hops = hops;
    this.trusted = route.trusted().contain(request.remoteAddress().getAddress());
  }

  /** The fields to send, with the protocols to which the upstream may switch; "" for none. */
  Headers build(boolean hasBody, String protocols) {
    var fields = new ArrayList<Headers.Field>();
    if (keepsHost) {
      add(fields, "Host", request.header("Host"));
    }
    for (var field : HopByHop.without(request.headers(), request.headers())) {
      var name = HopByHop.alias(field.name());
      if (!isReplaced(name) && (hasBody || !name.equals("expect"))) {
        fields.add(field);
      }
    }
    add(fields, "Max-Forwards", Hops.limitPassedOn(request));
    add(fields, "Via", hops.via(request.headers()));
    addClient(fields);
    rules.forEach(rule -> apply(rule, fields));
    if (!protocols.isEmpty()) {
      fields.add(new Headers.Field("Connection", "Upgrade"));
      fields.add(new Headers.Field("Upgrade", protocols));
    }
    return Headers.of(fields);
  }

  /** Drops also what some programs cannot distinguish from the field. */
  private static void apply(HeaderRule rule, List<Headers.Field> fields) {
    var name = HopByHop.alias(rule.name());
    fields.removeIf(field -> HopByHop.alias(field.name()).equals(name));
    add(fields, rule.name(), rule.value());
  }

  private void addClient(List<Headers.Field> fields) {
    var address = request.remoteAddress().getAddress();
    var host = request.header("Host");
    add(fields, "X-Forwarded-For", joined("X-Forwarded-For", AddressText.of(address), trusted));
    add(fields, "X-Forwarded-Proto", kept("X-Forwarded-Proto", scheme()));
    add(fields, "X-Forwarded-Host", kept("X-Forwarded-Host", host));
    add(fields, "Forwarded", joined("Forwarded", element(address, host), trusted));
  }

  private boolean isReplaced(String name) {
    return name.startsWith("x-forwarded-")
        || (name.equals("max-forwards") && Hops.isLimited(request))
        || ORIGINS.contains(name)
        || name.equals("host")
        || name.equals("trailer")
        || name.equals("via");
  }

  private static void add(List<Headers.Field> fields, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      fields.add(new Headers.Field(name, value));
    }
  }

  private @Nullable String kept(String name, @Nullable String otherwise) {
    var before = trusted ? request.header(name) : null;
    return before == null ? otherwise : before;
  }

  private String joined(String name, String last, boolean appends) {
    var before = appends ? String.join(", ", request.headers().all(name)) : "";
    return before.isEmpty() ? last : before + ", " + last;
  }

  private String scheme() {
    return request.client().isSecure() ? "https" : "http";
  }

  private String element(InetAddress address, @Nullable String host) {
    var element = "for=" + quoted(AddressText.inUri(address));
    if (host != null && !host.isEmpty()) {
      element += ";host=" + quoted(host);
    }
    return element + ";proto=" + scheme();
  }

  /** A token, or a quoted string (RFC 9110, section 5.6.4). */
  private static String quoted(String host) {
    if (host.matches("[A-Za-z0-9._~!$&'*+%-]+")) {
      return host;
    }
    return host.chars()
        .mapToObj(c -> (c == '"' || c == '\\' ? "\\" : "") + (char) c)
        .collect(Collectors.joining("", "\"", "\""));
  }
}
