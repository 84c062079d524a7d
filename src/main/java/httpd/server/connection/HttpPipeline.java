package httpd.server.connection;

import httpd.limit.Bound;
import httpd.server.answer.ServerEvent;
import httpd.server.answer.ServerShare;
import httpd.server.request.ClientText;
import httpd.server.request.MemoryShare;
import httpd.server.request.RequestDecoder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Sets up the channel of each connection: the encoder, then the {@link HttpConnection}, which puts
 * its decoder between the two. There is nothing else, since lines bypass the encoder.
 */
public final class HttpPipeline extends ChannelInitializer<Channel> {

  private final ServerShare server;
  private final ChannelGroup connections;
  private final BooleanSupplier stopping;
  private final Admission admission;
  private final Map<EventLoop, LoopConnections> loops = new ConcurrentHashMap<>();
  private final AtomicInteger lingering = new AtomicInteger();

  public HttpPipeline(ServerShare server, ChannelGroup connections, BooleanSupplier stopping) {
    this.server = server;
    this.connections = connections;
    this.stopping = stopping;
    this.admission = new Admission(server.limits());
  }

  @Override
  protected void initChannel(Channel channel) {
    var neighbours = neighbours(channel.eventLoop());
    if (admission.admit(channel, neighbours)) {
      serve(channel, neighbours);
    } else {
      channel.pipeline().addLast(new RefusedConnection(lingering));
    }
    connections.add(channel);
    if (stopping.getAsBoolean()) { // It was not yet known when the others were told.
      channel.eventLoop().execute(() -> tellStopping(channel));
    }
  }

  private void serve(Channel channel, LoopConnections neighbours) {
    var heads =
        new MemoryShare(
            server.limits().of(Bound.BODY_MEMORY), 1, () -> ClientText.answered(503, channel));
    Supplier<RequestDecoder> decoders = () -> new RequestDecoder(decoderConfig(), heads);
    channel
        .pipeline()
        .addLast(new ResponseEncoder())
        .addLast(new HttpConnection(channel, server, neighbours, heads, decoders, stopping));
  }

  public void makeRoom() {
    loops.values().forEach(LoopConnections::makeRoom);
  }

  /** Tells a connection that the server stops; again does nothing. On its event loop. */
  public static void tellStopping(Channel connection) {
    connection.pipeline().fireUserEventTriggered(ServerEvent.STOPPING);
  }

  private LoopConnections neighbours(EventLoop loop) {
    return loops.computeIfAbsent(loop, one -> new LoopConnections(one, server.limits()));
  }

  private HttpDecoderConfig decoderConfig() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(size(Bound.REQUEST_LINE))
        .setMaxHeaderSize(size(Bound.HEAD));
  }

  private int size(Bound bound) {
    long most = server.limits().of(bound).most();
    return most == 0 ? Integer.MAX_VALUE : (int) Math.min(most, Integer.MAX_VALUE);
  }
}
