package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.net.ListenException;
import httpd.net.Transport;
import httpd.server.ListenAddress;
import httpd.server.Server;
import httpd.testing.RawClient;
import httpd.testing.UnixClient;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that listen before the server starts, as a service manager passes them. */
class InheritedSocketTest extends WireTest {

  @TempDir Path directory;

  @BeforeAll
  static void natives() {
    Epoll.ensureAvailability();
  }

  private static ListenException refused(int descriptor) {
    var config = config().withListen(List.of(new ListenAddress.Inherited(descriptor)));
    return assertThrows(ListenException.class, () -> Server.start(config, _ -> Response.text("")));
  }

  @Test
  @DisplayName("N-50, N-52 passed sockets of TCP and unix are served; a file stays at the stop")
  void served() throws Exception {
    var path = directory.resolve("s");
    var unix = Socket.newSocketDomain();
    unix.bind(new DomainSocketAddress(path.toFile()));
    unix.listen(10);
    var tcp = Socket.newSocketStream();
    tcp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    tcp.listen(10);
    int port = tcp.localAddress().getPort();
    try (var early = new UnixClient(path)) { // It waits in the queue of the socket.
      early.get("/");
      var listen =
          List.<ListenAddress>of(
              new ListenAddress.Inherited(tcp.intValue()),
              new ListenAddress.Inherited(unix.intValue()));
      var server = serve(config().withListen(listen), _ -> Response.text("served"));
      early.readUntil("served");
      assertEquals(port, server.address().getPort());
      assertEquals("unix:" + path, server.places().getLast().toString());
      try (var client = new RawClient(server.address())) {
        client.send("GET / HTTP/1.1\nHost: localhost\n\n").readUntil("served");
      }
      server.close();
      assertTrue(Files.exists(path));
    }
  }

  @Test
  @DisplayName("N-50.2 a passed socket may have an abstract name, which begins with @")
  void abstractName() throws Exception {
    var name = "httpd-" + ProcessHandle.current().pid();
    var unix = Socket.newSocketDomain();
    unix.bind(new DomainSocketAddress("\0" + name));
    unix.listen(10);
    var listen = List.<ListenAddress>of(new ListenAddress.Inherited(unix.intValue()));
    try (var server = serve(config().withListen(listen), _ -> Response.text("served"))) {
      assertEquals("unix:@" + name, server.places().getFirst().toString());
    }
  }

  @Test
  @DisplayName("N-53 a descriptor that is no stream socket which listens is an error")
  void otherDescriptors() throws Exception {
    var closed = refused(4000);
    assertEquals(ListenException.Reason.NOT_LISTENING, closed.reason());
    assertEquals("descriptor 4000", closed.place());
    var datagrams = Socket.newSocketDomainDgram();
    var idle = Socket.newSocketStream();
    try {
      assertEquals("it is a socket of another kind", refused(datagrams.intValue()).getMessage());
      assertEquals("it is a socket of another kind", refused(idle.intValue()).getMessage());
      assertEquals("it is not a socket", refused(0).getMessage());
    } finally {
      datagrams.close();
      idle.close();
    }
  }

  @Test
  @DisplayName("N-53 without epoll no socket is taken over")
  void withoutEpoll() {
    var config =
        config().withTransport(Transport.NIO).withListen(List.of(new ListenAddress.Inherited(3)));
    var refused =
        assertThrows(ListenException.class, () -> Server.start(config, _ -> Response.text("")));
    assertTrue(refused.getMessage().startsWith("sockets are taken over by epoll alone"));
  }
}
