package httpd.server.http2;

import httpd.server.answer.Awaited;
import httpd.server.answer.ErrorResponses;
import httpd.server.answer.ServerEvent;
import httpd.server.answer.ServerShare;
import httpd.server.connection.LoopConnections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One HTTP/2 connection: its streams, and how it ends. {@link ConnectionFarewell} has the drawing
 * of a stop. On its event loop.
 *
 * <pre>
 *           a stream                        idle-time, head-time, a client that has left
 *   IDLE ◄────────────► STREAMS OPEN ──────────────────────────────────────────────────► closed
 *     └──── the server stops ──┴──► LEAVING ── the streams are over ────────────────────► closed
 * </pre>
 */
final class MultiplexConnection extends ChannelDuplexHandler {

  private final Channel channel;
  private final ServerShare server;
  private final LoopConnections neighbours;
  private final BooleanSupplier serverStopping;
  private final GuardedCodec codec;
  private final MultiplexWatch watch;
  private final ConnectionFarewell farewell;
  private final WaitingAnswers waiting = new WaitingAnswers();
  private final List<RequestStream> streams = new ArrayList<>(2);

  private int opened;

  /** Streams that are not lazy, or not yet. */
  private int eager;

  private boolean told;

  private MultiplexConnection(
      Channel channel,
      ServerShare server,
      LoopConnections neighbours,
      BooleanSupplier serverStopping) {
    this.channel = channel;
    this.server = server;
    this.neighbours = neighbours;
    this.serverStopping = serverStopping;
    this.codec = GuardedCodecBuilder.build(channel, server.limits());
    this.watch = new MultiplexWatch(channel, server.limits(), neighbours, this);
    this.farewell = new ConnectionFarewell(channel);
  }

  static void serve(
      Channel channel,
      ServerShare server,
      LoopConnections neighbours,
      BooleanSupplier serverStopping) {
    var connection = new MultiplexConnection(channel, server, neighbours, serverStopping);
    channel
        .pipeline()
        .addLast(connection.codec)
        .addLast(new Http2MultiplexHandler(connection.newStreams()))
        .addLast(connection);
  }

  private ChannelInitializer<Channel> newStreams() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel stream) {
        stream
            .pipeline()
            .addLast(ResponseFrames.INSTANCE)
            .addLast(new RequestStream(MultiplexConnection.this, stream));
      }
    };
  }

  ServerShare server() {
    return server;
  }

  LoopConnections neighbours() {
    return neighbours;
  }

  GuardedCodec codec() {
    return codec;
  }

  WaitingAnswers waiting() {
    return waiting;
  }

  /** Returns how many streams there were. */
  int opened() {
    return opened;
  }

  Awaited awaited() {
    if (codec.cutter().isInHead()) {
      return Awaited.HEAD;
    }
    return streams.isEmpty() ? Awaited.REQUEST : Awaited.NOTHING;
  }

  void lookAtStreams(long nanos) {
    for (int i = streams.size() - 1; i >= 0; i--) { // A look may end its stream.
      if (i < streams.size()) {
        streams.get(i).look(nanos);
      }
    }
    update();
  }

  void opened(RequestStream stream) {
    stream.index = streams.size();
    streams.add(stream);
    opened++;
    eager++;
    update();
  }

  /** A stream may be silent from now on. */
  void becomesLazy() {
    eager--;
    update();
  }

  void closed(RequestStream stream) {
    if (stream.index < 0) {
      return;
    }
    var last = streams.removeLast();
    if (last != stream) {
      streams.set(stream.index, last);
      last.index = stream.index;
    }
    stream.index = -1;
    eager -= stream.isLazy() ? 0 : 1;
    update();
    if (streams.isEmpty() && told) {
      farewell.streamsAreOver();
    }
  }

  private void update() {
    boolean none = streams.isEmpty();
    watch.update(none, none || eager > 0 || codec.cutter().isInHead());
  }

  boolean isStopping() {
    return told || serverStopping.getAsBoolean();
  }

  boolean isTold() {
    return told;
  }

  /** Closes a connection that has waited for its client for too long. */
  void leave() {
    channel.close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    update();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof Http2PingFrame ping && ping.ack()) {
      farewell.answered(ping.content());
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (codec.cutter().isInHead()) {
      update();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ServerEvent.STOPPING) {
      stop();
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      channel.close(); // No window will open again, and nothing tells whether an answer is read.
    }
    context.fireUserEventTriggered(event);
  }

  private void stop() {
    if (told) {
      return;
    }
    told = true;
    farewell.begin();
    List.copyOf(streams).forEach(RequestStream::serverStopping);
    if (streams.isEmpty()) {
      farewell.streamsAreOver();
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    farewell.writeLast();
    context.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    watch.stop();
    List.copyOf(streams).forEach(RequestStream::gone);
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
      channel.close(); // First: the log needs memory, and the server may have run out of it.
      ErrorResponses.logClosing(channel, cause);
    }
  }
}
