package httpd.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Request;
import httpd.live.Presentation;
import httpd.proxy.ProxyHandler;
import httpd.proxy.ProxyRoute;
import httpd.proxy.TrustedProxies;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.EOFException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Recorded runs", over sockets: an upstream that misbehaves. */
class RecordedUpstreamTest extends RecordingFixture {

  private static final String EVENTS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final UpstreamClient client = new UpstreamClient();
  private LogCapture log;
  private ScriptedUpstream upstream;
  private Server server;

  @BeforeEach
  void start() throws Exception {
    log = new LogCapture();
    upstream = new ScriptedUpstream();
    var address = UpstreamAddress.of(upstream.uri("/").toString());
    var route =
        new ProxyRoute("up", List.of(address), UpstreamLimits.DEFAULT, TrustedProxies.NONE, false);
    handler =
        RecordingHandler.ofResponses(
            "up", new ProxyHandler(route, client), Presentation.DEFAULT, recordings);
    server = Server.start(ServerConfig.defaults().withPort(0).withEventLoops(1), handler);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    client.close();
    upstream.close();
    log.close();
  }

  private interface Script {
    void play(ScriptedUpstream.Connection connection) throws Exception;
  }

  private EventTab post(Script script) throws Exception {
    var played =
        Thread.ofVirtual()
            .start(() -> {
              try {
                script.play(upstream.next());
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    var tab = EventTab.post(server.address(), "/v1/chat", "{}");
    played.join();
    return tab;
  }

  private static String event(String data) {
    var event = "data: " + data + "\n\n";
    return Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
  }

  @Test
  @DisplayName("RC-21 an upstream that breaks off without its last chunk is a failure for all")
  void breaksOff() throws Exception {
    var tab =
        post(connection -> {
          connection.send(EVENTS + event("one"));
          connection.finish();
        });
    assertEquals(200, tab.status());
    var location = tab.header("location");
    assertEquals("", tab.next().data());
    var one = tab.next();
    assertEquals("one", one.data());
    assertThrows(EOFException.class, tab::next);
    tab.close();
    try (var late = EventTab.get(server.address(), location, "")) {
      assertEquals("failed", late.header("httpd-run"));
      late.next();
      assertEquals("one", late.next().data());
      assertThrows(EOFException.class, late::next);
    }
    try (var back = EventTab.get(server.address(), "/v1/chat", one.id())) {
      assertEquals(500, back.status());
    }
    assertEquals(1, upstream.connections());
  }

  @Test
  @DisplayName("RC-23 an upstream that never ends is cancelled when no reader comes back in time")
  void neverEnds() throws Exception {
    var tab = post(connection -> connection.send(EVENTS + event("one")));
    var location = tab.header("location");
    tab.next();
    assertEquals("one", tab.next().data());
    tab.close();
    Eventually.isFine(() -> {
      timer.pass(LINGER);
      return upstream.everyClientHasGone() ? null : "the upstream is still connected";
    });
    is("failed", location);
  }

  @Test
  @DisplayName("RC-24 DELETE cancels the upstream and cuts the readers")
  void deleted() throws Exception {
    var tab = post(connection -> connection.send(EVENTS + event("one")));
    tab.next();
    var request = Request.of("DELETE", tab.header("location"), "");
    assertEquals(204, handler.handle(request).status());
    assertThrows(
        EOFException.class,
        () -> {
          while (tab.next() != null) {}
        });
    tab.close();
    Eventually.holds("the upstream is cancelled", upstream::everyClientHasGone);
  }

  @Test
  @DisplayName("RC-3 RC-15 a 429 with a length passes unchanged, one in chunks is recorded")
  void refusal() throws Exception {
    var refused =
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nContent-Type: application/json\r\n";
    var tab = post(connection -> connection.send(refused + "Content-Length: 2\r\n\r\n{}"));
    assertEquals(429, tab.status());
    assertEquals("3", tab.header("retry-after"));
    assertEquals(null, tab.header("location"));
    tab.close();
    var chunked =
        post(connection ->
            connection.send(refused + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"));
    assertEquals(429, chunked.status());
    assertEquals("application/json", chunked.header("content-type"));
    var location = chunked.header("location");
    chunked.close();
    is("ended", location);
    var again = get(location);
    assertEquals(429, again.status());
    assertEquals("{}END", all(again));
  }

  @Test
  @DisplayName("RC-7 the body of a POST is passed on with its length")
  void passesBody() throws Exception {
    var tab =
        post(connection -> {
          assertTrue(connection.head().contains("\r\nContent-Length: 2\r\n"), connection.head());
          assertTrue(connection.head().contains("\r\nAccept-Encoding: identity\r\n"));
          assertEquals("{}", connection.body(2));
          connection.send(EVENTS + event("one") + "0\r\n\r\n");
        });
    tab.next();
    assertEquals("one", tab.next().data());
    assertEquals(null, tab.next());
    tab.close();
  }

  @Test
  @DisplayName("RC-1 an upstream that cannot be reached is a 502 without a run")
  void unreachable() throws Exception {
    upstream.close();
    var response = get("/v1/chat");
    assertEquals(502, response.status());
    assertEquals(new Body.Text("Bad Gateway\n"), response.body());
    assertEquals(null, location(response));
  }
}
