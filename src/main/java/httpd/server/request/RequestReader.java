package httpd.server.request;

import httpd.Client;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.RequestContent;
import httpd.http.RequestHost;
import httpd.net.HeaderFields;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Request} of a decoded head, and refuses what Netty accepts and this server does
 * not.
 */
public final class RequestReader {

  /**
   * RFC 9110, section 7.2: a registered name or an address, optionally with a port; may be empty. A
   * comma may have joined two fields, and some readers decode a percent sign.
   */
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+;=-]+)(:[0-9]{0,5})?|");

  /** A name with a port in range, for which {@link RequestHost} is not needed. */
  private static final Pattern PLAIN_HOST = Pattern.compile("[^\\[:]*(:[0-9]{0,4})?");

  private static final int MOST_PORT = 65535;

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private static final String PLAIN = "http://";
  private static final String SECURE = "https://";

  private RequestReader() {}

  public static Request read(HttpRequest head, Client client, RequestContent body) {
    checkVersion(head.protocolVersion());
    checkHost(head);
    checkFraming(head);
    var scheme = head.uri().startsWith("/") || !client.isSecure() ? PLAIN : SECURE;
    checkTarget(head, scheme);
    var authority = authority(head, scheme);
    var target =
        authority == null
            ? head.uri()
            : behindAuthority(head.uri(), scheme.length() + authority.length());
    var headers = authority == null ? headers(head) : withHost(headers(head), authority);
    return Request.received(head.method().name(), target, headers, client, body);
  }

  @SuppressWarnings("ReferenceEquality") // No head that names its version has that of streams.
  private static void checkVersion(HttpVersion version) {
    if (version.majorVersion() != 1 && version != RequestTraits.HTTP_2) {
      throw new HttpException(505, "This server speaks HTTP/1.1 and HTTP/1.0");
    }
  }

  /** RFC 9112, section 3.2: HTTP/1.1 without exactly one Host is refused. */
  private static void checkHost(HttpRequest head) {
    var hosts = head.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (hosts.isEmpty() && !isHttp10(head))) {
      throw new HttpException(400, "A request has exactly one Host header");
    }
    if (!hosts.isEmpty() && !isHost(hosts.getFirst())) {
      throw new HttpException(400, "The Host header names no host");
    }
  }

  private static boolean isHost(String host) {
    return isUsualName(host)
        || (HOST.matcher(host).matches()
            && (PLAIN_HOST.matcher(host).matches() || RequestHost.parse(host) != null));
  }

  /** Whether it is a name of letters, digits, dots and hyphens, which needs no further look. */
  private static boolean isUsualName(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-')) {
        return i > 0 && c == ':' && isUsualPort(host, i + 1);
      }
    }
    return !host.isEmpty();
  }

  private static boolean isUsualPort(String host, int start) {
    for (int i = start; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    int digits = host.length() - start;
    return digits <= 4
        || (digits == 5 && Integer.parseInt(host, start, start + 5, 10) <= MOST_PORT);
  }

  /** RFC 9112, sections 6.1 to 6.3: every reader sees the end of the body in the same place. */
  private static void checkFraming(HttpRequest head) {
    var codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    var lengths = head.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
    for (var coding : codings) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new HttpException(501, "The only transfer coding known here is chunked");
      }
    }
    if (codings.size() > 1 || (!codings.isEmpty() && isHttp10(head))) {
      throw new HttpException(400, "A transfer coding is given once, and not in HTTP/1.0");
    }
    if (lengths.size() > 1 || (!lengths.isEmpty() && !codings.isEmpty())) {
      throw new HttpException(400, "The length of the body is given once");
    }
    if (!lengths.isEmpty() && !LENGTH.matcher(lengths.getFirst()).matches()) {
      throw new HttpException(400, "The Content-Length is not a number");
    }
  }

  private static boolean isHttp10(HttpRequest head) {
    return head.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  private static void checkTarget(HttpRequest head, String scheme) {
    var target = head.uri();
    if (head.method().equals(HttpMethod.CONNECT)) {
      throw new HttpException(501, "This server opens no tunnels");
    }
    for (int i = 0; i < target.length(); i++) {
      if (!mayBeInTarget(target.charAt(i))) {
        throw new HttpException(400, "The request target has a character that must be encoded");
      }
    }
    boolean asksServer = target.equals("*") && head.method().equals(HttpMethod.OPTIONS);
    if (!target.startsWith("/") && !isAbsoluteForm(target, scheme) && !asksServer) {
      throw new HttpException(400, "The request target must begin with /");
    }
  }

  /** A target of the other scheme was meant for another port. */
  private static boolean isAbsoluteForm(String target, String scheme) {
    return target.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  private static @Nullable String authority(HttpRequest head, String scheme) {
    var target = head.uri();
    if (!isAbsoluteForm(target, scheme)) {
      return null;
    }
    int end = scheme.length();
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    var authority = target.substring(scheme.length(), end);
    if (authority.isEmpty() || !isHost(authority)) {
      throw new HttpException(400, "The request target names no host");
    }
    return authority;
  }

  private static String behindAuthority(String target, int authorityEnd) {
    var rest = target.substring(authorityEnd);
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  /** RFC 9112, section 3.2.2: the authority replaces the field. */
  private static Headers withHost(Headers headers, String authority) {
    var fields = new ArrayList<Headers.Field>();
    fields.add(new Headers.Field("Host", authority));
    headers.without("Host").forEach(fields::add);
    return Headers.of(fields);
  }

  private static boolean mayBeInTarget(int character) {
    return character > ' ' && character != 0x7f && character != '#';
  }

  private static Headers headers(HttpRequest head) {
    try {
      return HeaderFields.of(head.headers());
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "A request header is not valid");
    }
  }
}
