package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.net.Transport;
import httpd.server.AccessEvent;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamLimits;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other protocols through a proxy route: the switch, both directions, and every end. */
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"NIO", "EPOLL"})
class TunnelTest extends ProxyTest {

  private static final String ASK =
      "GET /chat HTTP/1.1\nHost: test\nConnection: keep-alive, Upgrade\nUpgrade: echo\n\n";
  private static final String SWITCH =
      "HTTP/1.1 101 Fine\r\nConnection: upgrade\r\nUpgrade: echo\r\nSec-Key: k\r\n\r\n";
  private static final String OK_2 = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

  @Parameter Transport transport;

  private final List<AccessEvent> events = new CopyOnWriteArrayList<>();

  @Override
  protected ServerConfig config() {
    return super.config().withTransport(transport).withAccessLog(events::add);
  }

  private record Ends(RawClient client, ScriptedUpstream.Connection upstream) {}

  /** A tunnel, open both ways. */
  private Ends open() throws Exception {
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asked.send(SWITCH);
    asking.readHead();
    return new Ends(asking, asked);
  }

  private void serve(UpstreamLimits limits) throws IOException {
    serve("/", proxy(limits, TrustedProxies.NONE, upstream.uri("/").toString()));
  }

  @Test
  void w90_theRequestIsPassedOnWithBothFields() throws Exception {
    serve();
    connect()
        .send("GET /c?q HTTP/1.1\nHost: x\nConnection: Upgrade, X-Mine\nUpgrade: a/1, h2c\n")
        .send("Upgrade: b\nX-Mine: 1\nKeep-Alive: 5\nSec-Key: k\nX-Forwarded-For: me\n\n");
    var head = upstream.next().head();
    assertTrue(head.startsWith("GET /c?q HTTP/1.1\r\n"), head);
    assertTrue(head.contains("\r\nConnection: Upgrade\r\nUpgrade: a/1, b\r\n"), head);
    assertTrue(head.contains("\r\nSec-Key: k\r\n"), head);
    assertTrue(head.contains("\r\nX-Forwarded-For: 127.0.0.1\r\n"), head);
    assertFalse(head.contains("X-Mine"), head);
    assertFalse(head.contains("Keep-Alive"), head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.0\nConnection: Upgrade\nUpgrade: echo\n\n",
        "GET / HTTP/1.1\nHost: x\nUpgrade: echo\n\n",
        "GET / HTTP/1.1\nHost: x\nConnection: Upgrade\n\n",
        "HEAD / HTTP/1.1\nHost: x\nConnection: Upgrade\nUpgrade: echo\n\n",
        "GET / HTTP/1.1\nHost: x\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\n"
            + "HTTP2-Settings: AAMAAABk\n\n",
        "GET / HTTP/1.1\nHost: x\nConnection: upgrade\nUpgrade: TLS/1.0, HTTP/2.0, h2\n\n",
        "POST / HTTP/1.1\nHost: x\nConnection: Upgrade\nUpgrade: echo\nContent-Length: 1\n\na",
      })
  void w90_whatCannotSwitchIsPassedOnWithoutThem(String request) throws Exception {
    serve();
    var asking = connect().send(request);
    var asked = upstream.next();
    var head = asked.head();
    assertFalse(head.contains("Upgrade:"), head);
    assertFalse(head.contains("Connection:"), head);
    assertFalse(head.contains("HTTP2"), head);
    asked.send(SWITCH + "more"); // W-92
    assertTrue(asking.readHead().startsWith("HTTP/1.1 502 "));
    Eventually.holds("connection closed", asked::clientHasGone);
    assertTrue(log.text().contains("but no upgrade was requested"), log.text());
  }

