package httpd.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Response;
import httpd.coding.CodingRules;
import httpd.server.answer.EventStreamPolicy;
import httpd.server.answer.ServerShare;
import httpd.testing.RawClient;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LateConnectionTest {

  @Test
  @DisplayName("S-271 a connection that is accepted while the server stops is told of the stop")
  void whileStopping() throws Exception {
    var config = ServerConfig.defaults();
    var gate = SiteGate.of(config.sites(), true, request -> Response.text("served"));
    var group = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    var loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      var listener =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new HttpPipeline(
                      new ServerShare(
                          gate,
                          config.limits(),
                          LoggedExchange.begin(AccessLog.OFF),
                          new EventStreamPolicy(Duration.ZERO, Duration.ZERO),
                          new CodingRules(true)),
                      ServerConfig.NO_PROXY_HEADERS,
                      null,
                      group,
                      () -> true))
              .bind(InetAddress.getLoopbackAddress(), 0)
              .sync()
              .channel();
      try (var client = new RawClient((InetSocketAddress) listener.localAddress())) {
        assertEquals("FIN", client.readEnd());
      }
      listener.close().sync();
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }
}
