package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.net.Transport;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to upstreams: kept, retried, shared out, and closed. */
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"NIO", "EPOLL"})
class ConnectionsTest extends ProxyTest {

  @Parameter Transport transport;

  @Override
  protected ServerConfig config() {
    return super.config().withTransport(transport);
  }

  private static final String OK_2 = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
  private static final String TEXT =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static void get(RawClient reader, String body) throws IOException {
    reader.get("/");
    var head = reader.readHead();
    assertTrue(head.startsWith("HTTP/1.1 200 "), head);
    assertEquals(body, reader.readLike(body));
  }

  @Test
  void w40_connectionsAreKept() throws Exception {
    try (var web = new MockWebServer()) {
      web.start();
      serve("/", proxy("http://127.0.0.1:" + web.getPort() + "/"));
      var reader = connect();
      int requests = 20;
      for (int i = 0; i < requests; i++) {
        web.enqueue(new MockResponse.Builder().body("ok").build());
        get(reader, "ok");
      }
      int connections = 0;
      for (int i = 0; i < requests; i++) {
        connections += web.takeRequest().getExchangeIndex() == 0 ? 1 : 0;
      }
      assertEquals(1, connections, "connections for " + requests + " requests");
    }
  }

  @Test
  void w41_aConnectionThatTheUpstreamHadClosedIsTriedAnew() throws Exception {
    serve();
    var reader = connect();
    reader.get("/");
    var waiting = upstream.next();
    waiting.send(OK_2 + "ok");
    reader.readHead();
    reader.readLike("ok");
    reader.get("/again");
    assertTrue(waiting.readsRequest(), "the connection is used again");
    waiting.close();
    var fresh = upstream.next();
    assertTrue(fresh.head().startsWith("GET /again "), fresh.head());
    fresh.close(); // A second time is the upstream's fault.
    assertTrue(reader.readUntil("way␊").startsWith("HTTP/1.1 502 "));
    assertEquals(2, upstream.connections());
  }

