package httpd.server;

import httpd.Headers;
import httpd.HttpException;
import httpd.Query;
import httpd.Request;
import httpd.line.LineSource;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Map;
import java.util.regex.Pattern;

/** From a decoded head to a {@link Request}: what Netty lets pass and we do not is refused here. */
final class RequestReader {

  /** RFC 9110, section 7.2: a registered name or an address, maybe with a port; may be empty. */
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(:[0-9]*)?");

  private RequestReader() {}

  /**
   * The request.
   *
   * @throws HttpException with the status to refuse it with
   */
  static Request read(HttpRequest head, InetSocketAddress remoteAddress, LineSource body) {
    checkVersion(head.protocolVersion());
    checkHost(head);
    checkCodings(head);
    var target = originForm(head);
    int question = target.indexOf('?');
    return new Request(
        head.method().name(),
        question < 0 ? target : target.substring(0, question),
        question < 0 ? Query.NONE : new Query(target.substring(question + 1)),
        headers(head),
        Map.of(),
        remoteAddress,
        body);
  }

  private static void checkVersion(HttpVersion version) {
    if (version.majorVersion() != 1) {
      throw new HttpException(505, "This server speaks HTTP/1.1 and HTTP/1.0");
    }
  }

  /** RFC 9112, section 3.2: HTTP/1.1 without exactly one Host is refused. */
  private static void checkHost(HttpRequest head) {
    var hosts = head.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (hosts.isEmpty() && head.protocolVersion().minorVersion() > 0)) {
      throw new HttpException(400, "A request has exactly one Host header");
    }
    if (!hosts.isEmpty() && !HOST.matcher(hosts.getFirst()).matches()) {
      throw new HttpException(400, "The Host header names no host");
    }
  }

  /** RFC 9112, section 6.1: a body in a coding that nobody here takes off would be misread. */
  private static void checkCodings(HttpRequest head) {
    for (var coding : head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING)) {
      if (!coding.strip().equalsIgnoreCase("chunked")) {
        throw new HttpException(501, "The only transfer coding known here is chunked");
      }
    }
  }

  /** RFC 9112, section 3.2: the absolute form is taken as well, its authority ignored. */
  private static String originForm(HttpRequest head) {
    var target = head.uri();
    if (head.method().equals(HttpMethod.CONNECT)) {
      throw new HttpException(501, "This server opens no tunnels");
    }
    if (!target.chars().allMatch(RequestReader::mayBeInTarget)) {
      throw new HttpException(400, "The request target has a character that must be encoded");
    }
    if (target.startsWith("/")) {
      return target;
    }
    if (target.regionMatches(true, 0, "http://", 0, "http://".length())) {
      return ofAbsoluteForm(target);
    }
    if (target.equals("*") && head.method().equals(HttpMethod.OPTIONS)) {
      return target;
    }
    throw new HttpException(400, "The request target must begin with /");
  }

  private static String ofAbsoluteForm(String target) {
    for (int i = "http://".length(); i < target.length(); i++) {
      switch (target.charAt(i)) {
        case '/' -> {
          return target.substring(i);
        }
        case '?' -> {
          return "/" + target.substring(i);
        }
        default -> {
          // Still within the authority.
        }
      }
    }
    return "/";
  }

  private static boolean mayBeInTarget(int character) {
    return character > ' ' && character != 0x7f && character != '#';
  }

  private static Headers headers(HttpRequest head) {
    var fields = new ArrayList<Headers.Field>(head.headers().size());
    var all = head.headers().iteratorAsString();
    try {
      while (all.hasNext()) {
        var field = all.next();
        fields.add(new Headers.Field(field.getKey(), field.getValue()));
      }
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "A request header is not valid");
    }
    return Headers.of(fields);
  }
}
