package httpd.exec;

import httpd.Handler;
import httpd.Headers;
import httpd.HttpException;
import httpd.Key;
import httpd.Request;
import httpd.RequestContent;
import httpd.Response;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Answers the paths that programs redirect to within the server (RFC 3875, section 6.2.2), by all
 * of its routes, rules for users included. Safe for all threads.
 */
public final class LocalSite {

  /** How many redirects one request may make, as behind Apache. */
  static final int MOST = 10;

  private static final Key<Integer> REDIRECTS = Key.of("local redirects");

  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final AtomicReference<@Nullable Handler> routes;

  /**
   * Makes a site.
   *
   * @param routes set once they are open
   */
  public LocalSite(AtomicReference<@Nullable Handler> routes) {
    this.routes = routes;
  }

  /**
   * Answers as if the client had asked for another path, with GET.
   *
   * @param location a path, and a query or none
   * @param fields of the program; its cookies are added to the response
   */
  Response answer(Request request, String location, Headers fields) throws Exception {
    var site = routes.get();
    int before = Objects.requireNonNullElse(request.value(REDIRECTS), 0);
    if (site == null || before == MOST) {
      throw FailedRun.badGateway("programs have redirected this request " + before + " times");
    }
    var response = site.handle(request(request, location).with(REDIRECTS, before + 1));
    for (var cookie : fields.all("Set-Cookie")) {
      response = response.plusHeader("Set-Cookie", cookie);
    }
    return response;
  }

  private static Request request(Request request, String location) throws HttpException {
    int fragment = location.indexOf('#');
    var target = fragment < 0 ? location : location.substring(0, fragment);
    if (!target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw FailedRun.badGateway("the path in its Location has a character that a URL has not");
    }
    var headers = request.headers();
    for (var name : new String[] {"Content-Length", "Content-Type", "Content-Encoding", "Expect"}) {
      headers = headers.without(name);
    }
    var method = METHODS.contains(request.method()) ? request.method() : "GET";
    return Request.received(
        method, target, headers, request.client(), RequestContent.of(new byte[0]));
  }
}
