package httpd.server.answer;

import httpd.Body;
import httpd.Request;
import httpd.Response;
import httpd.limit.Limit;
import httpd.net.SocketReset;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A 101, after which the connection belongs to a {@link ClientTunnel}. */
final class TunnelAnswer extends Answer {

  private final Request request;
  private final Body.Tunnel tunnel;
  private final TunnelPlace place;
  private final Limit idle;

  TunnelAnswer(
      Owner owner,
      Request request,
      Response response,
      Body.Tunnel tunnel,
      TunnelPlace place,
      Limit idle) {
    super(owner, response);
    this.request = request;
    this.tunnel = tunnel;
    this.place = place;
    this.idle = idle;
  }

  @Override
  long length() {
    return 0;
  }

  @Override
  boolean isLazy() {
    return true;
  }

  @Override
  boolean switches() {
    return true;
  }

  @Override
  boolean maySurviveStop() {
    return false;
  }

  @Override
  @Nullable String takePlace() {
    return place.take() ? null : "The server has too many tunnels";
  }

  @Override
  void start(Delivery delivery) {
    log().switched();
    var client =
        new ClientTunnel(owner.channel(), tunnel, request, log(), idle, owner::tunnelEnded);
    SocketReset.onClose(owner.channel(), true); // Unless both sides have ended.
    log().answered(response.status(), 0);
    var headers = HeadFields.copy(response.headers());
    headers.set(HttpHeaderNames.CONNECTION, "Upgrade");
    var head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, headers);
    delivery.messages().writeAndFlush(head).addListener(this::headWritten);
    owner.switched(client);
  }

  private void headWritten(Future<?> written) {
    if (written.isSuccess()) {
      log().headSent();
    }
  }
}
