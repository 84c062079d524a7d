package httpd.server;

import httpd.Headers;
import httpd.HttpException;
import httpd.Query;
import httpd.Request;
import httpd.line.LineSource;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Map;

/** From a decoded head to a {@link Request}: what Netty lets pass and we do not is refused here. */
final class RequestReader {

  private RequestReader() {}

  /**
   * The request.
   *
   * @throws HttpException with the status to refuse it with
   */
  static Request read(HttpRequest head, InetSocketAddress remoteAddress, LineSource body) {
    checkVersion(head.protocolVersion());
    checkHost(head);
    var target = originForm(head.uri());
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
    int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && head.protocolVersion().minorVersion() > 0)) {
      throw new HttpException(400, "A request has exactly one Host header");
    }
  }

  /** RFC 9112, section 3.2: the absolute form is taken as well, its authority ignored. */
  private static String originForm(String target) {
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) <= ' ' || target.charAt(i) == 0x7f) {
        throw new HttpException(400, "The request target has a control character");
      }
    }
    if (target.startsWith("/")) {
      return target;
    }
    if (target.regionMatches(true, 0, "http://", 0, "http://".length())) {
      int path = target.indexOf('/', "http://".length());
      return path < 0 ? "/" : target.substring(path);
    }
    throw new HttpException(400, "The request target must begin with /");
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
