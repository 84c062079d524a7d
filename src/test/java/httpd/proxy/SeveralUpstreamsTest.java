package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Timer;
import httpd.route.HeaderRule;
import httpd.testing.Eventually;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.UpstreamState;
import httpd.upstream.request.UpstreamAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PX-40 to PX-42: turns, other upstreams instead, and checks. */
class SeveralUpstreamsTest extends PassingOnFixture {

  private static UpstreamAddress address(String url) {
    return UpstreamAddress.of(url);
  }

  private String url() {
    return upstream.uri("/").toString();
  }

  private static String url(ScriptedUpstream other) {
    return other.uri("/").toString();
  }

  @Test
  @DisplayName("PX-40 one that is named twice has two turns of three")
  void weights() {
    var a = address("http://a/");
    var b = address("http://b/");
    var upstreams = new Upstreams(List.of(a, a, b));
    assertEquals(2, upstreams.size());
    assertEquals(List.of(b, a), upstreams.addresses(upstreams.each().getLast()));
    var first = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      var turn = upstreams.inTurn();
      assertEquals(2, turn.size());
      first.append(turn.getFirst().address().origin().host());
    }
    assertEquals("aabaab", first.toString());
    upstreams.each().getFirst().setAside("refused");
    assertEquals(b, upstreams.inTurn().getFirst().address());
    assertEquals(b, upstreams.inTurn().getFirst().address());
  }

  @Test
  @DisplayName("PX-40.1 the others share the turns of one that is down")
  void shares() {
    var upstreams =
        new Upstreams(List.of(address("http://a/"), address("http://b/"), address("http://c/")));
    upstreams.each().getFirst().setDown("its check failed");
    var first = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      first.append(upstreams.inTurn().getFirst().address().origin().host());
    }
    assertEquals("bcbcbc", first.toString());
  }

  @Test
  @DisplayName("PX-41 a GET that got no response goes to the next upstream, a POST does not")
  void unanswered() throws Exception {
    try (var other = new ScriptedUpstream()) {
      serve("/", proxy(url(), url(other)));
      var client = connect().get("/");
      upstream.next().close();
      var second = other.next();
      assertTrue(second.head().startsWith("GET / "), second.head());
      second.send(OK);
      assertTrue(client.readHead().startsWith("HTTP/1.1 200 "));
      assertTrue(log.text().contains("does not answer, the others are asked"), log.text());
      client.send(ANEW.formatted("/")); // The first one comes last for a while.
      other.next().close();
      assertTrue(client.readUntil("way␊").startsWith("HTTP/1.1 502 "));
      assertEquals(1, upstream.connections());
    }
  }

  @Test
  @DisplayName("PX-41 a GET whose response breaks off is cut, and no other upstream is asked")
  void brokenOff() throws Exception {
    try (var other = new ScriptedUpstream()) {
      serve("/", proxy(url(), url(other)));
      var client = connect().get("/");
      var connection = upstream.next();
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
      client.readHead();
      connection.close();
      assertEquals("x", client.readAll());
      assertEquals(0, other.connections());
    }
  }

  /** A timer whose tasks a test runs. */
  private static final class Hand implements Timer {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    @Override
    public CompletableFuture<Void> after(long nanos, Runnable task) {
      tasks.add(task);
      return new CompletableFuture<>();
    }

    Runnable next() throws InterruptedException {
      return Objects.requireNonNull(tasks.poll(10, TimeUnit.SECONDS), "a next check");
    }
  }

  private static void answer(ScriptedUpstream upstream, String status) throws Exception {
    var connection = upstream.next();
    assertTrue(connection.head().startsWith("GET /up?x "), connection.head());
    assertTrue(connection.head().contains("\r\nX-Key: k\r\n"), connection.head());
    connection.send("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  @Test
  @DisplayName(
      "PX-42, PX-42.1, PX-42.2, PX-42.3 what fails its check is not asked until it is well")
  void checks() throws Exception {
    var timer = new Hand();
    try (var other = new ScriptedUpstream()) {
      var addresses = List.of(address(url()), address(url(other)));
      var rules = List.of(HeaderRule.of("/up: X-Key: k"));
      var route =
          new ProxyRoute(
              "up", addresses, UpstreamLimits.DEFAULT, TrustedProxies.NONE, false, rules);
      var handler = new ProxyHandler(route, client);
      serve("/", handler);
      try (var checks = handler.check("/up?x", client, timer)) {
        answer(upstream, "500 No");
        timer.next();
        answer(other, "302 Found");
        var another = timer.next();
        assertEquals(
            "[DOWN, UP]",
            handler.upstreamStates().stream().map(UpstreamState::kind).toList().toString());
        assertTrue(log.text().contains("an upstream of up is down, and not asked: "), log.text());
        assertTrue(log.text().contains("/up?x: answered 500"), log.text());
        var client = connect();
        for (int i = 0; i < 3; i++) {
          client.get("/");
          var connection = i == 0 ? other.next() : other.accepted().getLast();
          assertTrue(i == 0 || connection.readsRequest());
          assertFalse(connection.head().contains("X-Key"), connection.head());
          connection.send(OK);
          assertTrue(client.readHead().startsWith("HTTP/1.1 200 "));
        }
        another.run();
        answer(other, "404 Gone");
        var third = timer.next();
        client.get("/");
        var refusal = client.readUntil("failed␊");
        assertTrue(refusal.startsWith("HTTP/1.1 503 "), refusal);
        assertTrue(refusal.contains("\nRetry-After: "), refusal);
        third.run();
        answer(other, "204 Well");
        timer.next();
        assertTrue(log.text().contains("an upstream of up is up: "), log.text());
      }
    }
  }

  @Test
  @DisplayName("PX-42 an upstream that gives a check no response is down; a stop ends the check")
  void ends() throws Exception {
    var timer = new Hand();
    var upstreams = new Upstreams(List.of(address(url())));
    var route = new ProxyRoute("up", List.of(), UpstreamLimits.DEFAULT, TrustedProxies.NONE, false);
    try (var checks = HealthChecks.start(route, upstreams, client, timer, "/")) {
      upstream.next().close();
      timer.next().run();
      assertEquals(UpstreamState.Kind.DOWN, upstreams.states().getFirst().kind());
      var connection = upstream.next();
      checks.close();
      Eventually.isFine(() -> connection.clientHasGone() ? null : "still asked");
      assertEquals(0, timer.tasks.size());
    }
  }

  @Test
  @DisplayName("PX-42.4 one that is down is the next of a stream when none is up")
  void streams() {
    var upstreams = new Upstreams(List.of(address("http://a/"), address("http://b/")));
    upstreams.each().getFirst().setDown("x");
    assertEquals("b", upstreams.next().address().origin().host());
    upstreams.each().getLast().setDown("x");
    assertEquals(List.of(), upstreams.inTurn());
    assertTrue(upstreams.next().address().url().startsWith("http://"));
  }
}
