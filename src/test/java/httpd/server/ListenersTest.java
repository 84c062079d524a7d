package httpd.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.net.Transport;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which addresses are listened on. */
class ListenersTest {

  private static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress IPV6 = InetAddress.ofLiteral("::1");
  private static final InetAddress NOT_OURS = InetAddress.ofLiteral("203.0.113.77");

  /** What is done while it listens. */
  private interface Visit {
    void at(int port) throws Exception;
  }

  @Sharable
  private static final class Closing extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.close();
    }
  }

  private static void listening(Transport transport, Visit visit, InetAddress... on)
      throws Exception {
    var loops = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
    try {
      var sockets = new ListenSockets(transport, loops, new Closing(), true, () -> {});
      var place = new ListenPlaces.Tcp("a name", List.of(on), ListenAddress.SHARED_PORT);
      var places = new ListenPlaces(List.of(place), List.of(), List.of());
      var listeners = Listeners.open(sockets, places, 0);
      visit.at(listeners.address().getPort());
      listeners.close().forEach(ChannelFuture::awaitUninterruptibly);
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static void connect(InetAddress address, int port) throws Exception {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 10_000);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-260 0.0.0.0 is every IPv4 address, and no IPv6 address is listened on")
  void everyIpv4Address(Transport transport) throws Exception {
    listening(
        transport,
        port -> {
          connect(IPV4, port);
          assertThrows(ConnectException.class, () -> connect(IPV6, port));
        },
        InetAddress.ofLiteral("0.0.0.0"));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-261 :: is every address of both families")
  void everyAddress(Transport transport) throws Exception {
    listening(
        transport,
        port -> {
          connect(IPV4, port);
          connect(IPV6, port);
        },
        InetAddress.ofLiteral("::"));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName(
      "S-262 all addresses of a name have the same port; S-263 one that is lacking is left out")
  void everyAddressOfAName(Transport transport) throws Exception {
    listening(
        transport,
        port -> {
          connect(IPV4, port);
          connect(IPV6, port);
        },
        NOT_OURS,
        IPV4,
        IPV6);
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("S-263 a name with no address of this machine, or one in use, is an error")
  void noAddress(Transport transport) throws Exception {
    assertThrows(BindException.class, () -> listening(transport, port -> {}, NOT_OURS));
    var twice =
        assertThrows(BindException.class, () -> listening(transport, port -> {}, IPV4, IPV4));
    assertTrue(String.valueOf(twice.getMessage()).contains("in use"), twice.getMessage());
  }

  @Test
  @DisplayName("S-264 only if each address is loopback, the server is on loopback")
  void loopback() {
    assertTrue(ListenPlaces.areLoopback(List.of(IPV4, IPV6)));
    assertFalse(ListenPlaces.areLoopback(List.of(IPV4, NOT_OURS)));
  }
}
