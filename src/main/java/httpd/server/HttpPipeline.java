package httpd.server;

import httpd.server.answer.ServerEvent;
import httpd.server.answer.ServerShare;
import httpd.server.connection.Admission;
import httpd.server.connection.Http1Connections;
import httpd.server.connection.LoopConnections;
import httpd.server.http2.Http2Connections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Sets up the channel of each connection, stage after stage. A stage that needs bytes of the client
 * adds a handler, which removes itself and begins the next stage.
 *
 * <pre>
 *   accepted ──► admitted ──► served: HTTP/1.1 ── the preface of HTTP/2 ──► served: HTTP/2
 *                   └───────► refused
 * </pre>
 */
final class HttpPipeline extends ChannelInitializer<Channel> {

  private final ServerShare server;
  private final ChannelGroup connections;
  private final BooleanSupplier stopping;
  private final Admission admission;
  private final Http1Connections http1;
  private final Http2Connections http2;
  private final Map<EventLoop, LoopConnections> loops = new ConcurrentHashMap<>();

  HttpPipeline(ServerShare server, ChannelGroup connections, BooleanSupplier stopping) {
    this.server = server;
    this.connections = connections;
    this.stopping = stopping;
    this.admission = new Admission(server.limits());
    this.http2 = new Http2Connections(server, stopping);
    this.http1 = new Http1Connections(server, stopping, http2::serve);
  }

  @Override
  protected void initChannel(Channel channel) {
    admit(channel);
    connections.add(channel);
    if (stopping.getAsBoolean()) { // It was not yet known when the others were told.
      channel.eventLoop().execute(() -> tellStopping(channel));
    }
  }

  private void admit(Channel channel) {
    var neighbours = neighbours(channel.eventLoop());
    if (admission.admit(channel, neighbours)) {
      http1.serve(channel, neighbours);
    } else {
      http1.refuse(channel);
    }
  }

  void makeRoom() {
    loops.values().forEach(LoopConnections::makeRoom);
  }

  /** Tells a connection that the server stops; again does nothing. On its event loop. */
  static void tellStopping(Channel connection) {
    connection.pipeline().fireUserEventTriggered(ServerEvent.STOPPING);
  }

  private LoopConnections neighbours(EventLoop loop) {
    return loops.computeIfAbsent(loop, one -> new LoopConnections(one, server.limits()));
  }
}
