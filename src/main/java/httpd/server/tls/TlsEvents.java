package httpd.server.tls;

import httpd.line.log.ServerLog;
import httpd.server.request.ClientText;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslCompletionEvent;
import javax.net.ssl.SSLException;

/**
 * What TLS reports of an open connection, in the words of a plain one: a close_notify of the client
 * is the end of its input, as a FIN is, and a record that is broken is the end of the connection.
 */
final class TlsEvents extends ChannelInboundHandlerAdapter {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** Whether a record was broken; those that follow are broken too. */
  private boolean broken;

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    } else if (!(event instanceof SslCompletionEvent)) { // Others say only that it is over.
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException why) {
      if (!broken) {
        broken = true;
        log(context, why);
        context.close();
      }
    } else {
      context.fireExceptionCaught(cause);
    }
  }

  private static void log(ChannelHandlerContext context, SSLException why) {
    var client = ClientText.withPort(context.channel());
    LOG.log(
        System.Logger.Level.INFO,
        "closed the connection of " + client + ": TLS: " + TlsHandshake.reason(why));
  }
}
