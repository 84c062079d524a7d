package httpd.server.connection;

import httpd.CloseReason;
import httpd.net.ReadControl;
import httpd.server.answer.ClientTunnel;
import httpd.server.answer.Connection;
import httpd.server.answer.Delivery;
import httpd.server.answer.ErrorResponses;
import httpd.server.answer.ServerEvent;
import httpd.server.answer.ServerShare;
import httpd.server.request.MemoryShare;
import httpd.server.request.RequestDecoder;
import httpd.server.request.RequestTraits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpObject;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The input, stop and close of one HTTP/1.1 connection, on its event loop.
 *
 * <pre>
 *   OPEN ── FIN, timeout, stop, while no answer is under way ───────────────► closed
 *    │
 *    ├── last answer written ── the client may still be sending ──► {@link LingeringClose}
 *    │                     └─── all is read ────────────────────────────────► closed
 *    └── 101 ──► {@link ClientTunnel}
 * </pre>
 */
final class HttpConnection extends ChannelDuplexHandler implements Connection {

  private static final int LINGER_SECONDS = 2;

  private final Channel channel;
  private final ReadControl reading;
  private final ClientWatch watch;
  private final CodecSwitch codec;
  private final TurnAnswers turn;
  private final ConnectionWriter writer;
  private final ExchangeSequence exchanges;
  private final SlowClient slowClient;

  private final BooleanSupplier serverStopping;

  private boolean inputEnded;

  /** Whether the server's stop has reached this connection. */
  private boolean stopping;

  HttpConnection(
      Channel channel,
      ServerShare server,
      LoopConnections neighbours,
      MemoryShare heads,
      Supplier<RequestDecoder> decoders,
      BooleanSupplier serverStopping) {
    this.channel = channel;
    this.reading = new ReadControl(channel);
    this.codec = new CodecSwitch(channel.pipeline(), decoders);
    this.serverStopping = serverStopping;
    this.turn = new TurnAnswers(this, channel, neighbours::turnBuffer);
    this.writer = new ConnectionWriter(channel, turn);
    this.exchanges =
        new ExchangeSequence(
            this, channel, server, reading, heads, this.codec, writer, turn, neighbours.handlers());
    this.slowClient = new SlowClient(this, channel, exchanges);
    this.watch = new ClientWatch(channel, server.limits(), neighbours, slowClient);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    codec.decodeAgain();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    watch.start();
    watch.idle();
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    turn.readBegins();
    if (message instanceof ByteBuf undecoded) {
      exchanges.read(undecoded);
    } else {
      exchanges.read((HttpObject) message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    turn.readEnds();
    context.fireChannelReadComplete();
  }

  /** What is complete is written before the connection is closed by any part of it. */
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    turn.flush();
    context.close(promise);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    var exchange = exchanges.current();
    if (exchange != null) {
      exchange.writabilityChanged();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      reading.inputEnded();
      endInput();
    } else if (event == ServerEvent.STOPPING && !stopping) {
      stopping = true;
      stop();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone();
    context.fireChannelInactive();
  }

  private void gone() {
    watch.stop();
    turn.gone();
    exchanges.clientGone(whyGone());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(); // First: the log needs memory, and the server may have run out of it.
    ErrorResponses.logClosing(channel, cause);
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

  private void endInput() {
    var exchange = exchanges.current();
    if (exchanges.isRefusing()) {
      return; // Closed once the refusal is written.
    }
    if (exchange == null || exchange.isDone()) {
      closeWhenWritten();
    } else {
      exchange.inputEnded();
    }
  }

  private void stop() {
    var exchange = exchanges.current();
    if (exchange == null) {
      closeWhenWritten();
    } else if (exchange.isDone()) {
      finish();
    } else {
      exchange.serverStopping();
    }
  }

  private void closeWhenWritten() {
    if (!turn.isBehind()) {
      channel.close();
    }
  }

  /** Answers are complete that the socket has no room for. */
  void answersWait() {
    watch.busy();
  }

  void answersAreWritten() {
    if (turn.isBehind() || exchanges.isClosed()) {
      return;
    }
    if (stopping && exchanges.current() == null) {
      channel.close();
    } else {
      exchanges.advance();
    }
  }

  void requestBegins() {
    watch.busy();
  }

  void readOn(boolean idle) {
    if (idle) {
      watch.idle();
    }
    if (inputEnded) {
      endInput();
    }
  }

  void finish() {
    if (exchanges.allIsRead()) {
      channel.close();
    } else {
      linger(false);
    }
  }

  void refused() {
    linger(true);
  }

  private void linger(boolean closesAtStop) {
    if (exchanges.isClosed()) {
      return;
    }
    if (inputEnded) {
      channel.close();
      return;
    }
    watch.stop();
    turn.flush();
    exchanges.close();
    channel.pipeline().replace(this, null, new LingeringClose(LINGER_SECONDS, closesAtStop));
    reading.resume();
  }

  @Override
  public Delivery delivery(RequestTraits traits, boolean keepAlive, boolean knownLength) {
    boolean isKept = keepAlive && !isStopping() && (knownLength || !traits.isHttp10());
    return writer.delivery(this, traits.isHttp10(), isKept);
  }

  @Override
  public ChannelFuture writeOutOfMemory() {
    return writer.writeOutOfMemory();
  }

  @Override
  public boolean inputHasEnded() {
    return inputEnded;
  }

  @Override
  public boolean isStopping() {
    return stopping || serverStopping.getAsBoolean(); // A handler on this loop may have begun it.
  }

  @Override
  public CloseReason whyGone() {
    if (slowClient.isTooSlow()) {
      return CloseReason.CLIENT_TOO_SLOW;
    }
    // A client that leaves during a stop cannot be told from one that the stop closed.
    return stopping ? CloseReason.SERVER_STOPPED : CloseReason.CLIENT_GONE;
  }

  @Override
  public void lazyAnswerBegins() {
    watch.stop();
    turn.flush();
    exchanges.lazyAnswerBegins();
  }

  @Override
  public void switchTo(ClientTunnel tunnel) {
    watch.stop();
    turn.flush();
    exchanges.closeForSwitch();
    channel.pipeline().replace(this, null, tunnel);
    codec.remove();
    reading.resume();
    exchanges.replay();
    tunnel.start();
  }

  @Override
  public void exchangeDone(boolean keepAlive) {
    var exchange = exchanges.current();
    watch.start();
    if (!keepAlive || stopping) {
      finish();
    } else if (exchange != null && exchange.body().isComplete()) {
      exchanges.next();
    } else if (inputEnded) {
      channel.close();
    }
  }
}
