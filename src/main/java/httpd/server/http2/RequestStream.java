package httpd.server.http2;

import httpd.CloseReason;
import httpd.Headers;
import httpd.net.ReadControl;
import httpd.server.answer.ClientTunnel;
import httpd.server.answer.Connection;
import httpd.server.answer.Delivery;
import httpd.server.answer.ErrorResponses;
import httpd.server.request.RequestTraits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 connection, which carries one exchange. On its event loop.
 *
 * <pre>
 *          HEADERS               response and request are complete
 *   OPENED ───────► EXCHANGING ────────────────────────────────────► GONE
 *     │                │ the response alone: NO_ERROR · cut: a code that tells why
 *     │ malformed      ├── reset by this side ────────────────────────►┤
 *     └────────────────┴── reset by the client, connection closed ─────►┘ the exchange is told, once
 * </pre>
 */
final class RequestStream extends ChannelDuplexHandler implements Connection {

  /** Frames come with their buffers, so no stream needs an estimate of sizes, of 72 bytes. */
  private static final RecvByteBufAllocator FRAMES =
      new FixedRecvByteBufAllocator(1).maxMessagesPerRead(16);

  private final MultiplexConnection connection;
  private final Channel channel;
  private final StreamReading reading;
  private final CarriedExchange carried = new CarriedExchange();
  private @Nullable ChannelHandlerContext context;
  private boolean headCame;
  private boolean requestEnded;
  private boolean answered;
  private boolean lazy;
  private boolean tooSlow;
  private boolean stopped;
  private boolean gone;

  /** The code of the reset that ends it, if it is ended before its end. */
  private Http2Error code = Http2Error.INTERNAL_ERROR;

  /** The index among the streams of its connection; negative if it is not one of them. */
  int index = -1;

  RequestStream(MultiplexConnection connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
    this.reading = new StreamReading(channel);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    channel.config().setOption(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, false);
    channel.config().setRecvByteBufAllocator(FRAMES); // Before the first read makes a handle.
    connection.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      switch (message) {
        case Http2HeadersFrame head when !headCame -> begin(head);
        case Http2HeadersFrame trailer -> requestEnds();
        case Http2DataFrame data -> received(data);
        default -> {}
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(Http2HeadersFrame head) {
    headCame = true;
    requestEnded = head.isEndStream();
    new StreamStart(this, carried, channel, connection, reading).begin(head);
  }

  private void received(Http2DataFrame data) {
    carried.receive(data.content());
    reading.received(data);
    if (data.isEndStream()) {
      requestEnds();
    }
  }

  private void requestEnds() {
    requestEnded = true;
    carried.requestEnds();
  }

  boolean isLazy() {
    return lazy;
  }

  /** Looks whether the client is too slow for the stream. */
  void look(long nanos) {
    var limits = connection.server().limits();
    if (!gone && carried.isTooSlow(limits, connection.codec(), channel, nanos)) {
      tooSlow = true;
      reset(Http2Error.ENHANCE_YOUR_CALM);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    carried.writabilityChanged();
    context.fireChannelWritabilityChanged();
  }

  /** A reset comes before what is still to be written fails, which would look like a failure. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Http2ResetFrame) {
      gone();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone();
    context.fireChannelInactive();
  }

  /** Nothing more can be written or read; again does nothing. */
  void gone() {
    if (gone) {
      return;
    }
    gone = true;
    connection.closed(this);
    carried.gone(whyGone(), connection.waiting());
  }

  void serverStopping() {
    carried.serverStopping();
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    boolean isOver = answered && requestEnded;
    if (channel.isActive() && !gone && !isOver) {
      StreamOutput.reset(context, code);
    }
    context.close(promise);
  }

  void reset(Http2Error why) {
    code = why;
    channel.close();
  }

  @Override
  public void cuts(CloseReason reason) {
    code = StreamOutput.code(reason);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) { // Otherwise the codec resets it.
      end();
      ErrorResponses.logClosing(channel, cause);
    }
  }

  @Override
  public Delivery delivery(RequestTraits traits, boolean keepAlive, boolean knownLength) {
    return StreamOutput.delivery(Objects.requireNonNull(context));
  }

  void writeContinue() {
    StreamOutput.writeContinue(Objects.requireNonNull(context));
  }

  @Override
  public void writeEarlyHints(Headers fields) {
    StreamOutput.writeEarlyHints(Objects.requireNonNull(context), fields);
  }

  @Override
  public ChannelFuture writeOutOfMemory() {
    return StreamOutput.writeOutOfMemory(Objects.requireNonNull(context));
  }

  @Override
  public boolean holds(long bytes) {
    return carried.holdsAnswer(connection.waiting(), bytes);
  }

  @Override
  public boolean inputHasEnded() {
    return false; // The end of the request is not the end of the client.
  }

  @Override
  public boolean isStopping() {
    return connection.isStopping();
  }

  @Override
  public void stops() {
    stopped = true;
    code = StreamOutput.code(CloseReason.STOPPED);
  }

  @Override
  public CloseReason whyGone() {
    if (stopped) {
      return CloseReason.STOPPED;
    }
    if (tooSlow) {
      return CloseReason.CLIENT_TOO_SLOW;
    }
    // A client that leaves during a stop cannot be told from one that the stop closed.
    return connection.isTold() ? CloseReason.SERVER_STOPPED : CloseReason.CLIENT_GONE;
  }

  @Override
  public void lazyAnswerBegins() {
    if (!lazy) {
      lazy = true;
      connection.becomesLazy();
    }
  }

  @Override
  public void switchTo(ClientTunnel tunnel) {
    throw new IllegalStateException("a stream of HTTP/2 does not switch");
  }

  @Override
  public ReadControl takeInput(Consumer<ByteBuf> input) {
    throw new IllegalStateException("a stream of HTTP/2 does not switch");
  }

  /** A complete response ends the interest in the rest of the request (RFC 9113, section 8.1). */
  @Override
  public void exchangeDone(boolean keepAlive) {
    answered();
  }

  void answered() {
    answered = true;
    if (!requestEnded) {
      reset(Http2Error.NO_ERROR);
    }
  }

  @Override
  public void end() {
    try {
      channel.close();
    } catch (Throwable again) { // Past all handlers, which are not told then.
      channel.unsafe().closeForcibly();
      gone();
    }
  }
}
