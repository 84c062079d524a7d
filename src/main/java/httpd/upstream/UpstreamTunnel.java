package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.net.Deadline;
import httpd.net.ErrorText;
import httpd.net.SocketReset;
import httpd.upstream.response.ResponseHandler;
import httpd.upstream.response.ResponseListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The upstream's end of a tunnel: a connection that has switched to another protocol.
 *
 * <pre>
 *            the upstream ends: the receiver's end           the client ends: a FIN behind its last byte
 *   OPEN ──────────────────────────────────────► HALF OPEN ────────────────────────────────────► OVER
 *    │       (or the other of the two first)         │         (or the other)                  closed
 *    │                                               │
 *    └─ a side breaks · silence · left ──────────────┴──────────────────────────────────────────► OVER
 *                                                                                               reset
 * </pre>
 *
 * <p>Nobody here knows the protocol, so that nobody knows what an end means to it: each direction
 * ends for itself, and whatever is no end is a reset, which no protocol takes for one. Over TLS its
 * farewell is the end, both ways.
 *
 * <p>Everything runs on the channel's event loop.
 */
final class UpstreamTunnel extends ChannelInboundHandlerAdapter implements RequestFeed.Listener {

  private final UpstreamExchange exchange;
  private final Channel channel;
  private final ResponseListener receiver;
  private final UpstreamLimits limits;
  private final boolean secure;
  private final Runnable resume = this::resume;

  private Deadline silence;
  private @Nullable RequestFeed feed;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean farewell;
  private boolean over;

  /** The upstream takes nothing more, and yet it was no reset: a unix-domain socket has none. */
  private boolean gone;

  UpstreamTunnel(
      UpstreamExchange exchange,
      Channel channel,
      ResponseListener receiver,
      UpstreamLimits limits,
      boolean secure) {
    this.exchange = exchange;
    this.channel = channel;
    this.receiver = receiver;
    this.limits = limits;
    this.secure = secure;
    this.silence = deadline(limits.idle());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    SocketReset.onClose(channel, true);
    silence.start();
  }

  /** Passes on what the client sends. */
  void send(LineSource source) {
    feed = RequestFeed.ofTunnel(channel, source, this);
    if (gone) {
      feed.discard();
    }
    feed.start();
  }

  /** Closes the connection; with a reset, unless both sides had ended. */
  void leave() {
    over = true;
    silence.stop();
    if (feed != null) {
      feed.stop();
    }
    if (inputEnded && outputEnded) {
      SocketReset.onClose(channel, false);
      channel.close();
    } else if (channel.isOpen()) {
      channel.pipeline().firstContext().close(); // Past TLS, whose farewell would be an end.
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof ByteBuf content) { // Otherwise the end of the 101.
        read(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ByteBuf content) {
    var bytes = ResponseHandler.BYTES.get();
    while (!over && content.isReadable()) {
      int length = Math.min(bytes.length, content.readableBytes());
      content.readBytes(bytes, 0, length);
      try {
        if (!receiver.bytes(bytes, 0, length, resume)) {
          channel.config().setAutoRead(false);
        }
      } catch (IOException e) {
        exchange.fail(e);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    silence.touch();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (feed != null) {
      feed.writabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      farewell = true;
      inputEnded();
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      if (secure && !farewell) {
        broken("the connection was closed without TLS's farewell", null);
      } else {
        inputEnded();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (isUnix()) {
      gone(); // Over NIO, Netty closes it at the end of its input.
    } else {
      broken("the upstream closed the tunnel", null);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    broken("the tunnel broke: " + ErrorText.reason(cause), cause);
  }

  @Override
  public void cannotSend(Throwable cause) {
    if (inputEnded && isUnix()) {
      channel.close(); // It is gone, and had said all.
    } else {
      broken("the tunnel broke: " + ErrorText.reason(cause), cause);
    }
  }

  /** A unix-domain socket has no reset. */
  private boolean isUnix() {
    return !(channel.config() instanceof SocketChannelConfig);
  }

  /** The client gets all that has come; what it sends is for nobody. */
  private void gone() {
    gone = true;
    if (feed != null) {
      feed.discard();
    }
    inputEnded();
  }

  @Override
  public void requestMoved() {
    silence.touch();
  }

  @Override
  public void requestBroken(Throwable cause) {
    broken("the client broke the tunnel: " + ErrorText.reason(cause), cause);
  }

  /** What is before it must have left: a shutdown drops what waits. */
  @Override
  public void requestSent() {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> {
          if (written.isSuccess()) {
            channel.eventLoop().execute(this::endOutput);
          } // Otherwise the feed has been told, or the connection is gone.
        });
  }

  private void endOutput() {
    if (over) {
      return;
    }
    if (secure) {
      channel.pipeline().get(SslHandler.class).closeOutbound();
    } else {
      ((DuplexChannel) channel).shutdownOutput();
    }
    outputEnded = true;
    halfEnded();
  }

  private void inputEnded() {
    if (over || inputEnded) {
      return;
    }
    inputEnded = true;
    try {
      receiver.end(Headers.EMPTY);
    } catch (IOException e) {
      exchange.fail(e);
    }
    halfEnded();
  }

  /** One side has ended: the other has no longer than it would have for an answer. */
  private void halfEnded() {
    if (over) {
      return;
    }
    if (inputEnded && outputEnded) {
      exchange.finish(false);
      return;
    }
    boolean shorter = limits.idle().isPositive() && limits.idle().compareTo(limits.head()) < 0;
    silence.stop();
    silence = deadline(shorter ? limits.idle() : limits.head());
    silence.start();
  }

  private Deadline deadline(Duration limit) {
    return new Deadline(
        channel.eventLoop(),
        limit,
        this::isHeldBack,
        () -> broken("nothing came through the tunnel for " + limit.toMillis() + " ms", null));
  }

  /** Whether the client does not take what the upstream has sent. */
  private boolean isHeldBack() {
    return !channel.config().isAutoRead();
  }

  private void broken(String what, @Nullable Throwable cause) {
    if (!over) {
      exchange.fail(what, cause);
    }
  }

  /** There is room again; called on any thread. */
  private void resume() {
    channel
        .eventLoop()
        .execute(() -> {
          silence.touch();
          channel.config().setAutoRead(true);
        });
  }
}
