package httpd.server.answer;

import httpd.Body;
import httpd.CloseReason;
import httpd.Request;
import httpd.http.AddressText;
import httpd.limit.Limit;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.pump.LinePump;
import httpd.net.Deadline;
import httpd.net.LoopTask;
import httpd.net.OutputEnd;
import httpd.net.QuietTime;
import httpd.net.ReadControl;
import httpd.net.SocketReset;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a tunnel: a connection that has switched to another protocol.
 *
 * <pre>
 *          the source ends: a FIN after its last byte       the client has sent its FIN too
 *   OPEN ────────────────────────────────────────────► ENDED ──────────────────────────────► CLOSED
 *     │                                                  │
 *     └─ the source fails · reset · silence · stop ──────┴───────────────────────► CLOSED, by a reset
 * </pre>
 *
 * <p>To the client a {@link LinePump} writes what the source gives. The other direction is a queue,
 * which the other end of the tunnel polls: while it is full, the client is not read. A FIN is the
 * end of the queue and of nothing else, since the client may still be listening.
 *
 * <p>Everything runs on the connection's event loop, except wake-ups and what the queue's owner
 * does.
 */
public final class ClientTunnel extends ChannelInboundHandlerAdapter implements Watched {

  private static final int TURN = 64 * 1024;
  private static final int SWITCHED = 101;

  private final Channel channel;
  private final ReadControl reading;
  private final Body.Tunnel tunnel;
  private final Request request;
  private final ExchangeLog log;
  private final Limit idle;
  private final Deadline silence;
  private final Runnable ended;
  private final TunnelInput fromClient;
  private final ToClient toClient;

  private boolean inputEnded;
  private boolean sourceEnded;
  private boolean closed;
  private long bytes;

  /** A tunnel that ends when nothing has passed for {@code idle}; then {@code ended} runs. */
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
    this.silence = new Deadline(channel.eventLoop(), idle.time(), this::silent);
    this.ended = ended;
    this.fromClient = new TunnelInput(() -> onLoop(this::notTaken));
    this.toClient = new ToClient(tunnel.source());
  }

  /** To be called once it is in the pipeline and the head is written. */
  public void start() {
    log.carries(this);
    silence.start();
    tunnel.sink().accept(fromClient);
    toClient.start();
  }

  private void silent() {
    if (!closed) {
      idle.reached(() -> "reset a tunnel of " + AddressText.withPort(request.remoteAddress()));
      cut(CloseReason.SOURCE_FAILED, null);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    silence.touch();
    var content = (ByteBuf) message;
    try {
      var line = new Line(ByteBufUtil.getBytes(content), Line.Ending.NONE);
      if (!fromClient.offer(line, reading::resume)) {
        reading.pause();
      }
    } finally {
      ReferenceCountUtil.release(content);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    toClient.writabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      reading.inputEnded();
      fromClient.end();
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

  private void endOutputWhenWritten() {
    sourceEnded = true;
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> onLoop(() -> endOutput(written.isSuccess())));
  }

  /** What is before the end must have left: a shutdown drops what waits. */
  private void endOutput(boolean allWritten) {
    if (!allWritten) {
      cut(CloseReason.CLIENT_GONE, null);
    } else if (!closed) {
      OutputEnd.send(channel).addListener(sent -> closeIfBothHaveEnded());
    }
  }

  private void closeIfBothHaveEnded() {
    if (!closed && inputEnded && sourceEnded && ((DuplexChannel) channel).isOutputShutdown()) {
      closed = true;
      silence.stop();
      log.done(CloseReason.COMPLETED, 0, bytes);
      ended.run();
      SocketReset.onClose(channel, false);
      channel.close();
    }
  }

  @Override
  public long id() {
    return closed ? 0 : log.number();
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public ExchangeLog log() {
    return log;
  }

  @Override
  public int status() {
    return SWITCHED;
  }

  @Override
  public Progress progress() {
    return new Progress(Progress.State.TUNNEL, 0, bytes, toClient.insight());
  }

  @Override
  public long quietMillis() {
    return QuietTime.sinceSent(channel);
  }

  @Override
  public boolean stop() {
    boolean isOpen = !closed;
    cut(CloseReason.STOPPED, null);
    return isOpen;
  }

  private void notTaken() {
    if (sourceEnded || toClient.state() == LinePump.State.WAITING_FOR_SINK) {
      cut(CloseReason.SOURCE_FAILED, null); // Otherwise the source is about to say why.
    }
  }

  private void cut(CloseReason reason, @Nullable Throwable cause) {
    if (closed) {
      return;
    }
    closed = true;
    silence.stop();
    try {
      log.done(reason, 0, bytes);
      fromClient.fail(new IOException("the client's side is over: " + reason));
      toClient.stop();
      ended.run();
    } finally {
      if (channel.isOpen()) {
        channel.flush(); // What came before a failure is good.
        channel.close();
      }
    }
    if (cause != null) { // Last, since the log needs memory.
      ErrorResponses.tryToLog(request, "cut the tunnel", cause);
    }
  }

  private void onLoop(Runnable task) {
    LoopTask.execute(channel.eventLoop(), task, toClient::abandoned);
  }

  private final class ToClient extends LinePump {

    ToClient(LineSource source) {
      super(source, channel.eventLoop());
    }

    void stop() {
      stopPumping();
    }

    @Override
    protected int beginTurn() {
      return TURN;
    }

    @Override
    protected boolean isWritable() {
      return channel.isWritable();
    }

    @Override
    protected int write(Line line) {
      silence.touch();
      var piece = new byte[line.length()];
      line.copyTo(piece, 0);
      channel.write(Unpooled.wrappedBuffer(piece), channel.voidPromise());
      bytes += piece.length;
      return piece.length;
    }

    @Override
    protected void flush() {
      channel.flush();
    }

    @Override
    protected void ended() {
      endOutputWhenWritten();
    }

    @Override
    protected void failed(Throwable cause) {
      cut(CloseReason.SOURCE_FAILED, cause);
    }

    @Override
    protected void abandoned() {
      super.abandoned();
      fromClient.abandon();
    }
  }
}
