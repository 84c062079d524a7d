package httpd.upstream;

import httpd.line.LineSource;
import httpd.net.ErrorText;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * The direction of an {@link UpstreamTunnel} to the upstream: sends what the client sends, and a
 * FIN after its last byte. On the channel's event loop.
 */
final class TunnelOutput implements RequestFeed.Listener {

  private final UpstreamTunnel tunnel;
  private final Channel channel;
  private final boolean secure;
  private @Nullable RequestFeed feed;
  private boolean discarding;
  private boolean stopped;
  private boolean ended;

  TunnelOutput(UpstreamTunnel tunnel, Channel channel, boolean secure) {
    this.tunnel = tunnel;
    this.channel = channel;
    this.secure = secure;
  }

  void send(LineSource source) {
    feed = RequestFeed.ofTunnel(channel, source, this);
    if (discarding) {
      feed.discard();
    }
    feed.start();
  }

  /** Drops what the client sends: the upstream takes nothing more. */
  void discard() {
    discarding = true;
    if (feed != null) {
      feed.discard();
    }
  }

  void writabilityChanged() {
    if (feed != null) {
      feed.writabilityChanged();
    }
  }

  void stop() {
    stopped = true;
    if (feed != null) {
      feed.stop();
    }
  }

  /** Whether the client has ended, and the upstream was told so. */
  boolean hasEnded() {
    return ended;
  }

  @Override
  public void requestMoved() {
    tunnel.moved();
  }

  @Override
  public void requestBroken(Throwable cause) {
    tunnel.broken("the client broke the tunnel: " + ErrorText.reason(cause), cause);
  }

  @Override
  public void cannotSend(Throwable cause) {
    tunnel.cannotSend(cause);
  }

  /** Waits until the last byte has left: a shutdown would drop the bytes that wait. */
  @Override
  public void requestSent() {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> {
          if (written.isSuccess()) {
            channel.eventLoop().execute(this::end);
          } // Otherwise cannotSend was called, or the connection is gone.
        });
  }

  private void end() {
    if (stopped) {
      return;
    }
    if (secure) {
      channel.pipeline().get(SslHandler.class).closeOutbound();
    } else {
      ((DuplexChannel) channel).shutdownOutput();
    }
    ended = true;
    tunnel.halfEnded();
  }
}
