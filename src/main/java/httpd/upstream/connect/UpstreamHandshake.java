package httpd.upstream.connect;

import httpd.net.ErrorText;
import httpd.upstream.request.Origin;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The handshake of TLS with an upstream, and what has gone wrong with it. On its event loop. */
final class UpstreamHandshake {

  /** Called once, when the handshake is over. */
  interface Listener {

    /** The reason for the log, and its cause if it has one; no reason after a success. */
    void over(@Nullable String why, @Nullable Throwable cause);
  }

  /** The computations of a handshake take milliseconds, which would hold up the loop. */
  private static final Executor TLS_TASKS =
      task -> Thread.ofVirtual().name("httpd-tls").start(task);

  private static final String HTTP_2 = "h2";
  private static final String NO_HTTP_2 =
      "it does not speak HTTP/2; write https:// in place of h2://";

  private UpstreamHandshake() {}

  /** Has a connection that is being made begin with a handshake. */
  static void prepare(Channel channel, Origin origin, SslContext context) {
    var handler = context.newHandler(channel.alloc(), origin.host(), origin.port(), TLS_TASKS);
    handler.setHandshakeTimeoutMillis(0); // The dial has one limit for all.
    if (origin.http2()) {
      var parameters = handler.engine().getSSLParameters();
      parameters.setApplicationProtocols(new String[] {HTTP_2});
      handler.engine().setSSLParameters(parameters);
    }
    channel.pipeline().addLast(handler).addLast(new Quiet());
  }

  static void await(Channel connected, Origin origin, Listener listener) {
    var handler = connected.pipeline().get(SslHandler.class);
    handler
        .handshakeFuture()
        .addListener(shaken -> {
          if (!shaken.isSuccess()) {
            listener.over(reason(innermost(shaken.cause()), origin), shaken.cause());
          } else if (origin.http2() && !HTTP_2.equals(handler.engine().getApplicationProtocol())) {
            listener.over(NO_HTTP_2, null);
          } else {
            connected.pipeline().remove(Quiet.class);
            listener.over(null, null);
          }
        });
  }

  private static String reason(Throwable cause, Origin origin) {
    if (origin.http2() && String.valueOf(cause.getMessage()).contains("no_application_protocol")) {
      return NO_HTTP_2;
    }
    var what = "the TLS handshake failed: " + ErrorText.reason(cause);
    return switch (cause) {
      case CertPathBuilderException _ ->
          what + "; --upstream-ca FILE adds the authority that made its certificate";
      case CertificateExpiredException _ -> what + "; its certificate has expired";
      case CertificateNotYetValidException _ ->
          what + "; its certificate is not valid yet: compare the clocks";
      default -> what;
    };
  }

  /** The failure that TLS has wrapped, which says more. */
  private static Throwable innermost(Throwable failure) {
    var cause = failure;
    for (int depth = 0; cause.getCause() != null && depth < 10; depth++) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Drops failures until the handshake is over: its future has them too. */
  private static final class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {}
  }
}