  @Test
  void w91_bytesPassBothWaysBehindThe101() throws Exception {
    serve();
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asked.send(SWITCH);
    assertEquals(
        "HTTP/1.1 101 Switching Protocols\nSec-Key: k\nVia: 1.1 httpd\nUpgrade: echo\n"
            + "connection: Upgrade\n\n",
        asking.readHead());
    asking.sendBytes("GET / HTTP/1.1\r\n\r\n\0".getBytes(ISO_8859_1));
    assertEquals("GET / HTTP/1.1\r\n\r\n\0", asked.body(19));
    asked.send("0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
    assertEquals("0\n\nHTTP/1.1 200 OK\n\n", asking.readLike("0\n\nHTTP/1.1 200 OK\n\n"));
    asking.send("x");
    assertEquals("x", asked.body(1));
  }

  @Test
  void w91_nothingThatCameEarlyIsLost() throws Exception {
    serve();
    var early = "not: HTTP\r\n\r\n" + "e".repeat(10_000);
    var asking = connect().send(ASK + early.replace("\r\n", "\n"));
    var asked = upstream.next();
    asking.sendBytes("late".getBytes(ISO_8859_1));
    asked.send(SWITCH + "at once");
    asking.readHead();
    assertEquals("at once", asking.readLike("at once"));
    assertEquals(early + "late", asked.body(early.length() + 4));
  }

  @Test
  void w91_theSwitchMayComeByteByByte() throws Exception {
    serve();
    var asking = connect();
    for (byte b : (ASK.replace("\n", "\r\n") + "early").getBytes(ISO_8859_1)) {
      asking.sendBytes(new byte[] {b});
    }
    var asked = upstream.next();
    for (byte b : (SWITCH + "first").getBytes(ISO_8859_1)) {
      asked.send(new byte[] {b});
    }
    asking.readHead();
    assertEquals("first", asking.readLike("first"));
    assertEquals("early", asked.body(5));
  }

  @Test
  void w91_theSwitchMayComeBehindOtherRequests() throws Exception {
    serve();
    var asking = connect().send("GET /1 HTTP/1.1\nHost: x\n\n" + ASK + "early");
    upstream.next().send(OK_2 + "ok");
    assertTrue(asking.readUntil("ok").startsWith("HTTP/1.1 200 "));
    var asked = upstream.accepted().getLast();
    if (!asked.readsRequest()) { // The other event loop's.
      asked = upstream.next();
    }
    assertTrue(asked.head().startsWith("GET /chat "), asked.head());
    asked.send(SWITCH);
    assertTrue(asking.readHead().startsWith("HTTP/1.1 101 "));
    assertEquals("early", asked.body(5));
  }

  @Test
  void w92_anotherAnswerIsAnOrdinaryResponse() throws Exception {
    serve();
    var asking = connect().send(ASK + "GET /next HTTP/1.1\nHost: x\n\n" + ASK + "GET");
    for (var path : List.of("/chat", "/next", "/chat")) {
      var asked = upstream.next();
      assertTrue(asked.head().startsWith("GET " + path + " "), asked.head());
      asked.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
      var answer = asking.readUntil("no");
      assertTrue(answer.startsWith("HTTP/1.1 403 Forbidden\n"), answer);
      assertFalse(answer.contains("pgrade"), answer);
    }
    asking.send(" /last HTTP/1.1\nHost: x\n\n");
    assertTrue(upstream.next().head().startsWith("GET /last "));
  }

  @Test
  void w92_whatIsNoRequestBehindADeclinedSwitchIsRefused() throws Exception {
    serve();
    var asking = connect().send(ASK + "\u0001\u0002 garbage\n\n");
    upstream.next().send(OK_2 + "ok");
    var answers = asking.readAll();
    assertTrue(answers.startsWith("HTTP/1.1 200 OK\n"), answers);
    assertTrue(answers.contains("okHTTP/1.1 400 "), answers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Fine\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n",
        "HTTP/1.1 101 Fine\r\nConnection: upgrade\r\nUpgrade: echo, other\r\n\r\n",
        "HTTP/1.1 101 Fine\r\n\r\n",
      })
  void w92_aSwitchToSomethingElseIsABadResponse(String head) throws Exception {
    serve();
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asked.send(head);
    assertTrue(asking.readUntil("way␊").startsWith("HTTP/1.1 502 "));
    Eventually.holds("connection closed", asked::clientHasGone);
    assertTrue(log.text().contains("but the request was for \"echo\""), log.text());
  }

  @Test
  void w93_theClientEndsAndTheUpstreamGoesOn() throws Exception {
    serve();
    var ends = open();
    ends.client.send("last words").halfClose();
    assertEquals("last words", ends.upstream.body(100)); // Up to its end.
    ends.upstream.send("and mine");
    assertEquals("and mine", ends.client.readLike("and mine"));
    ends.upstream.send(" too");
    ends.upstream.finish();
    assertEquals(" too", ends.client.readAll());
    assertDone("COMPLETED", 12);
    assertEquals(List.of(), log.records());
  }

  @Test
  void w93_theUpstreamEndsAndTheClientGoesOn() throws Exception {
    serve();
    var ends = open();
    ends.upstream.send("last words");
    ends.upstream.finish();
    assertEquals("last words", ends.client.readAll());
    ends.client.send("and mine");
    assertEquals("and mine", ends.upstream.body(8));
    ends.client.send(" too").halfClose();
    assertEquals(" too", ends.upstream.body(100));
    assertDone("COMPLETED", 10);
  }

  @Test
  void w93_anEndMayComeWithThe101() throws Exception {
    serve();
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asked.send(SWITCH + "bye");
    asked.finish();
    asking.readHead();
    assertEquals("bye", asking.readAll());
    asking.close();
    assertEquals("FIN", asked.readEnd());
  }

  @Test
  void w93_everythingBeforeAnEndArrives() throws Exception {
    serve();
    var ends = open();
    int size = 16 * 1024 * 1024;
    var writer =
        start(() -> {
          ends.upstream.send(new byte[size]);
          ends.upstream.finish();
        });
    var sender = start(() -> ends.client.sendBytes(new byte[size]).halfClose());
    var reader = new AtomicLong();
    var taker = start(() -> reader.set(readAll(ends.upstream)));
    assertEquals(size, ends.client.readAll().length());
    taker.join();
    assertEquals(size, reader.get());
    writer.join();
    sender.join();
    assertDone("COMPLETED", size);
  }

  /** An upstream behind a unix-domain socket, and the server in front of it. */
  private ServerSocketChannel listen(Path folder) throws IOException {
    var path = folder.resolve("up.sock");
    var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
    serve("/", proxy("http+unix:" + path + ":/"));
    return listener;
  }

  /** Its next connection, which has switched and said something. */
  private static SocketChannel switched(ServerSocketChannel listener, String said)
      throws IOException {
    var asked = listener.accept();
    asked.read(ByteBuffer.allocate(4096));
    asked.write(ByteBuffer.wrap((SWITCH + said).getBytes(ISO_8859_1)));
    return asked;
  }

  @Test
  void w93_theUpstreamMayBeAUnixDomainSocket(@TempDir Path folder) throws Exception {
    try (var listener = listen(folder)) {
      var asking = connect().send(ASK);
      try (var asked = switched(listener, "hello")) {
        asking.readHead();
        assertEquals("hello", asking.readLike("hello"));
        asking.send("words").halfClose();
        var words = ByteBuffer.allocate(5);
        while (words.hasRemaining()) {
          assertTrue(asked.read(words) > 0);
        }
        assertEquals(-1, asked.read(ByteBuffer.allocate(1)));
        asked.write(ByteBuffer.wrap("bye".getBytes(ISO_8859_1)));
      }
      assertEquals("bye", asking.readAll());
      assertDone("COMPLETED", 8);
    }
  }

  @Test
  void w93_aUnixDomainSocketCannotEndByHalves(@TempDir Path folder) throws Exception {
    try (var listener = listen(folder)) {
      var asking = connect().send(ASK);
      switched(listener, "bye").close();
      asking.readHead();
      assertEquals("bye", asking.readAll());
      asking.sendBytes(new byte[16 * 1024 * 1024]).halfClose(); // To nobody.
      assertDone("COMPLETED", 3);
    }
  }

  @Test
  void w93_aUnixDomainSocketThatEndsByHalvesIsReadOnOverEpoll(@TempDir Path folder)
      throws Exception {
    assumeTrue(transport == Transport.EPOLL, "NIO closes it");
    try (var listener = listen(folder)) {
      var asking = connect().send(ASK);
      try (var asked = switched(listener, "bye")) {
        asked.shutdownOutput();
        asking.readHead();
        assertEquals("bye", asking.readAll());
        asking.send("still here").halfClose();
        var rest = Channels.newInputStream(asked).readAllBytes();
        assertEquals("still here", new String(rest, ISO_8859_1));
      }
      assertDone("COMPLETED", 3);
    }
  }

  /** A failure is logged after the connection is closed. */
  private void assertLogged(String what) {
    Eventually.holds(what, () -> log.text().contains(what));
  }

  @Test
  void w94_aResetOfTheClientResetsTheUpstream() throws Exception {
    serve();
    var ends = open();
    ends.client.reset();
    assertEquals("RESET", ends.upstream.readEnd());
    assertDone("CLIENT_GONE", 0);
    assertEquals(List.of(), log.records());
  }

  @Test
  void w94_aResetOfTheUpstreamResetsTheClient() throws Exception {
    serve();
    var ends = open();
    ends.upstream.send("so far");
    assertEquals("so far", ends.client.readLike("so far"));
    ends.upstream.reset();
    assertEquals("RESET", ends.client.readEnd());
    assertDone("SOURCE_FAILED", 6);
    assertLogged("cut the tunnel");
  }

  @Test
  void w94_aResetBehindAnEndIsPassedOn() throws Exception {
    serve();
    var one = open();
    one.upstream.finish();
    assertEquals(-1, one.client.readByte());
    one.client.reset();
    assertEquals("RESET", one.upstream.readEnd());
    var two = open();
    two.client.halfClose();
    assertEquals("FIN", two.upstream.readEnd());
    two.upstream.reset();
    assertEquals("RESET", two.client.readEnd());
    var three = open();
    three.upstream.finish();
    assertEquals(-1, three.client.readByte());
    three.upstream.reset();
    Eventually.holds("tunnel closed", () -> failsToSend(three.client));
  }

  private static boolean failsToSend(RawClient client) {
    try {
      client.send("x");
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void w94_aClientThatLeavesWhileTheUpstreamSendsIsReset() throws Exception {
    serve();
    var ends = open();
    var sent = new AtomicLong();
    var writer = start(() -> flood(piece -> ends.upstream.send(piece), sent));
    ends.client.readLike("xxxx");
    ends.client.close();
    Eventually.holds("writer stopped", () -> !writer.isAlive());
    writer.join();
  }

  @Test
  void w94_twoHundredClientsLeave() throws Exception {
    serve();
    var all = new ArrayList<Ends>();
    for (int i = 0; i < 200; i++) {
      all.add(open());
    }
    for (int i = 0; i < all.size(); i++) {
      if (i % 2 == 0) {
        all.get(i).client.close();
      } else {
        all.get(i).client.reset();
      }
    }
    for (int i = 0; i < all.size(); i++) {
      assertEquals(i % 2 == 0 ? "FIN" : "RESET", all.get(i).upstream.readEnd());
      all.get(i).upstream.close();
    }
    Eventually.holds("all done", () -> countDone() == 200);
  }

  @Test
  void w20_aClientThatLeavesBeforeThe101IsGone() throws Exception {
    serve();
    var asking = connect().send(ASK);
    var asked = upstream.next();
    asking.close();
    Eventually.holds("connection closed", asked::clientHasGone);
  }

  @Test
  void w20_aClientThatSendsNoMoreHasLeft() throws Exception {
    serve();
    var asking = connect().get("/");
    var asked = upstream.next();
    asking.halfClose();
    Eventually.holds("connection closed", asked::clientHasGone);
    assertEquals("", asking.readAll());
  }

  @Test
  void w95_aSlowClientStopsTheUpstreamAndLosesNothing() throws Exception {
    serve();
    var asking = connect(4096).send(ASK);
    var asked = upstream.next();
    asked.send(SWITCH);
    asking.readHead();
    slow(piece -> asked.send(piece), asked::finish, asking::readSome);
  }

  @Test
  void w95_aSlowUpstreamStopsTheClientAndLosesNothing() throws Exception {
    serve();
    var ends = open();
    slow(piece -> ends.client.sendBytes(piece), ends.client::halfClose, ends.upstream::readSome);
  }

  private static void slow(Sender sender, Task end, Reader reader) throws Exception {
    var sent = new AtomicLong();
    var stop = new AtomicLong(Long.MAX_VALUE);
    var writer =
        start(() -> {
          var piece = "x".repeat(64 * 1024).getBytes(ISO_8859_1);
          while (sent.get() < stop.get()) {
            sender.send(piece);
            sent.addAndGet(piece.length);
          }
          end.run();
        });
    long rested = Eventually.rests(sent::get);
    assertTrue(rested < 32L * 1024 * 1024, rested + " bytes went to nobody");
    stop.set(0);
    long came = 0;
    var target = new byte[1024 * 1024];
    for (int read = reader.read(target); read >= 0; read = reader.read(target)) {
      came += read;
    }
    writer.join();
    assertEquals(sent.get(), came);
  }

  @Test
  void w95_earlyBytesAreBounded() throws Exception {
    serve();
    var asking = connect().send(ASK);
    var asked = upstream.next();
    var sent = new AtomicLong();
    var writer = start(() -> flood(asking::sendBytes, sent));
    long rested = Eventually.rests(sent::get);
    assertTrue(rested < 32L * 1024 * 1024, rested + " bytes went to nobody");
    asked.send(SWITCH);
    asking.readHead();
    assertEquals("x".repeat(1 << 20), asked.body(1 << 20));
    asking.reset();
    writer.join();
  }

  @Test
  void w96_silenceInBothDirectionsEndsATunnel() throws Exception {
    serve(UpstreamLimits.DEFAULT.withIdle(Duration.ofMillis(300)));
    var ends = open();
    assertEquals("RESET", ends.client.readEnd());
    assertEquals("RESET", ends.upstream.readEnd());
    assertLogged("nothing came through the tunnel for 300 ms");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void w96_aTunnelWithOneDirectionLives(boolean fromClient) throws Exception {
    serve(UpstreamLimits.DEFAULT.withIdle(Duration.ofMillis(500)));
    var ends = open();
    long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
    while (System.nanoTime() < end) {
      if (fromClient) {
        ends.client.send("p");
        assertEquals("p", ends.upstream.body(1));
      } else {
        ends.upstream.send("p");
        assertEquals("p", ends.client.readLike("p"));
      }
      LockSupport.parkNanos(20_000_000);
    }
    ends.upstream.send("q");
    assertEquals("q", ends.client.readLike("q"));
  }

  @Test
  void w96_behindOneEndTheOtherSideHasAsLongAsForAnAnswer() throws Exception {
    serve(UpstreamLimits.DEFAULT.withHead(Duration.ofMillis(300)));
    var ends = open();
    ends.client.close(); // For us it may still be listening.
    assertEquals("FIN", ends.upstream.readEnd());
    Eventually.holds("done", () -> countDone() == 1);
    assertDone("SOURCE_FAILED", 0);
  }

  @Test
  void w97_aStopCutsTunnels() throws Exception {
    serve();
    var ends = open();
    var half = open();
    half.client.halfClose();
    server().close();
    assertEquals("RESET", ends.client.readEnd());
    assertEquals("RESET", ends.upstream.readEnd());
    assertEquals("RESET", half.client.readEnd());
    assertEquals(2, countDone());
    assertDone("SERVER_STOPPED", 0);
    assertEquals(List.of(), log.records());
  }

  @Test
  void w97_theClientOfUpstreamsTakesItsTunnelsAlong() throws Exception {
    serve();
    var ends = open();
    client.close();
    assertEquals("RESET", ends.client.readEnd());
    assertEquals("RESET", ends.upstream.readEnd());
  }

  private Limits serve(Bound bound, long value) throws IOException {
    var limits = Limits.standard().with(bound, value);
    serve(config().withLimits(limits), "/", proxy(upstream.uri("/").toString()));
    return limits;
  }

  @Test
  void m63_w160_beyondAsManyTunnelsAsMayBeTheUpstreamIsNotAsked() throws Exception {
    var tunnels = serve(Bound.TUNNELS, 1).of(Bound.TUNNELS);
    var ends = open();
    var refused = connect().send(ASK).readHead();
    assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
    assertTrue(refused.contains("\nRetry-After: 1\n"), refused);
    assertEquals(1, tunnels.reached());
    assertTrue(log.text().contains("limit tunnels (1) reached: refused a tunnel of 127."));
    connect().send("GET /next HTTP/1.1\nHost: test\n\n");
    var next = upstream.next();
    assertTrue(next.head().startsWith("GET /next "), "the refused one was not passed on");
    next.send(OK_2.replace("Content", "Connection: close\r\nContent") + "ok");
    ends.client.halfClose();
    assertEquals("FIN", ends.upstream.readEnd());
    assertEquals(1, tunnels.held(), "it is half open");
    ends.upstream.close();
    Eventually.holds("given back", () -> tunnels.held() == 0);
    open().client.reset();
    Eventually.holds("given back", () -> tunnels.held() == 0);
    tunnels.logRest();
  }

  @Test
  void w160_anUpgradeThatIsAnsweredOtherwiseTakesNoPlace() throws Exception {
    var tunnels = serve(Bound.TUNNELS, 1).of(Bound.TUNNELS);
    var asking = connect().send(ASK);
    var asked = upstream.next();
    assertEquals(1, tunnels.held(), "while the upstream decides");
    asked.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    asking.readHead();
    assertEquals(0, tunnels.held(), "though its answer goes on");
  }

  @Test
  void m64_w161_silenceInBothDirectionsIsAResetForBothSides() throws Exception {
    var idle = serve(Bound.TUNNEL_IDLE, 200).of(Bound.TUNNEL_IDLE);
    var ends = open();
    assertEquals("RESET", ends.client.readEnd());
    assertEquals("RESET", ends.upstream.readEnd());
    assertDone("SOURCE_FAILED", 0);
    assertEquals(1, idle.reached());
    assertTrue(
        log.text().contains("limit tunnel-idle (200ms) reached: reset a tunnel of 127."),
        log.text());
    idle.logRest();
  }

  private long countDone() {
    return events.stream().filter(event -> event.phase() == AccessEvent.Phase.DONE).count();
  }

  /** W-98. */
  private void assertDone(String reason, long bytes) {
    Eventually.holds("logged", () -> countDone() > 0);
    var phases = events.stream().filter(event -> event.asked().id() == last().asked().id());
    assertEquals("[OPEN, HEAD, DONE]", phases.map(AccessEvent::phase).toList().toString());
    assertEquals(101, last().status());
    assertEquals(reason, String.valueOf(last().reason()));
    assertEquals(bytes, last().bytes());
    assertFalse(last().streamed(), "it has no lines to count");
  }

  private AccessEvent last() {
    return events.getLast();
  }

  private interface Sender {
    void send(byte[] piece) throws IOException;
  }

  private interface Reader {
    int read(byte[] target) throws IOException;
  }

  private interface Task {
    void run() throws IOException;
  }

  private static Thread start(Task task) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            task.run();
          } catch (IOException e) {
            throw new AssertionError("sending broke off", e);
          }
        });
  }

  /** Until nobody takes it any more. */
  private static void flood(Sender sender, AtomicLong sent) {
    var piece = "x".repeat(64 * 1024).getBytes(ISO_8859_1);
    try {
      while (true) {
        sender.send(piece);
        sent.addAndGet(piece.length);
      }
    } catch (IOException gone) {
      // As it should be.
    }
  }

  private static long readAll(ScriptedUpstream.Connection connection) throws IOException {
    long all = 0;
    var target = new byte[1024 * 1024];
    for (int read = connection.readSome(target); read >= 0; read = connection.readSome(target)) {
      all += read;
    }
    return all;
  }
}
