package httpd.server.answer;

import httpd.Body;
import httpd.CloseReason;
import httpd.Request;
import httpd.http.AddressText;
import httpd.limit.Limit;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.net.ReadControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a tunnel: a connection that has switched to another protocol.
 *
 * <pre>
 *              poll: Line                       poll: Pending
 *             ┌──────────┐             ┌────────────────────────────┐
 *             ▼          │             │                            ▼
 *  start ─► WRITING ─────┘─────────────┘                   WAITING_FOR_SOURCE
 *             │  ▲                                                  │ wake
 *             │  └──────────────────────────────────────────────────┤
 *             │ channel full        channel drained                 │
 *             ├───────────────► WAITING_FOR_CLIENT ─────────────────┘ (back to WRITING)
 *             │
 *             │ End: a FIN behind the last byte      the client ends, or had ended
 *             ├───────────────────────────► ENDED ────────────────────────────────► CLOSED
 *             │                               │
 *             └─ Failed · reset · stop ───────┴───────────────────────────────────► CLOSED, with a reset
 * </pre>
 *
 * <p>The other direction is a queue, which whoever has the other end of the tunnel polls: while it
 * is full, the client is not read. A FIN is the end of the queue and of nothing else, since the
 * client may still be listening.
 *
 * <p>Everything runs on the connection's event loop, but for wake-ups and what the queue's owner
 * does.
 */
public final class ClientTunnel extends ChannelInboundHandlerAdapter {

  private enum State {
    WRITING,
    WAITING_FOR_SOURCE,
    WAITING_FOR_CLIENT,
    ENDED,
    CLOSED
  }

  /** Bytes after which others of the loop get their turn. */
  private static final int TURN = 64 * 1024;

  private final Channel channel;
  private final ReadControl reading;
  private final Body.Tunnel tunnel;
  private final Request request;
  private final ExchangeLog log;
  private final Limit idle;
  private final TunnelSilence silence;
  private final Runnable ended;
  private final FromClient fromClient = new FromClient();

  private State state = State.WRITING;
  private boolean inputEnded;
  private long bytes;

  /**
   * A tunnel that has not begun.
   *
   * @param idle how long nothing may pass in either direction
   * @param ended runs when the connection is about to be closed
   */
  public ClientTunnel(
      Channel channel,
      Body.Tunnel tunnel,
      Request request,
      ExchangeLog log,
      Limit idle,
      Runnable ended) {
    this.channel = channel;
    this.reading = new ReadControl(channel);
    this.tunnel = tunnel;
    this.request = request;
    this.log = log;
    this.idle = idle;
    this.silence = new TunnelSilence(channel.eventLoop(), idle, this::silent);
    this.ended = ended;
  }

  /** From the head on, a close that is no end is a reset. To be called before that is written. */
  public void beforeHead() {
    resetOnClose(true);
  }

  /** To be called once it is in the pipeline, and the head before it is written. */
  public void start() {
    silence.start();
    tunnel.sink().accept(fromClient);
    turn();
  }

  private void silent() {
    if (state != State.CLOSED) {
      idle.reached(() -> "reset a tunnel of " + AddressText.withPort(request.remoteAddress()));
      cut(CloseReason.SOURCE_FAILED, null);
    }
  }

