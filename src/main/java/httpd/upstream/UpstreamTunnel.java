package httpd.upstream;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.net.Deadline;
import httpd.net.ErrorText;
import httpd.net.SocketReset;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The upstream's end of a tunnel: a connection that has switched to another protocol.
 *
 * <pre>
 *            the upstream ends: the receiver's end           the client ends: a FIN after its last byte
 *   OPEN ──────────────────────────────────────► HALF OPEN ────────────────────────────────────► OVER
 *    │       (or the other of the two first)         │         (or the other)                  closed
 *    │                                               │
 *    └─ a side breaks · silence · left ──────────────┴──────────────────────────────────────────► OVER
 *                                                                                               reset
 * </pre>
 *
 * <p>The protocol is opaque, so half-closes are forwarded unchanged, and everything else is a
 * reset, which no protocol takes for an end. Over TLS an end is TLS's close notification, both
 * ways. On the channel's event loop.
 */
final class UpstreamTunnel extends ChannelInboundHandlerAdapter {

  private final UpstreamExchange exchange;
  private final ExchangeConnection connection;
  private final Channel channel;
  private final ResponseListener receiver;
  private final UpstreamLimits limits;
  private final boolean secure;
  private @Nullable TunnelOutput output;
  private boolean outputDiscarded;
  private boolean outputEnded;
  private Deadline silence;
  private boolean inputEnded;
  private boolean closeNotified;
  private boolean over;

  UpstreamTunnel(
      UpstreamExchange exchange,
      ExchangeConnection connection,
      Channel channel,
      ResponseListener receiver,
      UpstreamLimits limits,
      boolean secure) {
    this.exchange = exchange;
    this.connection = connection;
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

  void send(LineSource source) {
    output = new TunnelOutput(this, channel, source, secure);
    if (outputDiscarded) {
      output.discard();
    }
    output.start();
  }

  /** Closes the connection; with a reset, unless both sides have ended. */
  void leave() {
    over = true;
    silence.stop();
    if (output != null) {
      output.stop();
    }
    if (inputEnded && outputEnded) {
      SocketReset.onClose(channel, false);
      channel.close();
    } else if (channel.isOpen()) {
      channel.pipeline().firstContext().close(); // Past TLS, whose notification would be an end.
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
      connection.bytes(bytes, length);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    silence.touch();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (output != null) {
      output.writabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      closeNotified = true;
      inputEnded();
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      if (secure && !closeNotified) {
        broken("the connection was closed without TLS's close notification", null);
      } else {
        inputEnded();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (isUnix()) {
      discardOutput();
      inputEnded(); // Over NIO, Netty closes it at the end of its input.
    } else {
      broken("the upstream closed the tunnel", null);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    broken("the tunnel broke: " + ErrorText.reason(cause), cause);
  }

  private void discardOutput() {
    outputDiscarded = true;
    if (output != null) {
      output.discard();
    }
  }

  void cannotSend(Throwable cause) {
    if (inputEnded && isUnix()) {
      channel.close(); // The upstream has sent all, and is gone.
    } else {
      broken("the tunnel broke: " + ErrorText.reason(cause), cause);
    }
  }

  /** A unix-domain socket has no reset. */
  private boolean isUnix() {
    return !(channel.config() instanceof SocketChannelConfig);
  }

  void moved() {
    silence.touch();
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

  void outputEnded() {
    outputEnded = true;
    halfEnded();
  }

  boolean isOver() {
    return over;
  }

  /** One side has ended: the other one may be silent no longer than before a response. */
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
        connection::isHeldBack,
        () -> broken("nothing came through the tunnel for " + limit.toMillis() + " ms", null));
  }

  void broken(String what, @Nullable Throwable cause) {
    if (!over) {
      exchange.fail(what, cause);
    }
  }
}
