package httpd.upstream.connect;

import httpd.upstream.request.Origin;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2 to an upstream, which many exchanges share: one stream for each.
 *
 * <pre>
 *            GOAWAY · the connection ends           the last stream ends
 *   OPEN ──────────────────────────────► LEAVING ────────────────────────► CLOSED
 *    │ without a stream for a while                                           ▲
 *    └────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>A stream whose client does not read holds its own window, and the window of the connection has
 * room for those of all streams, so that the others are not held up. On its event loop only.
 */
public final class Http2Link extends ChannelInboundHandlerAdapter {

  /** Streams of one connection. Servers allow about as many; more get another connection. */
  static final int MOST_STREAMS = 100;

  private static final int WINDOW = 64 * 1024;
  private static final int LONGEST_HEADERS = 64 * 1024;
  private static final int LONGEST_IDLE_SECONDS = 30;

  /** A stream that an upstream opens by itself, although it was told not to. */
  @ChannelHandler.Sharable
  private static final class RefusedPush extends ChannelInboundHandlerAdapter {
    private static final RefusedPush INSTANCE = new RefusedPush();

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      context.close();
    }
  }

  /** A stream that has no handlers yet. */
  @ChannelHandler.Sharable
  private static final class Empty extends ChannelInboundHandlerAdapter {
    private static final Empty INSTANCE = new Empty();
  }

  private final Channel channel;
  private final Http2Connection connection;
  private final Origin origin;
  private final Consumer<Http2Link> whenLeaving;
  private int streams;
  private boolean leaving;
  private @Nullable Future<?> idleEnd;

  private Http2Link(
      Channel channel, Http2Connection connection, Origin origin, Consumer<Http2Link> whenLeaving) {
    this.channel = channel;
    this.connection = connection;
    this.origin = origin;
    this.whenLeaving = whenLeaving;
  }

  /** Begins to speak HTTP/2 over a connection that is open. */
  static Http2Link begin(Channel channel, Origin origin, Consumer<Http2Link> whenLeaving) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .pushEnabled(false)
                    .initialWindowSize(WINDOW)
                    .maxHeaderListSize(LONGEST_HEADERS))
            .gracefulShutdownTimeoutMillis(0)
            .build();
    var link = new Http2Link(channel, codec.connection(), origin, whenLeaving);
    channel.pipeline().addLast(codec, new Http2MultiplexHandler(RefusedPush.INSTANCE), link);
    link.widen();
    return link;
  }

  private void widen() {
    try {
      connection
          .local()
          .flowController()
          .incrementWindowSize(connection.connectionStream(), MOST_STREAMS * WINDOW);
      channel.flush();
    } catch (Http2Exception e) {
      channel.pipeline().fireExceptionCaught(e);
    }
  }

  Origin origin() {
    return origin;
  }

  /** Whether another stream may be opened. */
  boolean hasRoom() {
    return !leaving
        && channel.isActive()
        && streams < MOST_STREAMS
        && connection.local().canOpenStream();
  }

  boolean isIdle() {
    return streams == 0;
  }

  /** Opens a stream; what it carries is written to the channel as HTTP messages. */
  public Future<Http2StreamChannel> open() {
    streams++;
    if (idleEnd != null) {
      idleEnd.cancel(false);
    }
    var opened = new Http2StreamChannelBootstrap(channel).handler(Empty.INSTANCE).open();
    opened.addListener(done -> {
      if (done.isSuccess()) {
        opened.getNow().closeFuture().addListener(closed -> streamEnded());
      } else {
        streamEnded();
      }
    });
    return opened;
  }

  private void streamEnded() {
    streams--;
    if (streams > 0) {
      return;
    }
    if (leaving) {
      channel.close();
    } else if (!channel.eventLoop().isShuttingDown()) {
      idleEnd = channel.eventLoop().schedule(this::close, LONGEST_IDLE_SECONDS, TimeUnit.SECONDS);
    }
  }

  void close() {
    leave();
    channel.close();
  }

  private void leave() {
    if (!leaving) {
      leaving = true;
      whenLeaving.accept(this);
      if (idleEnd != null) {
        idleEnd.cancel(false);
      }
    }
  }

  /** What concerns no stream: settings and pings are answered by the codec. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    boolean goAway = message instanceof Http2GoAwayFrame;
    ReferenceCountUtil.release(message);
    if (goAway) {
      leave();
      if (streams == 0) {
        context.close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    leave();
    context.fireChannelInactive();
  }

  /** The codec has told the streams, and closes the connection if it is lost. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    leave();
    if (streams == 0) {
      context.close();
    }
  }
}
