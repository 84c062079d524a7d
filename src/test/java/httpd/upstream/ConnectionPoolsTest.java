package httpd.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.Headers;
import httpd.net.SocketType;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.ScriptedUpstream;
import httpd.testing.Take;
import httpd.upstream.connect.ConnectionPool;
import httpd.upstream.connect.ConnectionPools;
import httpd.upstream.request.UpstreamAddress;
import httpd.upstream.request.UpstreamException;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections on event loops that are not the client's (U-42). */
@ParameterizedClass
@EnumSource
class ConnectionPoolsTest {

  private static final String OK_1 = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na";
  private static final String OK_2 = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb";

  @Parameter SocketType type;

  private final UpstreamClient client = new UpstreamClient();
  private ScriptedUpstream upstream;
  private EventLoopGroup loops;
  private EventLoop near;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(type == SocketType.NIO || Epoll.isAvailable(), "this system has no epoll");
    loops = new MultiThreadIoEventLoopGroup(1, handlers());
    near = loops.next();
    upstream = new ScriptedUpstream();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    if (loops != null) {
      endLoops();
      upstream.close();
    }
  }

  private IoHandlerFactory handlers() {
    return type == SocketType.NIO ? NioIoHandler.newFactory() : EpollIoHandler.newFactory();
  }

  private void endLoops() {
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private UpstreamCall get(Executor wanted) {
    return ask("GET", wanted);
  }

  private UpstreamCall ask(String method, Executor wanted) {
    var address = UpstreamAddress.of(upstream.uri("/"));
    return client.pass(method, address, Headers.EMPTY, null, -1, UpstreamLimits.DEFAULT, wanted);
  }

  /** The thread that hears of the response. */
  private Thread answer(UpstreamCall call, ScriptedUpstream.Connection connection)
      throws Exception {
    var heard = new CompletableFuture<Thread>();
    call.whenAnswered(() -> heard.complete(Thread.currentThread()));
    connection.send(OK_1);
    assertEquals(List.of("a"), Take.all(call.body()));
    return heard.get(30, TimeUnit.SECONDS);
  }

  private Thread threadOf(EventLoop loop) throws Exception {
    return loop.submit(Thread::currentThread).get(30, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("U-42 a connection is made, and is idle, on the requested event loop")
  void aConnectionIsMadeAndWaitsOnTheLoopThatIsWanted() throws Exception {
    var call = get(near);
    var connection = upstream.next();
    assertSame(threadOf(near), answer(call, connection));
    var again = get(near);
    assertTrue(connection.readsRequest(), "the same connection is used again");
    assertSame(threadOf(near), answer(again, connection));
    assertEquals(1, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(strings = {OK_2, "H", "\r\n", "FIN", "RESET"})
  @DisplayName("U-53 a connection with unread bytes is not used again")
  void aConnectionIsNotUsedAgainIfThereIsAnythingInItsSocket(String unasked) throws Exception {
    var call = get(near);
    var connection = upstream.next();
    answer(call, connection);
    // While the loop is busy it reads nothing, and what comes stays in the socket.
    var again =
        near.submit(() -> {
          send(unasked, connection);
          return get(near);
        });
    var fresh = upstream.next();
    answer(again.get(30, TimeUnit.SECONDS), fresh);
    Eventually.holds("connection closed", connection::clientHasGone);
    var last = get(near);
    assertTrue(fresh.readsRequest(), "the other connection is used again");
    answer(last, fresh);
    assertEquals(2, upstream.connections());
  }

  @Test
  @DisplayName("U-53 the upstream's kernel does not delay bytes")
  void theUpstreamsSystemHoldsNothingBack() throws Exception {
    assumeTrue(type == SocketType.EPOLL, "only epoll can acknowledge at once");
    var call = get(near);
    var connection = upstream.next();
    connection.useNagle();
    answer(call, connection);
    for (int i = 0; i < 4; i++) { // A connection that is used again is acknowledged late.
      var again = get(near);
      assertTrue(connection.readsRequest());
      answer(again, connection);
    }
    connection.send(OK_2);
    var last = get(near);
    answer(last, upstream.next());
  }

  private static void send(String unasked, ScriptedUpstream.Connection connection)
      throws Exception {
    switch (unasked) {
      case "FIN" -> connection.finish();
      case "RESET" -> connection.reset();
      default -> connection.send(unasked);
    }
  }

  @Test
  @DisplayName("U-53 a Unix domain socket is checked too")
  void aUnixDomainSocketIsLookedAtToo(@TempDir Path folder) throws Exception {
    var socket = folder.resolve("up.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      var address = UpstreamAddress.of("http+unix:" + socket + ":/");
      var call = get(address);
      try (var first = server.accept()) {
        answer(call, first, OK_1);
        var again =
            near.submit(() -> {
              write(first, OK_2);
              return get(address);
            });
        try (var second = server.accept()) {
          answer(again.get(30, TimeUnit.SECONDS), second, OK_1);
        }
      }
    }
  }

  private UpstreamCall get(UpstreamAddress address) {
    return client.pass("GET", address, Headers.EMPTY, null, -1, UpstreamLimits.DEFAULT, near);
  }

  private static void answer(UpstreamCall call, SocketChannel connection, String response)
      throws Exception {
    var asked = ByteBuffer.allocate(8192);
    do {
      assertTrue(connection.read(asked) > 0);
    } while (!new String(asked.array(), 0, asked.position(), UTF_8).endsWith("\r\n\r\n"));
    write(connection, response);
    call.response();
    assertEquals(List.of("a"), Take.all(call.body()));
  }

  private static void write(SocketChannel connection, String text) throws IOException {
    connection.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  @Test
  @DisplayName("U-42 lines are read on the event loop that polls them")
  void linesAreCarriedByTheLoopThatPollsThem() throws Exception {
    try (var source = client.open("GET", upstream.uri("/"), Headers.EMPTY, null)) {
      var woken = new CompletableFuture<Thread>();
      near.submit(() -> source.poll(() -> woken.complete(Thread.currentThread())));
      upstream.next().send(OK_1);
      assertSame(threadOf(near), woken.get(30, TimeUnit.SECONDS));
      assertEquals(List.of("a"), Take.all(source));
    }
  }

  @Test
  @DisplayName("U-42 an event loop without sockets is not used")
  void aLoopThatCarriesNoSocketsIsNotUsed() throws Exception {
    var noLoop = new DefaultEventExecutor();
    try {
      var call = get(noLoop);
      answer(call, upstream.next());
    } finally {
      noLoop.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  @DisplayName("U-42 an event loop that ends closes its connections")
  void aLoopThatEndsTakesItsConnectionsAlong() throws Exception {
    var waiting = get(near);
    var first = upstream.next();
    answer(waiting, first);
    var begun = ask("POST", near);
    var second = upstream.next();
    var thread = threadOf(near);
    endLoops();
    Eventually.holds("waiting connection closed", first::clientHasGone);
    Eventually.holds("connection of a request closed", second::clientHasGone);
    Eventually.holds("the request has failed", begun::isAnswered);
    assertNotSame(thread, answer(get(near), upstream.next()));
  }

  /** Netty leaves open what its loop carries if it hears of its end in a task. */
  private void overlookThem() throws Exception {
    var busy = new Semaphore(0);
    var isBusy = new Semaphore(0);
    near.execute(() -> {
      isBusy.release();
      busy.acquireUninterruptibly();
    });
    isBusy.acquireUninterruptibly();
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS);
    busy.release();
    assertTrue(near.awaitTermination(10, TimeUnit.SECONDS));
  }

  @Test
  @DisplayName("U-42 an event loop that ends without closing its channels leaves no connection")
  void soDoesOneThatOverlooksThem() throws Exception {
    var waiting = get(near);
    var first = upstream.next();
    answer(waiting, first);
    var begun = get(near);
    assertTrue(first.readsRequest());
    var late = get(near);
    var second = upstream.next();
    overlookThem();
    Eventually.holds("connection closed", first::clientHasGone);
    Eventually.holds("connection closed", second::clientHasGone);
    for (var call : List.of(begun, late)) {
      var failed = assertThrows(UpstreamException.class, call::response);
      assertTrue(failed.getMessage().endsWith("client was closed"), failed.getMessage());
    }
  }

  @Test
  @DisplayName("U-42 a client that is closed after such a loop asks nothing of it")
  void closedAfterTheLoop() throws Exception {
    answer(get(near), upstream.next());
    var begun = get(near);
    var late = get(near);
    var connection = upstream.next();
    var hold = new CountDownLatch(1);
    try (var log = new LogCapture("io.netty")) {
      // The end of the loop is told on this thread.
      GlobalEventExecutor.INSTANCE.execute(() -> await(hold));
      overlookThem();
      client.close();
      hold.countDown();
      assertEquals("", log.text());
    }
    for (var call : List.of(begun, late)) {
      assertThrows(UpstreamException.class, call::response);
    }
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("U-42 the client's own event loop has one pool")
  void aLoopOfTheClientsOwnHasOnePool() {
    var ended = new ArrayList<ConnectionPool>();
    var pools = new ConnectionPools("httpd-upstream-own", ended::add);
    try {
      var own = pools.near(null);
      assertSame(own, pools.near(own.loop()));
    } finally {
      pools.close();
    }
    assertEquals(List.of(), ended);
  }

  @Test
  @DisplayName("U-42 closing the client does not end the caller's event loop")
  void closingTheClientLeavesTheLoopAlone() throws Exception {
    var call = get(near);
    var connection = upstream.next();
    answer(call, connection);
    client.close();
    Eventually.holds("connection closed", connection::clientHasGone);
    assertFalse(near.isShuttingDown());
    assertTrue(threadOf(near).isAlive());
  }
}
