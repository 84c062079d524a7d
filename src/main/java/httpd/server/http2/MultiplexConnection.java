package httpd.server.http2;

import httpd.limit.Bound;
import httpd.server.answer.ErrorResponses;
import httpd.server.answer.ServerEvent;
import httpd.server.answer.ServerShare;
import httpd.server.connection.LoopConnections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** One HTTP/2 connection: its streams, its stop and its close. On its event loop. */
final class MultiplexConnection extends ChannelDuplexHandler {

  final Channel channel;
  final ServerShare server;
  final LoopConnections neighbours;
  private final BooleanSupplier serverStopping;
  private final List<RequestStream> streams = new ArrayList<>(4);
  private boolean told;
  private boolean goAwaySent;

  private MultiplexConnection(
      Channel channel,
      ServerShare server,
      LoopConnections neighbours,
      BooleanSupplier serverStopping) {
    this.channel = channel;
    this.server = server;
    this.neighbours = neighbours;
    this.serverStopping = serverStopping;
  }

  static void serve(
      Channel channel,
      ServerShare server,
      LoopConnections neighbours,
      BooleanSupplier serverStopping) {
    var connection = new MultiplexConnection(channel, server, neighbours, serverStopping);
    channel
        .pipeline()
        .addLast(codec(server))
        .addLast(new Http2MultiplexHandler(connection.newStreams()))
        .addLast(connection);
  }

  private static Http2FrameCodec codec(ServerShare server) {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            new Http2Settings()
                .maxConcurrentStreams(250)
                .maxHeaderListSize(server.limits().of(Bound.HEAD).most()))
        .decoupleCloseAndGoAway(true)
        .build();
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

  void opened(RequestStream stream) {
    stream.index = streams.size();
    streams.add(stream);
  }

  void closed(RequestStream stream) {
    if (stream.index >= 0) {
      var last = streams.removeLast();
      if (last != stream) {
        streams.set(stream.index, last);
        last.index = stream.index;
      }
      stream.index = -1;
    }
    if (told && streams.isEmpty()) {
      channel.close();
    }
  }

  boolean isStopping() {
    return told || serverStopping.getAsBoolean();
  }

  boolean isTold() {
    return told;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ServerEvent.STOPPING) {
      stop(context);
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      channel.close();
    }
    context.fireUserEventTriggered(event);
  }

  private void stop(ChannelHandlerContext context) {
    if (told) {
      return;
    }
    told = true;
    goAway(context);
    List.copyOf(streams).forEach(RequestStream::serverStopping);
    if (streams.isEmpty()) {
      channel.close();
    }
  }

  private void goAway(ChannelHandlerContext context) {
    if (!goAwaySent) {
      goAwaySent = true;
      context
          .writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR))
          .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    goAway(context);
    context.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    List.copyOf(streams).forEach(RequestStream::gone);
    context.fireChannelInactive();
  }

  /**
   * An error of the connection: the codec sends GOAWAY with its code, and closes (section 5.4.1).
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var violation = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
    if (violation != null) {
      goAwaySent = true;
      ViolationLog.ofConnection(channel, violation.error(), violation);
      return;
    }
    channel.close();
    ErrorResponses.logClosing(channel, cause);
  }
}
