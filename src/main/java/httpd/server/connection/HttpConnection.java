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
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpObject;
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
final class HttpConnection extends ChannelInboundHandlerAdapter implements Connection {

  private static final int LINGER_SECONDS = 2;

  private final Channel channel;
  private final ReadControl reading;
  private final ClientWatch watch;
  private final CodecSwitch codec;
  private final ConnectionWriter writer;
  private final ExchangeSequence exchanges;
  private final SlowClient slowClient;

  private boolean inputEnded;
  private boolean stopping;

  HttpConnection(
      Channel channel,
      ServerShare server,
      LoopConnections neighbours,
      MemoryShare heads,
      Supplier<RequestDecoder> decoders) {
    this.channel = channel;
    this.reading = new ReadControl(channel);
    this.codec = new CodecSwitch(channel.pipeline(), decoders);
    this.writer = new ConnectionWriter(channel);
    this.exchanges =
        new ExchangeSequence(this, channel, server, reading, heads, this.codec, writer);
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
    if (message instanceof ByteBuf undecoded) {
      exchanges.read(undecoded);
    } else {
      exchanges.read((HttpObject) message);
    }
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
      channel.close();
    } else {
      exchange.inputEnded();
    }
  }

  private void stop() {
    var exchange = exchanges.current();
    if (exchange == null) {
      channel.close();
    } else if (exchange.isDone()) {
      finish();
    } else {
      exchange.serverStopping();
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
    exchanges.close();
    channel.pipeline().replace(this, null, new LingeringClose(LINGER_SECONDS, closesAtStop));
    reading.resume();
  }

  @Override
  public Delivery delivery(RequestTraits traits, boolean keepAlive, boolean knownLength) {
    boolean isKept = keepAlive && !stopping && (knownLength || !traits.isHttp10());
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
    return stopping;
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
    exchanges.lazyAnswerBegins();
  }

  @Override
  public void switchTo(ClientTunnel tunnel) {
    watch.stop();
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
