package httpd.server;

import httpd.net.ClientAddress;
import httpd.server.answer.Gate;
import httpd.server.answer.ServerEvent;
import httpd.server.answer.ServerShare;
import httpd.server.connection.Admission;
import httpd.server.connection.Http1Connections;
import httpd.server.connection.LoopConnections;
import httpd.server.http2.Http2Connections;
import httpd.server.proxied.ProxyHeaderReader;
import httpd.server.tls.SecuredConnection;
import httpd.server.tls.ServerTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sets up the channel of each connection, stage after stage. A stage that needs bytes of the client
 * adds a handler, which removes itself and begins the next stage.
 *
 * <pre>
 *   accepted ──► header of a proxy, ──► admitted ──► handshake, ──► served: HTTP/1.1 ──┐ its preface
 *                if it is one's            │         if of TLS          │ ALPN        ▼
 *                                          ▼             ▼              └─────► served: HTTP/2
 *                                       refused ◄────────┘
 * </pre>
 */
final class HttpPipeline extends ChannelInitializer<Channel> {

  private final ServerShare server;
  private final Predicate<InetAddress> proxyHeaders;
  private final @Nullable ServerTls tls;
  private final ChannelGroup connections;
  private final BooleanSupplier stopping;
  private final Admission admission;
  private final Http1Connections http1;
  private final Http2Connections http2;
  private final Map<EventLoop, LoopConnections> loops;

  HttpPipeline(
      ServerShare server,
      Predicate<InetAddress> proxyHeaders,
      @Nullable ServerTls tls,
      ChannelGroup connections,
      BooleanSupplier stopping) {
    this(
        server,
        proxyHeaders,
        tls,
        connections,
        stopping,
        new Admission(server.limits()),
        new ConcurrentHashMap<>());
  }

  private HttpPipeline(
      ServerShare server,
      Predicate<InetAddress> proxyHeaders,
      @Nullable ServerTls tls,
      ChannelGroup connections,
      BooleanSupplier stopping,
      Admission admission,
      Map<EventLoop, LoopConnections> loops) {
    this.server = server;
    this.proxyHeaders = proxyHeaders;
    this.tls = tls;
    this.connections = connections;
    this.stopping = stopping;
    this.admission = admission;
    this.http2 = new Http2Connections(server, stopping);
    this.http1 = new Http1Connections(server, stopping, http2::serve);
    this.loops = loops;
  }

  /** Returns one for plain connections with another handler, which count among these. */
  HttpPipeline plain(Gate other) {
    var share =
        new ServerShare(other, server.limits(), server.logs(), server.events(), server.codings());
    return new HttpPipeline(share, proxyHeaders, null, connections, stopping, admission, loops);
  }

  @Override
  protected void initChannel(Channel channel) {
    if (isProxied(channel)) {
      channel
          .pipeline()
          .addLast(ProxyHeaderReader.decoder())
          .addLast(new ProxyHeaderReader(server.limits(), this::admit));
    } else {
      admit(channel);
    }
    connections.add(channel);
    if (stopping.getAsBoolean()) { // It was not yet known when the others were told.
      channel.eventLoop().execute(() -> tellStopping(channel));
    }
  }

  @SuppressWarnings("ReferenceEquality") // There is one NO_PROXY_HEADERS.
  private boolean isProxied(Channel channel) {
    if (proxyHeaders.equals(ServerConfig.NO_PROXY_HEADERS)) {
      return false;
    }
    var peer = ClientAddress.ofSocket(channel);
    return peer != null && proxyHeaders.test(peer.getAddress());
  }

  private void admit(Channel channel) {
    var neighbours = neighbours(channel.eventLoop());
    if (!admission.admit(channel, neighbours)) {
      refuse(channel);
    } else if (tls == null) {
      http1.serve(channel, neighbours);
    } else {
      tls.accept(channel, server.limits(), new Secured(channel, neighbours));
    }
  }

  private void refuse(Channel channel) {
    if (tls == null) {
      http1.refuse(channel);
    } else {
      channel.close(); // An answer would take a handshake.
    }
  }

  /** A connection of TLS once its handshake is over. */
  private final class Secured implements SecuredConnection {

    private final Channel channel;
    private final LoopConnections neighbours;

    Secured(Channel channel, LoopConnections neighbours) {
      this.channel = channel;
      this.neighbours = neighbours;
    }

    @Override
    public void secured(String protocol) {
      if (protocol.equals("h2")) {
        http2.serve(channel, neighbours);
      } else {
        http1.serve(channel, neighbours);
      }
    }

    @Override
    public void plain() {
      http1.refusePlain(channel);
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
