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
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2 to an upstream, which many exchanges share: one stream for each.
 *
 * <pre>
 *            the upstream's settings       GOAWAY · the connection ends      the last stream ends
 *   NEW ──────────────────────────► OPEN ──────────────────────────► LEAVING ──────────────► CLOSED
 *    │ one stream alone              │ without a stream for a while                             ▲
 *    └───────────────────────────────┴──────────────────────────────────────────────────────────┘
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

  /** For the settings, which a server sends at once (RFC 9113, section 3.4). */
  private static final int SETTINGS_SECONDS = 5;

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

  /** Of a stream: its connection may have closed before the stream says that it has. */
  private static final AttributeKey<Http2Link> LINK = AttributeKey.valueOf(Http2Link.class, "link");

  private final Channel channel;
  private final Http2Connection connection;
  private final Origin origin;
  private final Consumer<Http2Link> whenLeaving;
  private int streams;
  private boolean leaving;

  /** Until they have come, nothing says how many streams the upstream takes. */
  private boolean hasSettings;

  private @Nullable Consumer<Boolean> whenSettled;
  private @Nullable Future<?> settingsAreLate;
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
        && hasSettings
        && !connection.goAwayReceived()
        && channel.isActive()
        && streams < MOST_STREAMS
        && connection.local().canOpenStream();
  }

  boolean isIdle() {
    return streams == 0;
  }

  /**
   * Tells once, later, whether the upstream takes more streams than the first: it has sent its
   * settings, and the connection has not ended.
   */
  void whenSettled(Consumer<Boolean> told) {
    whenSettled = told;
    settingsAreLate =
        channel.eventLoop().schedule(() -> settle(false), SETTINGS_SECONDS, TimeUnit.SECONDS);
  }

  private void settle(boolean open) {
    hasSettings |= open;
    var told = whenSettled;
    whenSettled = null;
    if (settingsAreLate != null) {
      settingsAreLate.cancel(false);
    }
    if (told != null) {
      told.accept(open);
    }
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
        opened.getNow().attr(LINK).set(this);
        opened.getNow().closeFuture().addListener(closed -> streamEnded());
      } else {
        streamEnded();
      }
    });
    return opened;
  }

  /**
   * Whether the upstream has said by GOAWAY that it has not acted on the request of a stream, and
   * will not (RFC 9113, section 8.7).
   */
  public static boolean isRefused(Channel stream) {
    var link = stream.attr(LINK).get();
    return link != null
        && stream instanceof Http2StreamChannel one
        && link.connection.goAwayReceived()
        && one.stream().id() > link.connection.local().lastStreamKnownByPeer();
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
      settle(false);
    }
  }

  /** What concerns no stream: settings and pings are answered by the codec. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    boolean goAway = message instanceof Http2GoAwayFrame;
    boolean settings = message instanceof Http2SettingsFrame;
    ReferenceCountUtil.release(message);
    if (settings && !leaving) {
      settle(true);
    }
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