  /** Whoever closes, and if the process is killed. */
  private void resetOnClose(boolean reset) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, reset ? 0 : -1);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    silence.moved();
    var content = (ByteBuf) message;
    try {
      var line = new Line(ByteBufUtil.getBytes(content), Line.Ending.NONE);
      if (!fromClient.queue.offer(line, reading::resume)) {
        reading.pause();
      }
    } finally {
      ReferenceCountUtil.release(content);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (state == State.WAITING_FOR_CLIENT && channel.isWritable()) {
      turn();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      reading.inputEnded();
      fromClient.queue.end();
      closeIfBothHaveEnded();
    } else if (event == ServerEvent.STOPPING) {
      cut(CloseReason.SERVER_STOPPED, null);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cut(CloseReason.CLIENT_GONE, null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    cut(CloseReason.CLIENT_GONE, null); // A reset: no news.
  }

  private void turn() {
    state = State.WRITING;
    int written = 0;
    while (state == State.WRITING && channel.isWritable() && written < TURN) {
      switch (poll()) {
        case Line line -> written += write(line);
        case Poll.Pending() -> state = State.WAITING_FOR_SOURCE;
        case Poll.End() -> end();
        case Poll.Failed(var cause) -> cut(CloseReason.SOURCE_FAILED, cause);
      }
    }
    if (state == State.WRITING) {
      pause();
    }
    channel.flush();
  }

  /** Whatever goes wrong in it, both sides must hear of it. */
  private Poll poll() {
    try {
      return tunnel.source().poll(this::wake);
    } catch (Throwable brokenContract) {
      return new Poll.Failed(brokenContract);
    }
  }

  private int write(Line line) {
    silence.moved();
    var piece = new byte[line.length()];
    line.copyTo(piece, 0);
    channel.write(Unpooled.wrappedBuffer(piece), channel.voidPromise());
    bytes += piece.length;
    return piece.length;
  }

  /** The flush that follows may make room and say so. */
  private void pause() {
    if (channel.isWritable()) {
      channel.eventLoop().execute(this::goOn);
    } else {
      state = State.WAITING_FOR_CLIENT;
    }
  }

  private void goOn() {
    if (state == State.WRITING) {
      turn();
    }
  }

  /** From any thread. */
  private void wake() {
    onLoop(this::woken);
  }

  private void woken() {
    if (state == State.WAITING_FOR_SOURCE) {
      turn();
    }
  }

  /** What is before the end must have left: a shutdown drops what waits. */
  private void end() {
    state = State.ENDED;
    closeSource();
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> {
          if (written.isSuccess()) {
            onLoop(this::endOutput);
          } else {
            onLoop(() -> cut(CloseReason.CLIENT_GONE, null));
          }
        });
  }

  private void endOutput() {
    if (state == State.ENDED) {
      ((DuplexChannel) channel).shutdownOutput();
      closeIfBothHaveEnded();
    }
  }

  private void closeIfBothHaveEnded() {
    if (state == State.ENDED && inputEnded && ((DuplexChannel) channel).isOutputShutdown()) {
      state = State.CLOSED;
      silence.stop();
      log.done(CloseReason.COMPLETED, 0, bytes);
      ended.run();
      resetOnClose(false);
      channel.close();
    }
  }

  /** Whoever took what the client sends takes no more of it, though there is more. */
  private void notTaken() {
    if (state == State.ENDED || state == State.WAITING_FOR_CLIENT) {
      cut(CloseReason.SOURCE_FAILED, null); // Otherwise the source is about to say why.
    }
  }

  /** No end: both sides get a reset. */
  private void cut(CloseReason reason, @Nullable Throwable cause) {
    if (state == State.CLOSED) {
      return;
    }
    boolean sourceEnded = state == State.ENDED;
    state = State.CLOSED;
    silence.stop();
    boolean hasMemory = !(cause instanceof OutOfMemoryError); // Which the log needs.
    if (cause != null && hasMemory) {
      ErrorResponses.tryToLog(request, "cut the tunnel", cause);
    }
    try {
      log.done(reason, 0, bytes);
      fromClient.queue.fail(new IOException("the client's side is over: " + reason));
      if (!sourceEnded) {
        closeSource();
      }
      ended.run();
    } finally {
      closeChannel();
    }
    if (cause != null && !hasMemory) {
      ErrorResponses.tryToLog(request, "cut the tunnel", cause);
    }
  }

  private void closeChannel() {
    if (channel.isOpen()) {
      channel.flush(); // What came before a failure is good.
      channel.close();
    }
  }

  private void closeSource() {
    try {
      tunnel.source().close();
    } catch (Throwable brokenContract) {
      ErrorResponses.tryToLog(request, "closing the source of a tunnel failed", brokenContract);
    }
  }

  private void onLoop(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException loopHasEnded) {
      tunnel.source().close(); // And with the loop the connection.
      fromClient.queue.close();
    }
  }

  /** What the client sends, for the other end. */
  private final class FromClient implements LineSource {
    private final LineQueue queue = new LineQueue();
    private volatile boolean ended;

    @Override
    public Poll poll(Runnable wake) {
      var poll = queue.poll(wake);
      if (poll instanceof Poll.End) {
        ended = true;
      }
      return poll;
    }

    @Override
    public void close() {
      queue.close();
      if (!ended) {
        onLoop(ClientTunnel.this::notTaken);
      }
    }
  }
}
