package httpd.server;

import httpd.net.ListenException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a server listens on: its own port, and one that redirects to TLS if there is one. */
final class ServerListeners {

  private static final int BACKLOG = 4096;

  private final Listeners main;
  private final @Nullable Listeners redirecting;

  private ServerListeners(Listeners main, @Nullable Listeners redirecting) {
    this.main = main;
    this.redirecting = redirecting;
  }

  static ServerListeners open(
      ServerConfig config, EventLoopGroup loops, HttpPipeline pipeline, List<InetAddress> addresses)
      throws IOException {
    var bootstrap = bootstrap(config, loops).childHandler(pipeline);
    var main =
        Listeners.open(bootstrap, config.transport(), addresses, config.port(), pipeline::makeRoom);
    if (config.tls() == null || config.httpPort() < 0) {
      return new ServerListeners(main, null);
    }
    var redirects = pipeline.plain(new HttpsRedirect(() -> main.address().getPort()));
    try {
      var plain =
          Listeners.open(
              bootstrap.childHandler(redirects),
              config.transport(),
              addresses,
              config.httpPort(),
              pipeline::makeRoom);
      return new ServerListeners(main, plain);
    } catch (ListenException refused) {
      main.close().forEach(ChannelFuture::awaitUninterruptibly);
      throw refused.at(config.httpPort());
    }
  }

  private static ServerBootstrap bootstrap(ServerConfig config, EventLoopGroup loops) {
    var bootstrap =
        new ServerBootstrap()
            .group(loops)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            // Otherwise a client that half-closes after its request would lose the answer.
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    config
        .transport()
        .connectionOptions()
        .forEach((option, value) -> bootstrap.childOption(of(option), value));
    config
        .transport()
        .listenerOptions()
        .forEach((option, value) -> bootstrap.option(of(option), value));
    return bootstrap;
  }

  @SuppressWarnings("unchecked") // Option and value come from one table.
  private static ChannelOption<Object> of(ChannelOption<?> option) {
    return (ChannelOption<Object>) option;
  }

  InetSocketAddress address() {
    return main.address();
  }

  List<InetSocketAddress> addresses() {
    return main.addresses();
  }

  List<InetSocketAddress> redirecting() {
    return redirecting == null ? List.of() : redirecting.addresses();
  }

  List<ChannelFuture> close() {
    var closing = new ArrayList<>(main.close());
    if (redirecting != null) {
      closing.addAll(redirecting.close());
    }
    return closing;
  }
}
