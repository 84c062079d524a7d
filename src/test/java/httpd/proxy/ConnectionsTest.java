package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.net.Transport;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamState;
import httpd.upstream.request.UpstreamAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to upstreams: kept, retried, shared, and closed. */
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"NIO", "EPOLL"})
class ConnectionsTest extends ConnectionsFixture {

  @Test
  @DisplayName("W-40 connections are kept and used again")
  void connectionsAreKept() throws Exception {
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
  @DisplayName("U-18 a request on a connection that the upstream had closed is sent again")
  void aConnectionThatTheUpstreamHadClosedIsTriedAnew() throws Exception {
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
  @DisplayName("W-42 a POST always gets a new connection")
  void aPostNeverMeetsAnOldConnection() throws Exception {
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
  @DisplayName("U-17 a connection that must not be kept is closed")
  void aConnectionThatMustNotBeKeptIsClosed(String response) throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(response);
    reader.readHead();
    assertEquals("ok", reader.readLike("ok"));
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  @Test
  @DisplayName("W-44 upstreams take turns, and one that refuses is tried last")
  void upstreamsTakeTurnsAndOneThatRefusesIsSetAside() throws Exception {
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
  @DisplayName("W-44, AD-22.1 one that refused is last for a while, and aside until it is reached")
  void setAsideMeansLastAndOnlyForAWhile() {
    var now = new AtomicLong();
    var addresses = List.of("http://a/", "http://b/").stream().map(UpstreamAddress::of).toList();
    var upstreams = new Upstreams(addresses, now::get);
    var first = upstreams.inTurn().getFirst();
    first.setAside("refused");
    var aside = new UpstreamState(first.address(), UpstreamState.Kind.ASIDE, "refused");
    assertEquals(aside, upstreams.states().getFirst());
    for (int i = 0; i < 3; i++) {
      assertEquals(first, upstreams.inTurn().getLast());
    }
    now.addAndGet(Upstreams.ASIDE.toNanos());
    var firsts = List.of(upstreams.inTurn().getFirst(), upstreams.inTurn().getFirst());
    assertTrue(firsts.contains(first), "it has its turn again");
    assertEquals(aside, upstreams.states().getFirst());
    first.takeBack();
    assertEquals(UpstreamState.Kind.UP, upstreams.states().getFirst().kind());
  }

  @Test
  @DisplayName("W-20 five hundred clients disconnect, and no connection is left")
  void fiveHundredClientsLeave() throws Exception {
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
  @DisplayName("W-50 a slow client closes the upstream's window")
  void aSlowClientClosesTheUpstreamsWindow() throws Exception {
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

  @Test
  @DisplayName("W-30 the error names a Unix domain socket that does not exist")
  void aSocketThatIsNotThereIsSaidSo() throws Exception {
    serve("/", proxy("http+unix:/nowhere/up.sock:/"));
    assertTrue(connect().get("/").readUntil("way␊").startsWith("HTTP/1.1 502 "));
    assertTrue(log.text().contains("cannot connect: No such file or directory"), log.text());
  }

  @Test
  @DisplayName("W-20 a stop is not a failure of the upstream")
  void aStopIsNoFailureOfTheUpstream() throws Exception {
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
}
