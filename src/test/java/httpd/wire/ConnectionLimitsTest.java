package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.net.Transport;
import httpd.server.Server;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.SlowLines;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Limits": how many connections there are. */
class ConnectionLimitsTest extends WireTest {

  private static final String REFUSAL =
      """
      HTTP/1.1 503 Service Unavailable
      Content-Type: text/plain; charset=utf-8
      Content-Length: 36
      Retry-After: 1
      Connection: close

      The server has too many connections␊\
      """;

  private final AtomicInteger handled = new AtomicInteger();
  private final SlowLines lines = new SlowLines();

  private Limits serve(Transport transport, Bound bound, int most) throws IOException {
    var limits = Limits.standard().with(bound, most);
    serve(
        config().withTransport(transport).withLimits(limits),
        request -> {
          handled.incrementAndGet();
          return request.path().equals("/lines") ? Response.lines(lines) : Response.text("served");
        });
    return limits;
  }

  /** A connection that is in use and does not give way. */
  private RawClient busy() throws IOException {
    var client = connect().get("/lines");
    client.readHead();
    return client;
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-10 a connection beyond the limit is a 503, whether it asks or not")
  void beyondAll(Transport transport) throws Exception {
    var limits = serve(transport, Bound.CONNECTIONS, 1);
    var busy = busy();
    assertEquals(REFUSAL, connect().readAll());
    assertEquals(REFUSAL, connect().get("/never").readAll());
    assertEquals(1, handled.get(), "calls of the handler");
    assertEquals(1, limits.of(Bound.CONNECTIONS).held());
    assertEquals(2, limits.of(Bound.CONNECTIONS).reached());
    assertTrue(
        log.text()
            .startsWith(
                "WARNING limit connections (1) reached: refused 127.0.0.1;"
                    + " --limit connections=VALUE changes it\n"),
        log.text());
    busy.close();
    Eventually.holds("a place", () -> limits.of(Bound.CONNECTIONS).held() == 0);
    connect().get("/").readUntil("served");
  }

  @Test
  @DisplayName("M-5 servers with one Limits share what it counts")
  void sharedBetweenServers() throws Exception {
    var limits = serve(Transport.NIO, Bound.CONNECTIONS, 1);
    var config = config().withTransport(Transport.NIO).withLimits(limits);
    try (var busy = busy();
        var other = Server.start(config, request -> Response.text("served"));
        var refused = new RawClient(other.address())) {
      assertEquals(REFUSAL, refused.readAll());
      assertEquals(1, limits.of(Bound.CONNECTIONS).held());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-11 of connections without a request the one that is idle longest gives way")
  void longestIdle(Transport transport) throws Exception {
    var limits = serve(transport, Bound.CONNECTIONS, 4);
    var kept = connect().get("/");
    kept.readUntil("served");
    var silent = connect();
    var half = connect().send("GET / HTTP/1.1\nHost:");
    busy();
    kept.get("/").readUntil("served");
    connect().get("/").readUntil("served");
    assertEquals(-1, silent.readByte());
    connect().get("/").readUntil("served");
    assertEquals(-1, half.readByte());
    kept.get("/").readUntil("served");
    assertEquals(4, limits.of(Bound.CONNECTIONS).held());
    assertEquals(2, limits.of(Bound.CONNECTIONS).reached());
    assertTrue(
        log.text().contains("reached: closed the connection that was idle longest, of 127.0.0.1;"),
        log.text());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-12 an address has a limit of its own, and gives back what it had")
  void perAddress(Transport transport) throws Exception {
    var limits = serve(transport, Bound.CONNECTIONS_PER_ADDRESS, 2);
    var first = connect();
    var second = connect();
    assertEquals(REFUSAL, connect().get("/").readAll());
    assertEquals(1, limits.of(Bound.CONNECTIONS_PER_ADDRESS).reached());
    assertTrue(
        log.text().startsWith("WARNING limit connections-per-address (2) reached: refused 127."),
        log.text());
    second.close();
    Eventually.holds("a place", () -> limits.of(Bound.CONNECTIONS).held() == 1);
    connect().get("/").readUntil("served");
    first.get("/").readUntil("served");
  }
}
