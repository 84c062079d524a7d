package httpd.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class InheritedOptionsTest {

  private static final List<ChannelOption<?>> ALL =
      List.of(
          ChannelOption.TCP_NODELAY,
          ChannelOption.SO_KEEPALIVE,
          EpollChannelOption.TCP_KEEPIDLE,
          EpollChannelOption.TCP_KEEPINTVL,
          EpollChannelOption.TCP_KEEPCNT,
          EpollChannelOption.TCP_NOTSENT_LOWAT);

  @SuppressWarnings("unchecked")
  private static ChannelOption<Object> of(ChannelOption<?> option) {
    return (ChannelOption<Object>) option;
  }

  @Test
  @DisplayName("M-102 connections inherit the options of the socket that accepts them")
  void inherited() throws Exception {
    var loops = new EventLoops(1, Thread::new, Transport.EPOLL.ioHandlers());
    var options = new LinkedBlockingQueue<List<Object>>();
    var loopback = InetAddress.getLoopbackAddress();
    try {
      var bootstrap =
          new ServerBootstrap()
              .group(loops)
              .channelFactory(() -> Transport.EPOLL.newServerChannel(loopback))
              .childHandler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                      options.add(
                          ALL.stream()
                              .<Object>map(option -> accepted.config().getOption(option))
                              .toList());
                    }
                  });
      Transport.EPOLL
          .listenerOptions()
          .forEach((option, value) -> bootstrap.option(of(option), value));
      var listener = bootstrap.bind(new InetSocketAddress(loopback, 0)).sync().channel();
      var port = ((InetSocketAddress) listener.localAddress()).getPort();
      try (var client = new Socket(loopback, port)) {
        assertEquals(port, client.getPort());
        assertEquals(List.of(true, true, 60, 15, 4, 256L * 1024), options.take());
      }
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }
}