  @Test
  void w42_aPostNeverMeetsAnOldConnection() throws Exception {
    serve();
    var reader = connect();
    for (int i = 0; i < 3; i++) {
      reader.send("POST / HTTP/1.1\nHost: x\nContent-Length: 1\n\na");
      var connection = upstream.next();
      assertEquals("a", connection.body(1));
      connection.send(OK_2 + "ok");
      reader.readHead();
      reader.readLike("ok");
    }
    assertEquals(3, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        OK_2 + "okmore",
      })
  void w43_aConnectionThatMustNotBeKeptIsClosed(String response) throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(response);
    reader.readHead();
    assertEquals("ok", reader.readLike("ok"));
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  @Test
  void w44_upstreamsTakeTurnsAndOneThatRefusesIsSetAside() throws Exception {
    int refusing;
    try (var gone = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      refusing = gone.getLocalPort();
    }
    try (var one = new MockWebServer();
        var two = new MockWebServer()) {
      one.start();
      two.start();
      for (int i = 0; i < 6; i++) {
        one.enqueue(new MockResponse.Builder().body("a").build());
        two.enqueue(new MockResponse.Builder().body("b").build());
      }
      serve(
          "/",
          proxy(
              "http://127.0.0.1:" + one.getPort(),
              "http://127.0.0.1:" + refusing,
              "http://127.0.0.1:" + two.getPort()));
      var reader = connect();
      var came = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        reader.get("/").readHead();
        came.append(reader.readLike("a"));
      }
      assertTrue(came.chars().filter(c -> c == 'a').count() >= 2, came.toString());
      assertTrue(came.chars().filter(c -> c == 'b').count() >= 2, came.toString());
      assertEquals(1, log.records().size(), log.text());
      assertTrue(log.text().contains(refusing + "/: cannot connect"), log.text());
    }
  }

  @Test
  void w44_setAsideMeansLastAndOnlyForAWhile() {
    var now = new AtomicLong();
    var addresses = List.of("http://a/", "http://b/").stream().map(UpstreamAddress::of).toList();
    var upstreams = new Upstreams(addresses, now::get);
    var first = upstreams.inTurn().getFirst();
    first.setAside();
    for (int i = 0; i < 3; i++) {
      assertEquals(first, upstreams.inTurn().getLast());
    }
    now.addAndGet(Upstreams.ASIDE.toNanos());
    var firsts = List.of(upstreams.inTurn().getFirst(), upstreams.inTurn().getFirst());
    assertTrue(firsts.contains(first), "it has its turn again");
  }

  @Test
  void w20_fiveHundredClientsLeave() throws Exception {
    serve();
    var readers = new ArrayList<RawClient>();
    var connections = new ArrayList<ScriptedUpstream.Connection>();
    for (int i = 0; i < 500; i++) {
      readers.add(connect().get("/"));
      var connection = upstream.next();
      connections.add(connection);
      if (i % 2 == 0) { // Others wait for their head.
        connection.send(TEXT + "2\r\na\n\r\n");
        readers.get(i).readUntil("a␊\n");
      }
    }
    for (var reader : readers) {
      reader.close();
    }
    for (var connection : connections) {
      Eventually.holds("upstream connection closed", connection::clientHasGone);
    }
  }

  @Test
  void w50_aSlowClientClosesTheUpstreamsWindow() throws Exception {
    serve();
    var reader = connect(4096).get("/");
    var connection = upstream.next();
    connection.send(TEXT.replace("text/plain", "image/x"));
    reader.readHead();
    var sent = new AtomicLong();
    var writer = Thread.ofPlatform().start(() -> sendUntilGone(connection, sent));
    long rested = Eventually.rests(sent::get);
    assertTrue(rested < 64L * 1024 * 1024, rested + " bytes went to nobody");
    reader.close();
    Eventually.holds("connection closed", () -> !writer.isAlive());
    writer.join();
  }

  private static void sendUntilGone(ScriptedUpstream.Connection connection, AtomicLong sent) {
    var piece = "x".repeat(64 * 1024).getBytes(ISO_8859_1);
    try {
      while (true) {
        connection.sendChunk(piece);
        sent.addAndGet(piece.length);
      }
    } catch (IOException gone) {
      // As it should be.
    }
  }

  @Test
  void w60_theBodyOfARequestStreams() throws Exception {
    serve();
    var sender = connect().send("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n3\none\n");
    var connection = upstream.next();
    assertTrue(connection.head().contains("Transfer-Encoding: chunked"), connection.head());
    assertEquals("3\r\none\r\n", connection.body(8));
    sender.send("4\ntwo␊\n0\n\n");
    assertEquals("4\r\ntwo\n\r\n0\r\n\r\n", connection.body(14));
    connection.send(OK_2 + "ok");
    assertTrue(sender.readUntil("ok").startsWith("HTTP/1.1 200 "));
  }

  @Test
  void w60_aBodyWithoutALineFeedIsPassedInPieces() throws Exception {
    serve();
    int length = 8 * 1024 * 1024;
    var sender = connect().send("PUT / HTTP/1.1\nHost: x\nContent-Length: " + length + "\n\n");
    var writer = Thread.ofPlatform().start(() -> sendAll(sender, length));
    var connection = upstream.next();
    assertTrue(connection.head().contains("Content-Length: " + length), connection.head());
    assertEquals(length, connection.body(length).length());
    writer.join();
    connection.send(OK_2 + "ok");
    assertTrue(sender.readUntil("ok").startsWith("HTTP/1.1 200 "));
  }

  private static void sendAll(RawClient sender, int length) {
    try {
      sender.sendBytes(new byte[length]);
    } catch (IOException e) {
      throw new AssertionError("sending broke off", e);
    }
  }

  @Test
  void w61_anUpstreamThatDoesNotReadStopsTheClient() throws Exception {
    serve();
    var sender = connect().send("PUT / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");
    var connection = upstream.next();
    var sent = new AtomicLong();
    var writer = Thread.ofPlatform().start(() -> sendChunks(sender, sent));
    long rested = Eventually.rests(sent::get);
    assertTrue(rested < 64L * 1024 * 1024, rested + " bytes went to nobody");
    connection.reset();
    assertTrue(sender.readUntil("way␊").startsWith("HTTP/1.1 502 "));
    sender.close();
    writer.join();
  }

  private static void sendChunks(RawClient sender, AtomicLong sent) {
    try {
      while (true) {
        sender.sendBytes(("10000\r\n" + "x".repeat(64 * 1024) + "\r\n").getBytes(ISO_8859_1));
        sent.addAndGet(64 * 1024);
      }
    } catch (IOException refused) {
      // As it should be.
    }
  }

  @Test
  void w62_continueIsRelayed() throws Exception {
    serve();
    var sender =
        connect().send("POST / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 3\n\n");
    var connection = upstream.next();
    assertTrue(connection.head().contains("Expect: 100-continue"), connection.head());
    connection.send("HTTP/1.1 100 Continue\r\n\r\n");
    assertEquals("HTTP/1.1 100 Continue\n\n", sender.readHead());
    sender.send("abc");
    assertEquals("abc", connection.body(3));
    connection.send(OK_2 + "ok");
    assertTrue(sender.readUntil("ok").startsWith("HTTP/1.1 200 "));
  }

  @Test
  void w62_anAnswerInsteadOfContinueIsPassed() throws Exception {
    serve();
    var sender =
        connect().send("POST / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 3\n\n");
    upstream.next().send("HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno");
    var answer = sender.readAll();
    assertTrue(answer.startsWith("HTTP/1.1 401 Unauthorized\n"), answer);
    assertTrue(answer.contains("connection: close\n"), answer);
  }

  @Test
  void w63_anEarlyAnswerIsPassedWhileTheClientStillSends() throws Exception {
    serve();
    var sender = connect().send("PUT / HTTP/1.1\nHost: x\nContent-Length: 100000000\n\nabc");
    var connection = upstream.next();
    connection.send("HTTP/1.1 413 Too much\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
    assertTrue(sender.readUntil("\n\nno").startsWith("HTTP/1.1 413 "));
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  /** With bytes unread, its close is a reset, which our next write finds before we read. */
  @Test
  void w63_soIsOneBehindWhichTheUpstreamClosesWithoutReadingOn() throws Exception {
    serve();
    var body = new byte[4 * 1024 * 1024];
    for (int round = 0; round < 20; round++) {
      var sender = connect().send("PUT / HTTP/1.1\nHost: x\nContent-Length: 100000000\n\n");
      var connection = upstream.next();
      sender.sendBytes(body);
      connection.send("HTTP/1.1 413 Too much\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
      connection.close();
      var answer = sender.readUntil("\n\nno");
      assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    }
  }

  @Test
  void w64_aRequestThatBreaksOffIsCut() throws Exception {
    serve();
    var sender = connect().send("PUT / HTTP/1.1\nHost: x\nContent-Length: 10\n\nabc");
    var connection = upstream.next();
    assertEquals("abc", connection.body(3));
    sender.close();
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  @Test
  void w70_aStreamThatSendsNowAndThenLivesForEver() throws Exception {
    var limits = UpstreamLimits.DEFAULT.withIdle(Duration.ofMillis(500));
    serve("/", proxy(limits, TrustedProxies.NONE, upstream.uri("/").toString()));
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT);
    reader.readHead();
    long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
    int beats = 0;
    while (System.nanoTime() < end) {
      connection.send("1\r\n\n\r\n");
      assertEquals("1\n␊\n", reader.readLike("1\n␊\n"));
      beats++;
      LockSupport.parkNanos(20_000_000);
    }
    assertTrue(beats > 1);
    connection.send("0\r\n\r\n");
    assertEquals("0\n\n", reader.readLike("0\n\n"));
  }

  @Test
  void w30_aSocketThatIsNotThereIsSaidSo() throws Exception {
    serve("/", proxy("http+unix:/nowhere/up.sock:/"));
    assertTrue(connect().get("/").readUntil("way␊").startsWith("HTTP/1.1 502 "));
    assertTrue(log.text().contains("cannot connect: No such file or directory"), log.text());
  }

  @Test
  void w20_aStopIsNoFailureOfTheUpstream() throws Exception {
    var config = config().withDrain(Duration.ofMillis(50));
    for (int round = 0; round < 5; round++) {
      serve(config, "/", proxy(upstream.uri("/").toString()));
      for (int i = 0; i < 20; i++) {
        connect().get("/");
        upstream.next();
      }
      server().close();
    }
    Eventually.holds("upstream connections closed", upstream::everyClientHasGone);
    assertEquals("", log.text());
  }

  /** Returns when the connections have been told. */
  private Thread beginStop() throws Exception {
    var idle = connect();
    idle.get("/idle");
    upstream.next().send(OK_2 + "ok");
    idle.readHead();
    idle.readLike("ok");
    var stop = Thread.ofPlatform().start(server()::close);
    assertEquals("FIN", idle.readEnd());
    return stop;
  }

  @Test
  void w21_anAnswerThatComesWhileTheServerStopsIsPassedOn() throws Exception {
    serve();
    var reader = connect().send("POST / HTTP/1.1\nHost: x\nContent-Length: 1\n\na");
    var connection = upstream.next();
    var stop = beginStop();
    connection.send(
        "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\ndo");
    connection.send("ne\n");
    var answer = reader.readAll();
    assertTrue(answer.startsWith("HTTP/1.1 201 Created\n"), answer);
    assertTrue(answer.contains("connection: close\n"), answer);
    assertTrue(answer.endsWith("5\ndone␊\n0\n\n"), answer);
    stop.join();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: image/png\r\nContent-Length: 4\r\n\r\nab",
        "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\na\n",
        "Content-Type: application/json\r\nConnection: close\r\n\r\nab",
      })
  void w21_aBodyThatEndsIsFinishedWhileTheServerStops(String begun) throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send("HTTP/1.1 200 OK\r\n" + begun);
    reader.readHead();
    var stop = beginStop();
    connection.send("cd");
    connection.finish();
    var rest = reader.readAll();
    assertTrue(rest.endsWith("cd") || rest.endsWith("2\ncd\n0\n\n"), rest);
    stop.join();
  }

  @Test
  void w21_textThatMayNeverEndIsCutAtOnce() throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT + "2\r\na\n\r\n");
    reader.readUntil("2\na␊\n");
    beginStop().join();
    assertEquals("", reader.readAll(), "no last chunk");
  }

  @Test
  void w63_theCloseBehindAnAnswerToMuchThatIsUnreadIsTold() throws Exception {
    serve();
    var sender = connect().send("PUT / HTTP/1.1\nHost: x\nContent-Length: 3000000\n\nabc");
    upstream.next().send("HTTP/1.1 413 Too much\r\nContent-Length: 2\r\n\r\nno");
    var answer = sender.readUntil("\n\nno");
    assertTrue(answer.contains("connection: close\n"), answer);
  }

  private static final UpstreamLimits BRIEF =
      UpstreamLimits.DEFAULT.withTotal(Duration.ofMillis(300));

  @Test
  void w71_anExchangeThatIsNotOverInTimeIsCut() throws Exception {
    serve("/", proxy(BRIEF, TrustedProxies.NONE, upstream.uri("/").toString()));
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT);
    reader.readHead();
    Eventually.holds("cut, though something came all the time", () -> isGoneWhenSentTo(connection));
    var rest = reader.readAll();
    assertTrue(rest.endsWith("1\n␊\n"), rest);
    Eventually.holds("logged", () -> log.text().contains("not over within 300 ms"));
  }

  private static boolean isGoneWhenSentTo(ScriptedUpstream.Connection connection) {
    try {
      connection.send("1\r\n\n\r\n");
      return connection.clientHasGone();
    } catch (IOException gone) {
      return true;
    }
  }

  @Test
  void w71_beforeTheHeadItIsAGatewayTimeout() throws Exception {
    serve("/", proxy(BRIEF, TrustedProxies.NONE, upstream.uri("/").toString()));
    var answer = connect().get("/").readUntil("out␊");
    assertTrue(answer.startsWith("HTTP/1.1 504 "), answer);
    assertTrue(log.text().contains("not over within 300 ms"), log.text());
  }

  @Test
  void w71_whatIsOverInTimeIsLeftAlone() throws Exception {
    serve("/", proxy(BRIEF, TrustedProxies.NONE, upstream.uri("/").toString()));
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(OK_2 + "ok");
    reader.readHead();
    assertEquals("ok", reader.readLike("ok"));
    // Longer than the limit, and no sign of it: the connection waits for its next request.
    assertFalse(connection.readsRequest());
    reader.get("/again");
    assertTrue(connection.readsRequest(), "the connection is used again");
  }
}
