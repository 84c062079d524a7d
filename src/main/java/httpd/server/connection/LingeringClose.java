package httpd.server.connection;

import httpd.net.OutputEnd;
import httpd.server.answer.ServerEvent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection that has been answered and is still being sent to: sends a FIN, then
 * reads and drops, so that the close is not a reset that would take the answer with it.
 *
 * <pre>
 *   LINGERING ── FIN, timeout; stop, if it may be cut ──► CLOSED
 * </pre>
 */
class LingeringClose extends ChannelInboundHandlerAdapter {

  private final int seconds;
  private final boolean closesAtStop;

  LingeringClose(int seconds, boolean closesAtStop) {
    this.seconds = seconds;
    this.closesAtStop = closesAtStop;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    endOutput(context);
    closeLater(context);
  }

  static void endOutput(ChannelHandlerContext context) {
    OutputEnd.send(context.channel());
  }

  final void closeLater(ChannelHandlerContext context) {
    context.executor().schedule(() -> context.close(), seconds, TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE
        || (event == ServerEvent.STOPPING && closesAtStop)) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
