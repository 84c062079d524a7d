package httpd.server;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.RequestHost;
import httpd.server.answer.Gate;
import java.util.function.IntSupplier;

/** Sends every request on to the same URL over TLS, with its method and body (308). */
final class HttpsRedirect implements Gate {

  private static final int PERMANENT = 308;
  private static final int USUAL_PORT = 443;

  private final IntSupplier port;

  /** Takes the port of TLS, which is known when the first request comes. */
  HttpsRedirect(IntSupplier port) {
    this.port = port;
  }

  @Override
  public Response handle(Request request) {
    var field = request.header("Host");
    var host = field == null ? null : RequestHost.parse(field);
    if (host == null || !(host.isName() || host.isLiteral()) || request.path().equals("*")) {
      throw new HttpException(400, "The request names no host, so it cannot be sent on to https");
    }
    int tls = port.getAsInt();
    var query = request.query().raw();
    return Response.redirect(
        PERMANENT,
        "https://"
            + host.name()
            + (tls == USUAL_PORT ? "" : ":" + tls)
            + request.path()
            + (query.isEmpty() ? "" : "?" + query));
  }

  @Override
  public boolean mayBlock(Request request) {
    return false;
  }

  @Override
  public Response leaving(Request request, Response response) {
    return response;
  }
}
