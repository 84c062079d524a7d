package httpd.server.tls;

import httpd.line.log.ServerLog;
import httpd.server.request.ClientText;
import io.netty.channel.ChannelHandler.Sharable;
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
@Sharable
final class TlsEvents extends ChannelInboundHandlerAdapter {

  static final TlsEvents OF_ALL = new TlsEvents();

  private static final System.Logger LOG = ServerLog.ofServer();

  private TlsEvents() {}

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
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException broken) {
      if (context.channel().isActive()) { // Otherwise it is what follows the broken record.
        log(context, broken);
        context.close();
      }
    } else {
      context.fireExceptionCaught(cause);
    }
  }

  private static void log(ChannelHandlerContext context, SSLException broken) {
    var client = ClientText.withPort(context.channel());
    LOG.log(
        System.Logger.Level.INFO,
        "closed the connection of " + client + ": TLS: " + TlsHandshake.reason(broken));
  }
}
