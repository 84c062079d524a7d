package httpd.server.proxied;

import httpd.http.UnixPeer;
import httpd.limit.Bound;
import httpd.limit.Limit;
import httpd.limit.Limits;
import httpd.line.log.ServerLog;
import httpd.net.ClientAddress;
import httpd.server.answer.ServerEvent;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first stage of a connection of a proxy: reads the header of the PROXY protocol, version 1 or
 * 2, and then begins the next stage with the address that the header tells.
 *
 * <pre>
 *             PROXY, of TCP          the address is told ─┐
 *   WAITING ── PROXY, of another ──► the proxy's own ─────┼──► the next stage
 *      │    └─ LOCAL, UNKNOWN ─────► the proxy's own ─────┘
 *      ├────── no header, a long one, none in time ──► closed, with a line in the log
 *      └────── FIN, stop ────────────────────────────► closed
 * </pre>
 *
 * <p>A check of the proxy that connects and leaves sends no header, and is not logged. Fields after
 * the addresses of version 2 (TLVs) are skipped. On its event loop only.
 */
public final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {

  private static final System.Logger LOG = ServerLog.ofOperator();

  /** What version 2 may have after the addresses. Its length field allows 64 KiB. */
  private static final int MOST_FIELDS = 2048;

  private final Limit time;
  private final Consumer<Channel> next;
  private @Nullable Future<?> timer;
  private boolean failed;

  /** Makes one for a channel, after its {@link #decoder}; {@code next} takes the channel. */
  public ProxyHeaderReader(Limits limits, Consumer<Channel> next) {
    this.time = limits.of(Bound.HEAD_TIME);
    this.next = next;
  }

  /** Makes the decoder of the header, which removes itself and passes the rest of the bytes on. */
  public static ChannelHandler decoder() {
    return new HAProxyMessageDecoder(MOST_FIELDS);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (time.most() > 0) {
      timer = context.executor().schedule(() -> late(context), time.most(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void late(ChannelHandlerContext context) {
    time.reached(() -> "closed a connection of " + proxy(context) + " without a PROXY header");
    context.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HAProxyMessage header) {
      try {
        tell(context.channel(), header);
      } finally {
        header.release();
      }
      context.pipeline().remove(this);
      next.accept(context.channel());
    } else {
      ReferenceCountUtil.release(message); // What is left of a connection that is being closed.
    }
  }

  private static void tell(Channel channel, HAProxyMessage header) {
    if (!told(header)) {
      return;
    }
    try {
      var client = InetAddress.ofLiteral(header.sourceAddress());
      ClientAddress.tell(channel, new InetSocketAddress(client, header.sourcePort()));
    } catch (IllegalArgumentException noAddress) { // As fe80::1%eth9, of an unknown interface.
      throw new HAProxyProtocolException(noAddress);
    }
  }

  private static boolean told(HAProxyMessage header) {
    var protocol = header.proxiedProtocol();
    return header.command() == HAProxyCommand.PROXY
        && (protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE || event == ServerEvent.STOPPING) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof HAProxyProtocolException && !failed) {
      failed = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "closed a connection of " + proxy(context) + ": it did not begin with a PROXY header");
    }
    context.close();
  }

  private static String proxy(ChannelHandlerContext context) {
    var address = ClientAddress.ofSocket(context.channel());
    return address == null ? "a proxy" : UnixPeer.orAddress(address.getAddress());
  }
}
