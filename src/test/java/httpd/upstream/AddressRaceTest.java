package httpd.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.Headers;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.connect.DialSettings;
import httpd.upstream.connect.NameLookup;
import httpd.upstream.request.UpstreamAddress;
import httpd.upstream.request.UpstreamException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Upstream lines", U-70 to U-73, and the limits of M-80 and M-81. */
class AddressRaceTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private Limits limits = Limits.standard();
  private UpstreamClient client = clientOf(host -> List.of(InetAddress.getAllByName(host)));

  @AfterEach
  void close() {
    client.close();
    Eventually.holds("no place is held", () -> held() == 0);
  }

  private long held() {
    return limits.of(Bound.UPSTREAM_CONNECTIONS).held() + limits.of(Bound.LOOKUPS).held();
  }

  private UpstreamClient clientOf(NameLookup.Resolver resolver) {
    var names = new NameLookup(resolver, () -> limits);
    var settings =
        new DialSettings(
            () -> {
              throw new AssertionError("no TLS here");
            },
            names,
            () -> limits);
    return new UpstreamClient("httpd-upstream-test", UpstreamLimits.DEFAULT, settings);
  }

  private static NameLookup.Resolver always(String... addresses) {
    return host -> Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
  }

  private void use(NameLookup.Resolver resolver) {
    client.close();
    client = clientOf(resolver);
  }

  private UpstreamCall get(String host, int port) {
    var address = UpstreamAddress.of("http://" + host + ":" + port + "/");
    return client.get(address, Headers.EMPTY, UpstreamLimits.DEFAULT, null);
  }

  private void isAnsweredBy(ScriptedUpstream upstream, String host) throws Exception {
    var call = get(host, upstream.port());
    upstream.next().send(OK);
    assertEquals(200, call.response().status());
  }

  private static void assumeSix() throws IOException {
    var loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1"));
    assumeTrue(loopback != null, "this system has no IPv6");
  }

  @ParameterizedTest(name = "U-71 a name of both families whose upstream is on {0} alone")
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void refusedByTheOther(String listening) throws Exception {
    assumeSix();
    use(always(listening.equals("::1") ? "127.0.0.1" : "::1", listening));
    try (var upstream = new ScriptedUpstream(InetAddress.ofLiteral(listening))) {
      isAnsweredBy(upstream, "both.test");
    }
  }

  @ParameterizedTest(name = "U-72 localhost is {0} too, whatever the system lists")
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void localhost(String listening) throws Exception {
    assumeSix();
    use(always(listening.equals("::1") ? "127.0.0.1" : "::1"));
    try (var upstream = new ScriptedUpstream(InetAddress.ofLiteral(listening))) {
      isAnsweredBy(upstream, "localhost");
    }
  }

  @Test
  @DisplayName("U-71 an address that does not answer delays the next one, and is closed after it")
  void blackHole() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var hole = new ServerSocket(upstream.port(), 1, InetAddress.ofLiteral("127.0.0.2"))) {
      var fillers = fill((InetSocketAddress) hole.getLocalSocketAddress());
      use(always("127.0.0.2", "127.0.0.1"));
      var call = get("two.test", upstream.port());
      var connection = upstream.next();
      Eventually.holds("the other is closed", () -> held() == 1);
      connection.send(OK);
      assertEquals(200, call.response().status());
      for (var filler : fillers) {
        filler.close();
      }
    }
  }

  /** From then on the system drops what wants to connect: its queue is full. */
  private static List<SocketChannel> fill(InetSocketAddress hole) throws IOException {
    var fillers = new ArrayList<SocketChannel>();
    for (int i = 0; i < 8; i++) {
      var filler = SocketChannel.open();
      filler.configureBlocking(false);
      filler.connect(hole);
      fillers.add(filler);
    }
    return fillers;
  }

  @Test
  @DisplayName("U-73 if no address accepts, the failure is that of the first; all are closed")
  void allRefuse() throws Exception {
    int port;
    try (var gone = new ScriptedUpstream()) {
      port = gone.port();
    }
    use(always("127.0.0.3", "127.0.0.1"));
    var failure = assertThrows(UpstreamException.class, get("none.test", port)::response);
    assertEquals(UpstreamException.Kind.UNREACHABLE, failure.kind());
    assertEquals(true, failure.getMessage().contains("127.0.0.3"), failure.getMessage());
  }

  @Test
  @DisplayName("M-80 names that are looked up at once; one name is looked up once for all")
  void lookups() throws Exception {
    limits = Limits.standard().with(Bound.LOOKUPS, 1);
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    use(host -> blocked(asked, answer));
    try (var log = new LogCapture();
        var upstream = new ScriptedUpstream()) {
      var first = get("slow.test", upstream.port());
      asked.await();
      var same = get("slow.test", upstream.port());
      var other = get("other.test", upstream.port());
      assertEquals(
          UpstreamException.Kind.TOO_MANY,
          assertThrows(UpstreamException.class, other::response).kind());
      assertEquals(1, limits.of(Bound.LOOKUPS).reached());
      assertEquals(
          true, log.text().contains("limit lookups (1) reached: did not look up other.test"));
      answer.countDown();
      upstream.next().send(OK);
      upstream.next().send(OK);
      assertEquals(200, first.response().status());
      assertEquals(200, same.response().status());
    }
  }

  @Test
  @DisplayName(
      "M-80 a lookup that fails is a failure for its waiting requests, and releases" + " its place")
  void brokenLookup() throws Exception {
    limits = Limits.standard().with(Bound.LOOKUPS, 1);
    use(host -> {
      throw new StackOverflowError("as deep as it goes");
    });
    for (int i = 0; i < 2; i++) {
      var failure = assertThrows(UpstreamException.class, get("broken.test", 1)::response);
      assertEquals(UpstreamException.Kind.UNREACHABLE, failure.kind());
    }
    assertEquals(0, limits.of(Bound.LOOKUPS).held());
  }

  private static List<InetAddress> blocked(CountDownLatch asked, CountDownLatch answer)
      throws UnknownHostException {
    asked.countDown();
    try {
      answer.await();
    } catch (InterruptedException e) {
      throw new UnknownHostException("interrupted");
    }
    return List.of(InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  @DisplayName("M-81 connections to upstreams; one that waits in a pool gives way")
  void connections() throws Exception {
    limits = Limits.standard().with(Bound.UPSTREAM_CONNECTIONS, 1);
    use(always("127.0.0.1"));
    try (var log = new LogCapture();
        var one = new ScriptedUpstream();
        var two = new ScriptedUpstream()) {
      var call = get("one.test", one.port());
      var busy = one.next();
      var refused = get("two.test", two.port());
      assertEquals(
          UpstreamException.Kind.TOO_MANY,
          assertThrows(UpstreamException.class, refused::response).kind());
      assertEquals(1, limits.of(Bound.UPSTREAM_CONNECTIONS).reached());
      var line = "limit upstream-connections (1) reached: did not connect to two.test";
      assertEquals(true, log.text().contains(line), log.text());
      busy.send(OK);
      assertEquals(200, call.response().status());
      // A loop has another one close its connection, and does not wait for that.
      Eventually.holds("the connection that waits gives way", () -> answered(two));
      assertEquals(1, two.connections());
    }
  }

  /** Whether a request is let through and not refused. */
  private boolean answered(ScriptedUpstream upstream) {
    var call = get("two.test", upstream.port());
    try {
      Eventually.holds(
          "refused or connected", () -> call.isAnswered() || upstream.connections() > 0);
      if (upstream.connections() == 0) {
        return false;
      }
      upstream.next().send(OK);
      return call.response().status() == 200;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
