package httpd.server.tls;

import httpd.limit.Limit;
import httpd.line.log.ServerLog;
import httpd.net.ErrorText;
import httpd.net.SecureChannel;
import httpd.server.answer.ServerEvent;
import httpd.server.request.ClientText;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A connection until its TLS handshake is complete. It has no engine before its first byte, so that
 * a client which only connects costs no more than on a plain port.
 *
 * <pre>
 *             a handshake record                    complete
 *   SILENT ──────────────────────► HANDSHAKING ───────────────────► served, by the protocol that
 *    │  │ a letter: plain HTTP          │                           both know
 *    │  └──► answered in plain          │
 *    └── other bytes · FIN · time ──────┴── alert · FIN · time · stop ──► CLOSED
 * </pre>
 *
 * <p>On the event loop only.
 */
final class TlsHandshake extends ChannelInboundHandlerAdapter {

  private static final System.Logger LOG = ServerLog.ofServer();
  private static final int HANDSHAKE_RECORD = 22;

  private final Supplier<SSLEngine> engines;
  private final Limit time;
  private final SecuredConnection next;
  private @Nullable Future<?> timeout;
  private @Nullable TlsHandler tls;
  private boolean over;

  TlsHandshake(Supplier<SSLEngine> engines, Limit time, SecuredConnection next) {
    this.engines = engines;
    this.time = time;
    this.next = next;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    long millis = time.time().toMillis();
    if (millis > 0) {
      timeout = context.executor().schedule(() -> late(context), millis, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    over = true;
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  private void late(ChannelHandlerContext context) {
    time.reached(() -> "closed the connection of " + ClientText.withPort(context.channel()));
    close(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var bytes = (ByteBuf) message;
    if (over || tls != null || !bytes.isReadable()) {
      ReferenceCountUtil.release(bytes);
      return;
    }
    int first = bytes.getByte(bytes.readerIndex());
    if (first == HANDSHAKE_RECORD) {
      begin(context, bytes);
    } else {
      bytes.release();
      refuse(context, first >= 'A' && first <= 'Z');
    }
  }

  private void begin(ChannelHandlerContext context, ByteBuf hello) {
    tls = new TlsHandler(context.channel(), engines.get());
    context.pipeline().addBefore(context.name(), null, tls);
    context.pipeline().fireChannelRead(hello);
  }

  private void refuse(ChannelHandlerContext context, boolean isHttp) {
    if (isHttp) {
      context.pipeline().remove(this);
      next.plain();
    } else {
      failed(context, "what came is not TLS");
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        complete(context);
      } else {
        failed(context, reason(handshake.cause()));
      }
    } else if (event == ChannelInputShutdownEvent.INSTANCE || event == ServerEvent.STOPPING) {
      close(context);
    }
  }

  private void complete(ChannelHandlerContext context) {
    var protocol = tls == null ? "" : tls.protocol();
    SecureChannel.mark(context.channel(), tls == null ? null : tls.client());
    context.pipeline().replace(this, null, new TlsEvents());
    next.secured(protocol);
  }

  private void failed(ChannelHandlerContext context, String why) {
    if (!over && context.channel().isActive()) {
      var client = ClientText.withPort(context.channel());
      LOG.log(System.Logger.Level.INFO, "no TLS with " + client + ": " + why);
    }
    close(context);
  }

  private void close(ChannelHandlerContext context) {
    over = true;
    context.close();
  }

  /** Failures are events of the handshake as well; a reset is no news. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close(context);
  }

  /** Returns the failure that others have wrapped, which says more. */
  static String reason(Throwable failure) {
    var cause = failure;
    for (int depth = 0; cause.getCause() != null && depth < 10; depth++) {
      cause = cause.getCause();
    }
    return cause instanceof NotSslRecordException // Its message has all the bytes.
        ? "what came is not a record of TLS"
        : ErrorText.reason(cause);
  }
}
