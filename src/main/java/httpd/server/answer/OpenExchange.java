package httpd.server.answer;

import httpd.Request;
import httpd.http.QueryToken;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that is not over, as it was when its event loop was asked.
 *
 * @param id the number that the access log has for it
 * @param began when its head was read
 * @param client the address that it came from
 * @param user null if none is verified
 * @param target path and query as sent, with dots in place of a token
 * @param route the pattern of the route that was matched; null if none was
 * @param status 0 if there is no answer yet
 * @param quietMillis since the client was last sent something, or sent something itself while its
 *     body is awaited; of its connection, and -1 if the system does not tell
 */
public record OpenExchange(
    long id,
    Instant began,
    InetSocketAddress client,
    @Nullable String user,
    String method,
    String target,
    @Nullable String route,
    String protocol,
    int status,
    long quietMillis,
    Progress progress)
    implements ExchangeView {

  static OpenExchange of(
      ExchangeLog log, Request request, int status, long quietMillis, Progress progress) {
    var query = request.query().raw();
    return new OpenExchange(
        log.number(),
        log.began(),
        request.remoteAddress(),
        request.user(),
        request.method(),
        QueryToken.masked(query.isEmpty() ? request.path() : request.path() + "?" + query),
        request.route(),
        request.client().protocol(),
        status,
        quietMillis,
        progress);
  }
}
