package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.limit.Bound;
import httpd.net.Transport;
import httpd.testing.Eventually;
import httpd.upstream.UpstreamLimits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bounds a tunnel: memory, time, places, and a stop. */
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"NIO", "EPOLL"})
class TunnelBoundsTest extends TunnelFixture {

  @Test
  @DisplayName("W-95 a slow client pauses the upstream and loses nothing")
  void aSlowClientStopsTheUpstreamAndLosesNothing() throws Exception {
    serve();
    var asking = connect(4096).send(ASK);
    var asked = upstream.next();
    asked.send(SWITCH);
    asking.readHead();
    slow(piece -> asked.send(piece), asked::finish, asking::readSome);
  }

  @Test
  @DisplayName("W-95 a slow upstream pauses the client and loses nothing")
  void aSlowUpstreamStopsTheClientAndLosesNothing() throws Exception {
    serve();
    var ends = open();
    slow(
        piece -> ends.client().sendBytes(piece),
        ends.client()::halfClose,
        ends.upstream()::readSome);
  }

  @Test
  @DisplayName("W-95 early bytes are bounded")
  void earlyBytesAreBounded() throws Exception {
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
  @DisplayName("W-96 a tunnel idle in both directions is closed")
  void silenceInBothDirectionsEndsATunnel() throws Exception {
    serve(UpstreamLimits.DEFAULT.withIdle(Duration.ofMillis(300)));
    var ends = open();
    assertEquals("RESET", ends.client().readEnd());
    assertEquals("RESET", ends.upstream().readEnd());
    assertLogged("nothing came through the tunnel for 300 ms");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("W-96 a tunnel with bytes in one direction stays open")
  void aTunnelWithOneDirectionLives(boolean fromClient) throws Exception {
    serve(UpstreamLimits.DEFAULT.withIdle(Duration.ofMillis(300)));
    var ends = open();
    long end = System.nanoTime() + Duration.ofMillis(900).toNanos();
    while (System.nanoTime() < end) {
      if (fromClient) {
        ends.client().send("p");
        assertEquals("p", ends.upstream().body(1));
      } else {
        ends.upstream().send("p");
        assertEquals("p", ends.client().readLike("p"));
      }
      LockSupport.parkNanos(20_000_000);
    }
    ends.upstream().send("q");
    assertEquals("q", ends.client().readLike("q"));
  }

  @Test
  @DisplayName("W-96 after a half-close the other side has the time limit of a response")
  void behindOneEndTheOtherSideHasAsLongAsForAnAnswer() throws Exception {
    serve(UpstreamLimits.DEFAULT.withHead(Duration.ofMillis(300)));
    var ends = open();
    ends.client().close(); // For us it may still be listening.
    assertEquals("FIN", ends.upstream().readEnd());
    Eventually.holds("done", () -> countDone() == 1);
    assertDone("SOURCE_FAILED", 0);
  }

  @Test
  @DisplayName("W-97 a stop cuts tunnels")
  void aStopCutsTunnels() throws Exception {
    serve();
    var ends = open();
    var half = open();
    half.client().halfClose();
    server().close();
    assertEquals("RESET", ends.client().readEnd());
    assertEquals("RESET", ends.upstream().readEnd());
    assertEquals("RESET", half.client().readEnd());
    assertEquals(2, countDone());
    assertDone("SERVER_STOPPED", 0);
    assertEquals(List.of(), log.records());
  }

  @Test
  @DisplayName("W-97 closing the upstream client cuts its tunnels")
  void theClientOfUpstreamsTakesItsTunnelsAlong() throws Exception {
    serve();
    var ends = open();
    client.close();
    assertEquals("RESET", ends.client().readEnd());
    assertEquals("RESET", ends.upstream().readEnd());
  }

  @Test
  @DisplayName("M-63, W-160 over the limit of tunnels the upstream gets no request")
  void beyondAsManyTunnelsAsMayBeTheUpstreamIsNotAsked() throws Exception {
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
    ends.client().halfClose();
    assertEquals("FIN", ends.upstream().readEnd());
    assertEquals(1, tunnels.held(), "it is half open");
    ends.upstream().close();
    Eventually.holds("given back", () -> tunnels.held() == 0);
    open().client().reset();
    Eventually.holds("given back", () -> tunnels.held() == 0);
    tunnels.logRest();
  }

  @Test
  @DisplayName("W-160 an upgrade that is declined does not count as a tunnel")
  void anUpgradeThatIsAnsweredOtherwiseTakesNoPlace() throws Exception {
    var tunnels = serve(Bound.TUNNELS, 1).of(Bound.TUNNELS);
    var asking = connect().send(ASK);
    var asked = upstream.next();
    assertEquals(1, tunnels.held(), "while the upstream decides");
    asked.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    asking.readHead();
    assertEquals(0, tunnels.held(), "though its answer goes on");
  }

  @Test
  @DisplayName("M-64, W-161 an idle tunnel is reset on both sides")
  void silenceInBothDirectionsIsAResetForBothSides() throws Exception {
    var idle = serve(Bound.TUNNEL_IDLE, 200).of(Bound.TUNNEL_IDLE);
    var ends = open();
    assertEquals("RESET", ends.client().readEnd());
    assertEquals("RESET", ends.upstream().readEnd());
    assertDone("SOURCE_FAILED", 0);
    assertEquals(1, idle.reached());
    assertTrue(
        log.text().contains("limit tunnel-idle (200ms) reached: reset a tunnel of 127."),
        log.text());
    idle.logRest();
  }
}
