package httpd.upstream;

import httpd.line.LineSource;
import httpd.net.ErrorText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The direction of an {@link UpstreamTunnel} to the upstream: sends what the client sends, and a
 * FIN after its last byte. On the channel's event loop.
 */
final class TunnelOutput extends RequestFeed {

  private final UpstreamTunnel tunnel;
  private final Channel channel;
  private final boolean secure;

  TunnelOutput(UpstreamTunnel tunnel, Channel channel, LineSource source, boolean secure) {
    super(channel, source);
    this.tunnel = tunnel;
    this.channel = channel;
    this.secure = secure;
  }

  @Override
  Object message(ByteBuf bytes) {
    return bytes;
  }

  @Override
  void moved() {
    tunnel.moved();
  }

  @Override
  void cannotSend(Throwable cause) {
    tunnel.cannotSend(cause);
  }

  @Override
  protected void failed(Throwable cause) {
    tunnel.broken("the client broke the tunnel: " + ErrorText.reason(cause), cause);
  }

  /** Waits until the last byte has left: a shutdown would drop the bytes that wait. */
  @Override
  protected void ended() {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> {
          if (written.isSuccess()) {
            channel.eventLoop().execute(this::end);
          } // Otherwise cannotSend was called, or the connection is gone.
        });
    moved();
  }

  private void end() {
    if (tunnel.isOver()) {
      return;
    }
    if (secure) {
      channel.pipeline().get(SslHandler.class).closeOutbound();
    } else {
      ((DuplexChannel) channel).shutdownOutput();
    }
    tunnel.outputEnded();
  }
}
