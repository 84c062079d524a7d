package httpd.server.connection;

import httpd.CloseReason;
import httpd.Headers;
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
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The input, stop and close of one HTTP/1.1 connection, on its event loop.
 *
 * <pre>
 *   OPEN ── FIN, timeout, stop, while no answer is under way ───────────────► closed
 *    │
 *    ├── last answer written ── the client may still be sending ──► {@link LingeringClose}
 *    │                     └─── all is read ────────────────────────────────► closed
 *    ├── 101 ──► {@link ClientTunnel}
 *    └── the preface of HTTP/2 ──► {@link Http2Start}
 * </pre>
 */
final class HttpConnection extends ChannelDuplexHandler implements Connection, TurnAnswers.Owner {

  private final Channel channel;
  private final ReadControl reading;
  private final ClientWatch watch;
  private final CodecSwitch codec;
  private final TurnAnswers turn;
  private final ConnectionWriter writer;
  private final ExchangeSequence exchanges;
  private final SlowClient slowClient;
  private final ConnectionEnd end;
  private final Http2Start http2;
  private boolean stopped;

  HttpConnection(
      Channel channel,
      ServerShare server,
      LoopConnections neighbours,
      MemoryShare heads,
      Supplier<RequestDecoder> decoders,
      BooleanSupplier serverStopping,
      Http2Start http2) {
    this.channel = channel;
    this.http2 = http2;
    this.reading = new ReadControl(channel);
    this.codec = new CodecSwitch(channel.pipeline(), decoders);
    this.turn = new TurnAnswers(this, channel, neighbours::turnBuffer);
    this.writer = new ConnectionWriter(channel, turn);
    this.exchanges =
        new ExchangeSequence(
            this, channel, server, reading, heads, this.codec, writer, turn, neighbours.handlers());
    this.slowClient = new SlowClient(this, channel, exchanges, turn);
    this.watch = new ClientWatch(channel, server.limits(), neighbours, slowClient);
    this.end = new ConnectionEnd(this, channel, reading, watch, turn, exchanges, serverStopping);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    codec.decodeAgain();
    watch.start();
    watch.idle();
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
    end.readEnds();
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
      end.inputEnds();
    } else if (event == ServerEvent.STOPPING) {
      end.stop();
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

  @Override
  public void answersWait() {
    watch.busy();
  }

  @Override
  public void answersAreWritten() {
    if (turn.isBehind() || exchanges.state() == SequenceState.CLOSED) {
      return;
    }
    if (end.isTold() && exchanges.current() == null) {
      finish(); // Requests that wait unread would turn the close into a reset.
    } else {
      exchanges.advance();
    }
  }

  void requestBegins() {
    watch.busy();
  }

  /** Whether what the client sends first may still decide the protocol. */
  boolean maySpeakHttp2() {
    return watch.hasSeenOneRequest()
        && channel.pipeline().first() instanceof ResponseEncoder; // With TLS, ALPN decides.
  }

  /** The preface has begun; the decoder holds the rest of what came. */
  void speakHttp2() {
    watch.stop();
    exchanges.closeForSwitch();
    codec.removeEncoder();
    http2.serve(channel, watch.neighbours());
    channel.pipeline().remove(this);
    codec.leave(Preface.bytes());
  }

  void readOn(boolean idle) {
    if (idle) {
      watch.idle();
    }
    if (end.inputHasEnded()) {
      end.endInput();
    }
  }

  void finish() {
    end.finish();
  }

  void refused() {
    end.linger(true);
  }

  @Override
  public Delivery delivery(RequestTraits traits, boolean keepAlive, boolean knownLength) {
    boolean isKept = keepAlive && !end.isStopping() && (knownLength || !traits.isHttp10());
    return writer.delivery(this, traits.isHttp10(), isKept);
  }

  @Override
  public void writeEarlyHints(Headers fields) {
    writer.writeEarlyHints(fields);
  }

  @Override
  public ChannelFuture writeOutOfMemory() {
    return writer.writeOutOfMemory();
  }

  @Override
  public boolean inputHasEnded() {
    return end.inputHasEnded();
  }

  @Override
  public boolean isStopping() {
    return end.isStopping();
  }

  @Override
  public void stops() {
    stopped = true;
  }

  @Override
  public CloseReason whyGone() {
    if (stopped) {
      return CloseReason.STOPPED;
    }
    if (slowClient.isTooSlow()) {
      return CloseReason.CLIENT_TOO_SLOW;
    }
    // A client that leaves during a stop cannot be told from one that the stop closed.
    return end.isTold() ? CloseReason.SERVER_STOPPED : CloseReason.CLIENT_GONE;
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
    exchanges.replay();
    codec.remove();
    reading.resume();
    tunnel.start();
  }

  @Override
  public ReadControl takeInput(Consumer<ByteBuf> input) {
    exchanges.switchTo(input);
    reading.resume();
    return reading;
  }

  @Override
  public void exchangeDone(boolean keepAlive) {
    var exchange = exchanges.current();
    watch.start();
    if (!keepAlive || end.isTold()) {
      finish();
    } else if (exchange != null && exchange.body().isComplete()) {
      exchanges.next();
    } else if (end.inputHasEnded()) {
      channel.close();
    }
  }
}
