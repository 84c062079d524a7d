package httpd.server;

import httpd.net.ListenException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a server listens on: its own places, and a port that redirects to TLS if there is one.
 */
final class ServerListeners {

  private final Listeners main;
  private final @Nullable Listeners redirecting;

  private ServerListeners(Listeners main, @Nullable Listeners redirecting) {
    this.main = main;
    this.redirecting = redirecting;
  }

  static ServerListeners open(
      ServerConfig config, EventLoopGroup loops, HttpPipeline pipeline, ListenPlaces places)
      throws IOException {
    var main = Listeners.open(sockets(config, loops, pipeline), places, config.port());
    if (config.tls() == null || config.httpPort() < 0) {
      return new ServerListeners(main, null);
    }
    var redirects = pipeline.plain(new HttpsRedirect(() -> main.address().getPort()));
    try {
      var plain =
          Listeners.open(sockets(config, loops, redirects), places.ofPort(), config.httpPort());
      return new ServerListeners(main, plain);
    } catch (ListenException refused) {
      main.close().forEach(ChannelFuture::awaitUninterruptibly);
      throw refused;
    }
  }

  private static ListenSockets sockets(
      ServerConfig config, EventLoopGroup loops, HttpPipeline pipeline) {
    boolean acceptsAtOnce = config.whenBound().equals(ServerConfig.NO_TASK);
    return new ListenSockets(
        config.transport(), loops, pipeline, acceptsAtOnce, pipeline::makeRoom);
  }

  InetSocketAddress address() {
    return main.address();
  }

  List<InetSocketAddress> tcp() {
    return main.tcp();
  }

  List<ListenAddress> all() {
    return main.all();
  }

  List<InetSocketAddress> redirecting() {
    return redirecting == null ? List.of() : redirecting.tcp();
  }

  /** Does a task, and then begins to accept connections, which have waited so far. */
  void acceptAfter(ServerConfig.BoundTask task) throws IOException {
    if (task.equals(ServerConfig.NO_TASK)) {
      return; // They are accepted already.
    }
    try {
      task.run();
    } catch (IOException | RuntimeException e) {
      close().forEach(ChannelFuture::awaitUninterruptibly);
      throw e;
    }
    main.accept();
    if (redirecting != null) {
      redirecting.accept();
    }
  }

  List<ChannelFuture> close() {
    var closing = new ArrayList<>(main.close());
    if (redirecting != null) {
      closing.addAll(redirecting.close());
    }
    return closing;
  }
}
