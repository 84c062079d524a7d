package httpd.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.testing.Eventually;
import httpd.testing.ScriptedUpstream;
import httpd.testing.Take;
import httpd.upstream.request.UpstreamAddress;
import httpd.upstream.request.UpstreamException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Connecting, closing, and the threads in between. */
class UpstreamClientTest {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final UpstreamClient client = new UpstreamClient();

  @AfterEach
  void close() {
    client.close();
  }

  private LineSource get(URI address) {
    return client.open("GET", address, Headers.EMPTY, null);
  }

  private static String failure(LineSource source) throws Exception {
    var failed = assertInstanceOf(Poll.Failed.class, Take.next(source));
    return assertInstanceOf(UpstreamException.class, failed.cause()).getMessage();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("httpd-upstream-"))
        .count();
  }

  @Test
  @DisplayName("U-6 nothing happens before the first poll")
  void nothingHappensBeforeTheFirstPoll() throws Exception {
    long before = threads();
    try (var upstream = new ScriptedUpstream();
        var source = get(upstream.uri("/"))) {
      assertEquals(before, threads());
      assertEquals(0, upstream.connections());
      source.close();
      assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      assertEquals(before, threads());
    }
  }

  @Test
  @DisplayName("U-7 a refused connection is a failure")
  void aRefusedConnectionIsAFailure() throws Exception {
    int port;
    try (var gone = new ServerSocket(0, 1, LOOPBACK)) {
      port = gone.getLocalPort();
    }
    var url = "http://127.0.0.1:" + port + "/a";
    try (var source = get(URI.create(url))) {
      var message = failure(source);
      assertTrue(
          message.startsWith("GET " + url + ": cannot connect: Connection refused"), message);
    }
  }

  @Test
  @DisplayName("U-7 an unknown host is a failure")
  void anUnknownHostIsAFailure() throws Exception {
    try (var source = get(URI.create("http://nobody.invalid:9000/a"))) {
      var message = failure(source);
      assertTrue(message.startsWith("GET http://nobody.invalid:9000/a: unknown host: "), message);
    }
  }

  @Test
  @DisplayName("U-7 a connection that is not accepted times out")
  void aConnectionThatIsNotAcceptedTimesOut() throws Exception {
    try (var full = new FullBacklog();
        var hasty =
            new UpstreamClient(
                "httpd-upstream-hasty",
                new UpstreamLimits(
                    Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO));
        var source = hasty.open("GET", full.uri(), Headers.EMPTY, null)) {
      var message = failure(source);
      assertTrue(message.contains("no connection within 50 ms"), message);
    }
  }

  @Test
  @DisplayName("U-29 no head in time is a failure, and 60 seconds are the usual time")
  void noHeadInTime() throws Exception {
    assertEquals(Duration.ofSeconds(60), UpstreamLimits.DEFAULT.head());
    var brief = UpstreamLimits.DEFAULT.withHead(Duration.ofMillis(50));
    try (var upstream = new ScriptedUpstream();
        var hasty = new UpstreamClient("httpd-upstream-hasty", brief);
        var source = hasty.open("GET", upstream.uri("/a"), Headers.EMPTY, null)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      var connection = upstream.next();
      connection.send("HTTP/1.1 200 OK\r\nServer: x\r\n");
      var message = failure(source);
      assertTrue(message.contains("no response within 50 ms"), message);
      Eventually.holds("connection closed", connection::clientHasGone);
    }
  }

  @Test
  @DisplayName("U-8 a name is resolved, and each of its addresses is tried")
  void aNameIsLookedUpAndEachOfItsAddressesTried() throws Exception {
    for (var address : InetAddress.getAllByName("localhost")) {
      try (var upstream = new ScriptedUpstream(address);
          var source = get(URI.create("http://localhost:" + upstream.port() + "/"))) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        var connection = upstream.next();
        assertTrue(connection.head().contains("Host: localhost:" + upstream.port() + "\r\n"));
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na\n");
        assertEquals(List.of("a"), Take.all(source));
      }
    }
  }

  @Test
  @DisplayName("U-9 a close while connecting leaves nothing open")
  void closeWhileConnectingLeavesNothing() throws Exception {
    try (var full = new FullBacklog()) {
      var source = get(full.uri());
      var woken = new Semaphore(0);
      assertSame(Poll.PENDING, source.poll(woken::release));
      source.close();
      assertTrue(woken.tryAcquire(10, TimeUnit.SECONDS));
      var failed = assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      assertInstanceOf(SourceClosedException.class, failed.cause());
    }
  }

  @Test
  @DisplayName("U-9 a close while reading is paused closes the connection")
  void closeWhileReadingIsHeldBackClosesTheConnection() throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      var source = get(upstream.uri("/"));
      assertSame(Poll.PENDING, source.poll(() -> {}));
      var connection = upstream.next();
      connection.send("HTTP/1.1 200 OK\r\n\r\n" + "line\n".repeat(50_000));
      assertEquals("line", Take.line(source));
      source.close();
      source.close();
      Eventually.holds("connection closed", connection::clientHasGone);
    }
  }

  @Test
  @DisplayName("U-40 closing the client fails its open sources, and none looks complete")
  void closingTheClientFailsWhatIsOpenAndNothingLooksFinished() throws Exception {
    var heads =
        List.of(
            "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r\n", ScriptedUpstream.CHUNKED_HEAD);
    for (var head : heads) {
      try (var upstream = new ScriptedUpstream();
          var own = new UpstreamClient();
          var source = own.open("GET", upstream.uri("/"), Headers.EMPTY, null)) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        var connection = upstream.next();
        connection.send(head);
        own.close();
        var message = failure(source);
        assertTrue(message.endsWith("the upstream client was closed"), message);
        Eventually.holds("connection closed", connection::clientHasGone);
      }
    }
  }

  @Test
  @DisplayName("U-40 a closed client opens no connection")
  void aClosedClientOpensNothing() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var source = get(upstream.uri("/"))) {
      client.close();
      client.close();
      var message = failure(source);
      assertTrue(message.endsWith("the upstream client was closed"), message);
      assertEquals(0, upstream.connections());
    }
  }

  @Test
  @DisplayName("U-40 sources opened during the close fail and leave nothing open")
  void sourcesOpenedDuringTheCloseFailAndLeaveNothing() throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      for (int round = 0; round < 20; round++) {
        var own = new UpstreamClient();
        var sources = new ArrayList<LineSource>();
        for (int i = 0; i < 10; i++) {
          var source = own.open("GET", upstream.uri("/"), Headers.EMPTY, null);
          source.poll(() -> {});
          sources.add(source);
        }
        own.close();
        for (var source : sources) {
          assertTrue(failure(source).startsWith("GET "));
          source.close();
        }
      }
    }
  }

  /** A loop of Netty that hears of its shutdown in a task may end without closing anything. */
  @Test
  @DisplayName("U-40 idle connections are closed while their event loop is busy")
  void connectionsThatWaitAreClosedWhateverTheirLoopIsAt() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var own = new UpstreamClient()) {
      var waiting = List.of(whole(own, upstream), whole(own, upstream));
      var body = new BodyThatIsSlowToClose();
      var address = UpstreamAddress.of(upstream.uri("/"));
      var call = own.pass("POST", address, Headers.EMPTY, body, -1, UpstreamLimits.DEFAULT, null);
      upstream.next();
      call.close();
      assertTrue(body.closing.tryAcquire(10, TimeUnit.SECONDS));
      own.close();
      body.mayClose.release();
      for (var connection : waiting) {
        Eventually.holds("connection closed", connection::clientHasGone);
      }
    }
  }

  /** The connection of a request that was answered whole, and so waits for another. */
  private static ScriptedUpstream.Connection whole(UpstreamClient client, ScriptedUpstream upstream)
      throws Exception {
    try (var source = client.open("GET", upstream.uri("/"), Headers.EMPTY, null)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      var connection = upstream.next();
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na\n");
      assertEquals(List.of("a"), Take.all(source));
      return connection;
    }
  }

  /** Has nothing, and holds up whoever closes it: the event loop, in a task. */
  private static final class BodyThatIsSlowToClose implements LineSource {
    final Semaphore closing = new Semaphore(0);
    final Semaphore mayClose = new Semaphore(0);

    @Override
    public Poll poll(Runnable wake) {
      return Poll.PENDING;
    }

    @Override
    public void close() {
      closing.release();
      mayClose.acquireUninterruptibly();
    }
  }

  @Test
  @DisplayName("U-41 the shared client survives a close")
  void theSharedClientSurvivesAClose() throws Exception {
    UpstreamClient.shared().close();
    try (var upstream = new ScriptedUpstream();
        var source = UpstreamClient.shared().open("GET", upstream.uri("/"), Headers.EMPTY, null)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      upstream.next().send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na\n");
      assertEquals(List.of("a"), Take.all(source));
    }
  }

  /** A listener that accepts nobody and has no room left for one more to wait. */
  private static final class FullBacklog implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
    private final List<Socket> waiting = new ArrayList<>();

    FullBacklog() throws Exception {
      for (int i = 0; i < 2; i++) { // Linux lets one more wait than it is told.
        waiting.add(new Socket(LOOPBACK, server.getLocalPort()));
      }
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    @Override
    public void close() throws Exception {
      for (var socket : waiting) {
        socket.close();
      }
      server.close();
    }
  }
}
