package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.Handler;
import httpd.Response;
import httpd.http.UnixPeer;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.net.ListenException;
import httpd.net.Transport;
import httpd.proxy.TrustedProxies;
import httpd.server.AccessEvent;
import httpd.server.ListenAddress;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.server.log.LogFormat;
import httpd.testing.RawClient;
import httpd.testing.UnixClient;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers on unix-domain sockets, and the files of these. */
class UnixSocketTest extends WireTest {

  @TempDir Path directory;

  private Path path() {
    return directory.resolve("s");
  }

  private ServerConfig on(Transport transport) {
    return config().withTransport(transport).withListen(List.of(unix(path(), 0600)));
  }

  private static ListenAddress unix(Path path, int mode) {
    return new ListenAddress.Unix(path, mode, null, null);
  }

  private ListenException refused() {
    var config = on(Transport.AUTO);
    return assertThrows(ListenException.class, () -> Server.start(config, _ -> Response.text("")));
  }

  // ---- what is served

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-10 requests are answered over the socket, one after the other, whatever the host")
  void answers(Transport transport) throws Exception {
    var server = serve(on(transport), request -> Response.text(request.path()));
    assertEquals(List.of(), server.addresses());
    assertEquals(List.of(unix(path(), 0600)), server.places());
    assertEquals(URI.create("http+unix:" + path() + ":/"), server.uri());
    assertThrows(IllegalStateException.class, server::address);
    try (var client = new UnixClient(path())) {
      assertTrue(client.get("/a").readUntil("/a").startsWith("HTTP/1.1 200 OK\n"));
      client.get("/b").readUntil("/b");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-11 its clients are 127.0.0.1 with port 0, and unix: in the log")
  void client(Transport transport) throws Exception {
    var events = new LinkedBlockingQueue<AccessEvent>();
    Handler handler =
        request -> Response.text(request.remoteAddress() + " " + request.client().localAddress());
    serve(on(transport).withAccessLog(events::add), handler);
    try (var client = new UnixClient(path())) {
      client.get("/").readUntil("localhost/127.0.0.1:0 localhost/127.0.0.1:0");
    }
    var event = events.poll(10, TimeUnit.SECONDS);
    assertTrue(LogFormat.COMBINED.line(event).startsWith("unix: - - ["));
    assertTrue(LogFormat.TEXT.line(event).contains(" unix: GET / 200 "));
    assertTrue(LogFormat.JSON.line(event).contains("\"client\":\"unix:\",\"port\":0"));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-12 a stream leaves line by line, and its source is closed when the client goes")
  void stream(Transport transport) throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    var events = new LinkedBlockingQueue<AccessEvent>();
    serve(on(transport).withAccessLog(events::add), _ -> Response.lines(taken(lines)));
    try (var client = new UnixClient(path())) {
      client.get("/").readUntil("\n\n");
      for (var line : List.of("one", "two")) {
        lines.add(line);
        client.readUntil(line + "\n");
      }
    }
    assertEquals(CloseReason.CLIENT_GONE, done(events));
  }

  private static Stream<String> taken(BlockingQueue<String> lines) {
    return Stream.generate(() -> {
      try {
        return lines.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    });
  }

  private static CloseReason done(BlockingQueue<AccessEvent> events) throws Exception {
    while (true) {
      var event = events.poll(10, TimeUnit.SECONDS);
      if (event == null || event.reason() != null) {
        return event == null ? null : event.reason();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-13 a body of unknown length is refused to HTTP/1.0; one of a known length is not")
  void http10(Transport transport) throws Exception {
    Handler handler =
        request ->
            request.path().equals("/text")
                ? Response.text("whole")
                : Response.lines(Stream.of("a", "b"));
    serve(on(transport), handler);
    for (var path : List.of("/lines", "/text")) {
      try (var client = new UnixClient(path())) {
        var answer = client.send("GET " + path + " HTTP/1.0\n\n").readAll();
        assertEquals(path.equals("/text") ? "200" : "505", answer.substring(9, 12), answer);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-12 a source that fails cuts the chunks")
  void cut(Transport transport) throws Exception {
    var lines =
        Stream.of("one", "two")
            .peek(line -> {
              if (line.equals("two")) {
                throw new IllegalStateException("the source failed");
              }
            });
    serve(on(transport), _ -> Response.lines(lines));
    try (var client = new UnixClient(path())) {
      var answer = client.get("/").readAll();
      assertTrue(answer.contains("one\n"), answer);
      assertFalse(answer.endsWith("0\n\n"), answer);
    }
    log.records().clear();
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-14 its connections do not count for the limit of an address")
  void noLimitPerAddress(Transport transport) throws Exception {
    var limits = Limits.standard().with(Bound.CONNECTIONS_PER_ADDRESS, 1);
    var listen = List.of(new ListenAddress.Tcp("127.0.0.1", 0), unix(path(), 0600));
    serve(
        config().withTransport(transport).withListen(listen).withLimits(limits),
        _ -> Response.text("x"));
    try (var one = new UnixClient(path());
        var other = new UnixClient(path())) {
      one.get("/").readUntil("x");
      other.get("/").readUntil("x");
      assertTrue(connect().get("/").readHead().startsWith("HTTP/1.1 200 "));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-15 a client that reads slowly, but fast enough, gets all of its answer")
  void slowReader(Transport transport) throws Exception {
    var limits = Limits.standard().with(Bound.ANSWER_RATE, 100_000).with(Bound.RATE_TIME, 300);
    int length = 4_000_000;
    serve(on(transport).withLimits(limits), _ -> Response.text("x".repeat(length)));
    try (var client = new UnixClient(path())) {
      client.get("/").readUntil("\n\n");
      long got = 0;
      long begun = System.nanoTime();
      while (got < 500_000) {
        int some = client.skip(20_000);
        assertTrue(some > 0, "cut after " + got);
        got += some;
        var pace = begun + got * 3_300; // 300,000 bytes a second, in small steps.
        while (System.nanoTime() < pace) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  @DisplayName("N-16, N-47 unix stands for the clients of such sockets, 127.0.0.1 does not")
  void trusted() {
    var unix = UnixPeer.ADDRESS.getAddress();
    var loopback = InetAddress.ofLiteral("127.0.0.1");
    assertTrue(TrustedProxies.of("10.0.0.0/8,unix").contain(unix));
    assertFalse(TrustedProxies.of("10.0.0.0/8,unix").contain(loopback));
    assertFalse(TrustedProxies.of("127.0.0.1").contain(unix));
  }

  // ---- the file

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-20, N-20.1 the file has the mode that was asked for, and is removed at the stop")
  void mode(Transport transport) throws Exception {
    for (int mode : List.of(0600, 0660, 0666)) {
      var config = on(transport).withListen(List.of(unix(path(), mode)));
      try (var _ = Server.start(config, _ -> Response.text("x"))) {
        int found = (int) Files.getAttribute(path(), "unix:mode") & 0777;
        assertEquals(Integer.toOctalString(mode), Integer.toOctalString(found));
      }
      assertFalse(Files.exists(path(), LinkOption.NOFOLLOW_LINKS));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-21 a file that has taken its place is not removed")
  void replaced(Transport transport) throws Exception {
    var server = Server.start(on(transport), _ -> Response.text("x"));
    Files.delete(path());
    Files.writeString(path(), "another");
    server.close();
    assertEquals("another", Files.readString(path()));
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-22 a socket that a killed server has left is replaced")
  void stale(Transport transport) throws Exception {
    try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(path()));
    }
    assertTrue(Files.exists(path()));
    serve(on(transport), _ -> Response.text("fresh"));
    try (var client = new UnixClient(path())) {
      client.get("/").readUntil("fresh");
    }
    try (var files = Files.list(directory)) {
      assertEquals(List.of(path()), files.toList());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-22 a socket on which a server listens is in use, and goes on being served")
  void live(Transport transport) throws Exception {
    serve(on(transport), _ -> Response.text("first"));
    var refused = refused();
    assertEquals(ListenException.Reason.IN_USE, refused.reason());
    assertEquals("unix:" + path(), refused.place());
    try (var client = new UnixClient(path())) {
      client.get("/").readUntil("first");
    }
  }

  @Test
  @DisplayName("N-22 a socket whose queue of connections is full is in use")
  void busy() throws Exception {
    try (var busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      busy.bind(UnixDomainSocketAddress.of(path()), 1);
      var clients = new ArrayList<UnixClient>();
      try {
        clients.add(new UnixClient(path()));
        clients.add(new UnixClient(path()));
        assertEquals(ListenException.Reason.IN_USE, refused().reason());
      } finally {
        for (var client : clients) {
          client.close();
        }
      }
    }
  }

  @Test
  @DisplayName("N-23 a directory, a file or a link at the path is an error, and stays")
  void otherFiles() throws Exception {
    Files.createDirectory(path());
    assertEquals("there is a directory", refused().getMessage());
    Files.delete(path());
    Files.writeString(path(), "mine");
    assertEquals("there is a file that is not a socket", refused().getMessage());
    assertEquals("mine", Files.readString(path()));
    Files.move(path(), directory.resolve("other"));
    Files.createSymbolicLink(path(), directory.resolve("other"));
    assertEquals(ListenException.Reason.NOT_A_SOCKET, refused().reason());
    assertTrue(Files.isSymbolicLink(path()));
  }

  @Test
  @DisplayName("N-24 a path that is too long, or has no directory, is an error")
  void unusablePaths() {
    var longest = directory.resolve("x".repeat(106 - directory.toString().length()));
    for (var unusable : List.of(longest, directory.resolve("no/s"))) {
      var config = config().withListen(List.of(unix(unusable, 0600)));
      var refused =
          assertThrows(ListenException.class, () -> Server.start(config, _ -> Response.text("")));
      var expected =
          unusable.equals(longest)
              ? ListenException.Reason.TOO_LONG
              : ListenException.Reason.NO_DIRECTORY;
      assertEquals(expected, refused.reason(), refused.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-22, N-24 a socket that is left is replaced if its path is the longest, too")
  void longestPath(Transport transport) throws Exception {
    var longest = directory.resolve("x".repeat(105 - directory.toString().length()));
    try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(longest));
    }
    var config = config().withTransport(transport).withListen(List.of(unix(longest, 0600)));
    serve(config, _ -> Response.text("again"));
    try (var client = new UnixClient(longest)) {
      client.get("/").readUntil("again");
    }
  }

  @Test
  @DisplayName("N-23, N-23.1, N-24 a pipe above the path is no directory, / is one")
  void pipes() throws Exception {
    var pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    for (var unusable : List.of(pipe.resolve("s"), pipe, Path.of("/"))) {
      var config = config().withListen(List.of(unix(unusable, 0600)));
      var refused =
          assertThrows(ListenException.class, () -> Server.start(config, _ -> Response.text("")));
      var expected =
          unusable.startsWith(pipe) && !unusable.equals(pipe)
              ? ListenException.Reason.NO_DIRECTORY
              : ListenException.Reason.NOT_A_SOCKET;
      assertEquals(expected, refused.reason(), refused.getMessage());
    }
  }

  @Test
  @DisplayName("N-25 of several servers that start at once on a stale socket, one gets it")
  void race() throws Exception {
    for (int round = 0; round < 10; round++) {
      try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        left.bind(UnixDomainSocketAddress.of(path()));
      }
      var started = new ArrayList<Server>();
      try (var starts = Executors.newFixedThreadPool(3)) {
        Callable<Server> start = () -> Server.start(on(Transport.AUTO), _ -> Response.text("won"));
        for (var each : starts.invokeAll(List.of(start, start, start))) {
          try {
            started.add(each.get());
          } catch (ExecutionException lost) {
            assertTrue(lost.getCause() instanceof IOException, lost.toString());
          }
        }
        assertEquals(1, started.size());
        try (var client = new UnixClient(path())) {
          client.get("/").readUntil("won");
        }
      } finally {
        started.forEach(Server::close);
      }
    }
  }

  // ---- several places

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-1, N-2 every place is listened on; those without a port of their own share one")
  void several(Transport transport) throws Exception {
    var listen =
        List.of(
            new ListenAddress.Tcp("127.0.0.1", ListenAddress.SHARED_PORT),
            new ListenAddress.Tcp("127.0.0.2", ListenAddress.SHARED_PORT),
            new ListenAddress.Tcp("127.0.0.1", 0),
            unix(path(), 0600));
    var server =
        serve(config().withTransport(transport).withListen(listen), _ -> Response.text("x"));
    var addresses = server.addresses();
    assertEquals(3, addresses.size());
    assertEquals(addresses.get(0).getPort(), addresses.get(1).getPort());
    for (var address : addresses) {
      try (var client = new RawClient(address)) {
        client.send("GET / HTTP/1.1\nHost: localhost\n\n").readUntil("x");
      }
    }
    try (var client = new UnixClient(path())) {
      client.get("/").readUntil("x");
    }
  }

  @Test
  @DisplayName("N-4 if one place cannot be listened on, none is")
  void oneInUse() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var listen =
          List.of(unix(path(), 0600), new ListenAddress.Tcp("127.0.0.1", taken.getLocalPort()));
      var config = config().withListen(listen);
      assertThrows(BindException.class, () -> Server.start(config, _ -> Response.text("")));
      assertFalse(Files.exists(path()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("N-5 no connection is accepted before the task of the start is done")
  void whenBound(Transport transport) throws Exception {
    var early = new LinkedBlockingQueue<UnixClient>();
    var config = on(transport).withWhenBound(() -> early.add(new UnixClient(path()).get("/")));
    serve(config, _ -> Response.text("after"));
    try (var client = early.take()) {
      client.readUntil("after");
    }
    var failing =
        config()
            .withTransport(transport)
            .withListen(List.of(unix(directory.resolve("t"), 0600)))
            .withWhenBound(() -> {
              throw new IOException("no");
            });
    var failed =
        assertThrows(IOException.class, () -> Server.start(failing, _ -> Response.text("")));
    assertEquals("no", failed.getMessage());
    assertFalse(Files.exists(directory.resolve("t")));
  }
}
