package httpd.server.connection;

import httpd.Body;
import httpd.CloseReason;
import httpd.HttpException;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.log.EscapedFailure;
import httpd.line.log.ServerLog;
import httpd.net.ReadControl;
import httpd.server.answer.Awaited;
import httpd.server.answer.ClientTunnel;
import httpd.server.answer.Connection;
import httpd.server.answer.ErrorResponses;
import httpd.server.answer.EventStreamPolicy;
import httpd.server.answer.Exchange;
import httpd.server.answer.ExchangeLog;
import httpd.server.answer.Gate;
import httpd.server.answer.ResponseWriter;
import httpd.server.answer.ServerEvent;
import httpd.server.request.ClientText;
import httpd.server.request.ConnectedClient;
import httpd.server.request.CountedRequest;
import httpd.server.request.MemoryShare;
import httpd.server.request.RequestBody;
import httpd.server.request.RequestReader;
import httpd.server.request.RequestTraits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection: one exchange at a time, the requests sent ahead in order behind it.
 *
 * <pre>
 *           request head                 response written, request body read
 *   IDLE ─────────────────► EXCHANGING ────────────────────────────────────► IDLE
 *    │                          │
 *    │ FIN, timeout, stop       │ response written, and nothing may come after it
 *    ▼                          ▼
 *   CLOSED ◄──────────────── LINGERING    reads and drops what still comes, so that the close is no
 *    ▲         FIN, timeout                reset that would take the response with it
 *    │                                     ▲
 *    └──────────── REFUSING ───────────────┘   what is no request: nothing behind it is one either
 *       cannot write          written
 * </pre>
 *
 * <p>Behind a request that asks for another protocol nothing is decoded until it is answered, since
 * nobody knows what it is: held as it came, it goes to the {@link ClientTunnel} that takes the
 * place of this, or through a new decoder.
 *
 * <p>Reading stays on, since only a read notices that the client has left. It pauses while a
 * request body waits for its reader, and while so much is held that an eager answer should come
 * first; behind a stream, where no end is in sight, a client that sends that much is cut.
 *
 * <p>Everything runs on the connection's event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter implements Connection {

  private static final System.Logger LOG = ServerLog.ofServer();

  private static final int LINGER_SECONDS = 2;

  private enum State {
    IDLE,
    EXCHANGING,
    REFUSING,
    LINGERING,
    CLOSED
  }

  private final ReadControl reading;
  private final Gate handler;
  private final ExchangeLog.Begin logs;
  private final ClientWatch watch;
  private final HeadBounds headBounds;
  private final EventStreamPolicy eventStreams;
  private final Limits limits;
  private final MemoryShare heads;
  private final PipelinedRequests held;
  private final Supplier<RequestCodec> codec;

  private State state = State.IDLE;
  private @Nullable Exchange exchange;
  private boolean inputEnded;

  /** What the head of the request at hand holds. */
  private long headMemory;

  private boolean stopping;
  private boolean tooSlow;

  /** Whether the request whose end comes next asks for another protocol. */
  private boolean maySwitchBehind;

  /**
   * A connection that has not begun.
   *
   * @param neighbours the connections of its event loop
   * @param heads memory for the heads of its requests
   * @param codec makes one as the connection began with
   */
  HttpConnection(
      Channel channel,
      Gate handler,
      Limits limits,
      ExchangeLog.Begin logs,
      EventStreamPolicy eventStreams,
      LoopConnections neighbours,
      MemoryShare heads,
      Supplier<RequestCodec> codec) {
    this.codec = codec;
    this.heads = heads;
    this.reading = new ReadControl(channel);
    this.handler = handler;
    this.logs = logs;
    this.eventStreams = eventStreams;
    this.headBounds = new HeadBounds(limits);
    this.watch = new ClientWatch(channel, limits, neighbours, new Watched(channel));
    this.limits = limits;
    this.held =
        new PipelinedRequests(
            new MemoryShare(
                limits.of(Bound.BODY_MEMORY),
                1,
                () -> "held no more of what " + ClientText.withPort(channel) + " sent ahead"));
  }

  @Override
  public boolean inputHasEnded() {
    return inputEnded;
  }

  @Override
  public boolean isStopping() {
    return stopping;
  }

  @Override
  public boolean isTooSlow() {
    return tooSlow;
  }

  @Override
  public void streamBegins() {
    watch.stop();
    if (held.isFull()) {
      reading.resume();
    }
  }

  /**
   * Another protocol begins, with what has come behind the request: nothing is left of HTTP but
   * what has been written.
   */
  @Override
  public void switchTo(ChannelHandlerContext context, ClientTunnel tunnel) {
    watch.stop();
    heads.leave();
    state = State.CLOSED;
    var pipeline = context.pipeline();
    pipeline.replace(this, null, tunnel);
    pipeline.remove(RequestCodec.class);
    reading.resume();
    replay(context);
    tunnel.start();
  }

  @Override
  public void exchangeDone(ChannelHandlerContext context, boolean keepAlive) {
    watch.start();
    if (!keepAlive || stopping) {
      finish(context);
    } else if (exchange != null && exchange.body().isComplete()) {
      next(context);
    } else if (inputEnded) {
      context.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    watch.start();
    watch.idle();
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf undecoded) {
      receiveUndecoded(context, undecoded);
      return;
    }
    var object = (HttpObject) message;
    if (object instanceof HttpRequest head) {
      maySwitchBehind = RequestTraits.maySwitch(head);
    }
    boolean stopDecoding = maySwitchBehind && object instanceof LastHttpContent;
    if (takesNoMore()) {
      ReferenceCountUtil.release(object);
    } else if (held.isEmpty() && acceptsMore()) {
      process(context, object);
    } else {
      hold(context, object);
    }
    if (stopDecoding) {
      maySwitchBehind = false;
      context.pipeline().get(RequestCodec.class).removeInboundHandler();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.writabilityChanged();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded(context);
    } else if (event == ServerEvent.STOPPING) {
      serverStopping(context);
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    state = State.CLOSED;
    held.release();
    heads.leave();
    watch.stop();
    if (exchange != null) {
      exchange.clientGone();
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(context); // First: the log needs memory, and the server may have run out of it.
    if (!(cause instanceof IOException)) { // An IOException is a client that has gone: no news.
      LOG.log(
          System.Logger.Level.ERROR,
          "closing the connection of "
              + ClientText.withPort(context.channel())
              + ": "
              + EscapedFailure.describe(cause),
          cause);
    }
  }

  @Override
  public void end(ChannelHandlerContext context) {
    try {
      context.close();
    } catch (Throwable again) { // Past all handlers, which are not told then.
      context.channel().unsafe().closeForcibly();
      channelInactive(context);
    }
  }

  private boolean takesNoMore() {
    return state == State.REFUSING || state == State.LINGERING || state == State.CLOSED;
  }

  private boolean acceptsMore() {
    return exchange == null || !exchange.body().isComplete();
  }

  private void receiveUndecoded(ChannelHandlerContext context, ByteBuf undecoded) {
    if (takesNoMore() || !undecoded.isReadable()) {
      undecoded.release();
    } else {
      hold(context, new DefaultHttpContent(undecoded));
    }
  }

  private void hold(ChannelHandlerContext context, HttpObject message) {
    held.add(message);
    if (held.isFull()) {
      if (exchange != null && exchange.isStreaming()) {
        context.close();
      } else {
        reading.pause();
      }
    }
  }

  private void process(ChannelHandlerContext context, HttpObject message) {
    try {
      if (message instanceof HttpRequest head) {
        begin(context, head);
      }
      if (message instanceof HttpContent content && exchange != null) {
        receive(context, exchange, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest head) {
    watch.busy();
    headMemory = head instanceof CountedRequest counted ? counted.memory() : 0;
    var log = logs.of(head, (InetSocketAddress) context.channel().remoteAddress());
    if (head.decoderResult().isFailure()) {
      headBounds.count(head.decoderResult().cause(), context.channel());
      refuse(context, ErrorResponses.ofUndecodable(head.decoderResult().cause()), log);
    } else if (RequestTraits.expectsTheUnknown(head)) {
      var refusal = ErrorResponses.of(417, "The only expectation known here is 100-continue");
      refuse(context, refusal, log);
    } else {
      exchange(context, head, log);
    }
  }

  private void exchange(ChannelHandlerContext context, HttpRequest head, ExchangeLog log) {
    var traits = RequestTraits.of(head);
    var client = new ConnectedClient(context.channel(), traits);
    var body = new RequestBody(context, reading, traits, limits);
    try {
      var request = RequestReader.read(head, client, body);
      state = State.EXCHANGING;
      exchange =
          new Exchange(context, this, traits, request, client, body, log, eventStreams, limits);
      exchange.begin(handler);
    } catch (HttpException refused) {
      refuse(context, ErrorResponses.of(refused.status(), refused.getMessage()), log);
    }
  }

  private void receive(ChannelHandlerContext context, Exchange exchange, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      exchange.bodyBroken(new HttpException(400, "The request body is not valid"));
    } else {
      exchange.body().receive(content.content());
      if (content instanceof LastHttpContent) {
        exchange.body().complete();
      }
    }
    if (exchange.isDone()) {
      receivedAfterDone(context, exchange, content);
    }
  }

  private void receivedAfterDone(
      ChannelHandlerContext context, Exchange exchange, HttpContent content) {
    if (content.decoderResult().isFailure() || exchange.body().isTooLongToDiscard()) {
      finish(context);
    } else if (exchange.body().isComplete()) {
      next(context);
    }
  }

  /** Answers what is no request, after which nothing can be trusted on this connection. */
  private void refuse(ChannelHandlerContext context, Response response, ExchangeLog log) {
    var text = (Body.Text) response.body();

    state = State.REFUSING;
    held.release();
    new ResponseWriter(context, RequestTraits.UNREADABLE, log)
        .writeText(response, text, false)
        .addListener(written -> refused(context, log, written.isSuccess()));
  }

  private void refused(ChannelHandlerContext context, ExchangeLog log, boolean written) {
    var reason = tooSlow ? CloseReason.CLIENT_TOO_SLOW : CloseReason.CLIENT_GONE;
    log.done(written ? CloseReason.COMPLETED : reason);
    if (written) {
      linger(context);
    } else {
      context.close();
    }
  }

  private void next(ChannelHandlerContext context) {
    boolean undecoded = exchange != null && exchange.maySwitch();
    exchange = null;
    heads.release(headMemory);
    headMemory = 0;
    state = State.IDLE;
    if (undecoded) {
      context.pipeline().replace(RequestCodec.class, null, codec.get());
      replay(context);
    }
    while (acceptsMore() && !takesNoMore() && !held.isEmpty()) {
      process(context, Objects.requireNonNull(held.next()));
    }
    if (!held.isFull()) {
      reading.resume();
    }
    if (state == State.IDLE) {
      watch.idle();
    }
    if (inputEnded) {
      inputEndedBehind(context);
    }
  }

  /** Sends what came undecoded through the pipeline as it is now. */
  private void replay(ChannelHandlerContext context) {
    var undecoded = held.takeAll();
    for (var message : undecoded) {
      context.pipeline().fireChannelRead(((HttpContent) message).content());
    }
    if (!undecoded.isEmpty()) {
      context.pipeline().fireChannelReadComplete();
    }
  }

  /** The FIN came while earlier requests were answered; the last may wait for it. */
  private void inputEndedBehind(ChannelHandlerContext context) {
    if (state == State.IDLE) {
      context.close();
    } else if (exchange != null) {
      exchange.inputEnded();
    }
  }

  private void inputEnded(ChannelHandlerContext context) {
    inputEnded = true;
    reading.inputEnded();
    if (state == State.REFUSING) {
      return; // Closed once the refusal is written.
    }
    if (exchange == null || exchange.isDone()) {
      context.close();
    } else {
      exchange.inputEnded();
    }
  }

  private void serverStopping(ChannelHandlerContext context) {
    if (stopping) {
      return;
    }
    stopping = true;
    if (exchange == null) {
      context.close();
    } else if (exchange.isDone()) {
      finish(context);
    } else {
      exchange.serverStopping();
    }
  }

  /** Nothing more is answered here. */
  private void finish(ChannelHandlerContext context) {
    boolean allRead = held.isEmpty() && !acceptsMore();
    if (allRead || inputEnded) {
      context.close();
    } else {
      linger(context);
    }
  }

  private void linger(ChannelHandlerContext context) {
    if (state == State.CLOSED) {
      return;
    }
    if (inputEnded) {
      context.close();
      return;
    }
    state = State.LINGERING;
    held.release();
    ((DuplexChannel) context.channel()).shutdownOutput();
    reading.resume();
    context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }

  private Awaited awaited(ChannelHandlerContext context) {
    return switch (state) {
      case IDLE ->
          context.pipeline().get(RequestCodec.class).hasBegun() ? Awaited.HEAD : Awaited.REQUEST;
      case EXCHANGING -> exchange == null ? Awaited.NOTHING : exchange.awaited();
      case REFUSING -> Awaited.ANSWER;
      case LINGERING, CLOSED -> Awaited.NOTHING;
    };
  }

  private void refuseHalfHead(ChannelHandlerContext context) {
    var none = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    var refusal = new HttpException(408, "The head of the request did not come in time");
    none.setDecoderResult(DecoderResult.failure(refusal));
    begin(context, none);
  }

  private void endSlowRequest(ChannelHandlerContext context) {
    if (exchange == null || exchange.isDone()) {
      finish(context);
    } else {
      exchange.bodyBroken(new HttpException(408, "The body of the request came too slowly"));
    }
  }

  /** A cut must be seen as one, and what waits in the system's buffer is to go too. */
  private void resetSlow(ChannelHandlerContext context) {
    tooSlow = true;
    context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    context.close();
  }

  /** What is done about a client that keeps the connection waiting. */
  private final class Watched implements ClientWatch.Connection {
    private final Channel channel;

    Watched(Channel channel) {
      this.channel = channel;
    }

    private ChannelHandlerContext context() {
      return channel.pipeline().context(HttpConnection.this);
    }

    @Override
    public Awaited awaited() {
      return HttpConnection.this.awaited(context());
    }

    @Override
    public long received() {
      return exchange == null ? 0 : exchange.body().received();
    }

    @Override
    public void idleTooLong() {
      channel.close();
    }

    @Override
    public void headTooLong() {
      refuseHalfHead(context());
    }

    @Override
    public void bodyTooSlow() {
      endSlowRequest(context());
    }

    @Override
    public void answerTooSlow() {
      resetSlow(context());
    }
  }
}
