package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Response;
import httpd.server.ServerConfig;
import httpd.server.SitePolicy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Who may talk to it": the names that a server answers to. */
class HostsTest extends WireTest {

  private static final String REMEDY =
      "This server answers to localhost and to names that it was given; to give it this one, start"
          + " it with --host ";

  private final AtomicInteger calls = new AtomicInteger();

  private final Handler served =
      request -> {
        calls.incrementAndGet();
        return Response.text("served");
      };

  private String ask(String head) throws Exception {
    return connect().send(head + "Connection: close\n\n").readAll();
  }

  private void assertServed(String head) throws Exception {
    var answer = ask(head);
    assertTrue(answer.endsWith("\n\nserved"), answer);
  }

  private void assertMisdirected(String head) throws Exception {
    int before = calls.get();
    var answer = ask(head);
    assertTrue(answer.startsWith("HTTP/1.1 421 Misdirected Request\n"), answer);
    assertEquals(before, calls.get(), "calls of the handler");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: rebound.example:8080\n",
        "GET / HTTP/1.0\nHost: rebound.example\n",
        "OPTIONS * HTTP/1.1\nHost: rebound.example\n",
        "HEAD / HTTP/1.1\nHost: 0.0.0.0\n",
        "GET / HTTP/1.1\nHost: 127.1\n",
        "GET / HTTP/1.1\nHost: 2130706433\n",
        "GET / HTTP/1.1\nHost: 192.0.2.1\n",
        "POST / HTTP/1.1\nHost: a.b\nContent-Length: 1\nExpect: 100-continue\n",
        "GET / HTTP/1.1\nHost: rebound.example\nX-Forwarded-Host: localhost\n",
        "GET / HTTP/1.1\nHost: rebound.example\nForwarded: host=localhost\n",
      })
  @DisplayName("S-150, S-151 on loopback a name that is not the server's is a 421")
  void strangers(String head) throws Exception {
    serve(served);
    assertMisdirected(head);
  }

  @Test
  @DisplayName("S-150 so is one that asks to switch, and the body of a 421 names the remedy")
  void upgrade() throws Exception {
    serve(served);
    var answer =
        ask("GET / HTTP/1.1\nHost: rebound.example\nConnection: Upgrade\nUpgrade: websocket\n");
    assertTrue(answer.endsWith("\n\n" + REMEDY + "rebound.example␊"), answer);
    assertEquals(0, calls.get());
  }

  @Test
  @DisplayName("S-150, S-86 what is no request is refused as such before")
  void framing() throws Exception {
    serve(served);
    var answer = ask("GET / HTTP/1.1\nHost: rebound.example\nTransfer-Encoding: gzip, chunked\n");
    assertTrue(answer.startsWith("HTTP/1.1 501 "), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: x\n",
        "Host: localhost\nOrigin: http://localhost\nUser-Agent: Mozilla/5.0\n",
        "Host: \n",
        "Host: x\nUser-Agent: curl/8.0\nAccept-Encoding: gzip, deflate\n",
      })
  @DisplayName("S-150, S-152 localhost is served to all, a single label to programs")
  void programs(String fields) throws Exception {
    serve(served);
    assertServed("GET / HTTP/1.1\n" + fields);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://x",
        "Referer: http://x/",
        "Accept-Language:",
        "Upgrade-Insecure-Requests: 1",
        "Sec-Fetch-Mode: cors",
        "user-agent: mozilla/5.0 (X11)",
      })
  @DisplayName("S-152 a single label is a 421 to what has a mark of a browser")
  void browsers(String mark) throws Exception {
    serve(served);
    assertServed("GET / HTTP/1.1\nHost: x\n");
    assertMisdirected("GET / HTTP/1.1\nHost: x\n" + mark + "\n");
  }

  @Test
  @DisplayName("S-153 other addresses take every host until names are given")
  void everywhere() throws Exception {
    serve(config().withBind("0.0.0.0"), served);
    assertServed("GET / HTTP/1.1\nHost: rebound.example\n");
  }

  @Test
  @DisplayName("S-153 then they take those, addresses, and what loopback takes")
  void everywhereWithNames() throws Exception {
    serve(config().withBind("0.0.0.0").withHosts(Set.of("App.example.")), served);
    assertServed("GET / HTTP/1.1\nHost: app.EXAMPLE:80\n");
    assertServed("GET / HTTP/1.1\nHost: 192.0.2.1\n");
    assertServed("GET / HTTP/1.1\nHost: localhost\n");
    assertMisdirected("GET / HTTP/1.1\nHost: rebound.example\n");
  }

  @Test
  @DisplayName("S-150, S-155 names that are given are taken on loopback, and all with *")
  void names() throws Exception {
    serve(config().withHosts(Set.of("app.example", "192.0.2.1")), served);
    assertServed("GET / HTTP/1.1\nHost: app.example\nUser-Agent: Mozilla/5.0\n");
    assertServed("GET / HTTP/1.1\nHost: 192.0.2.1:8080\n");
    assertMisdirected("GET / HTTP/1.1\nHost: b.app.example\n");
    try (var all =
            httpd.server.Server.start(config().withHosts(Set.of(SitePolicy.ANY_HOST)), served);
        var client = new httpd.testing.RawClient(all.address())) {
      client.send("GET / HTTP/1.1\nHost: rebound.example\nConnection: close\n\n");
      assertTrue(client.readAll().endsWith("served"));
    }
  }

  @Test
  @DisplayName("S-154 the log tells of each name once, and of 16 at most")
  void log() throws Exception {
    serve(served);
    for (int i = 0; i < 40; i++) {
      assertMisdirected("GET / HTTP/1.1\nHost: a" + i / 2 + ".example\n");
    }
    var lines = log.text().lines().toList();
    assertEquals(16, lines.size(), log.text());
    assertEquals(
        "WARNING answered 421 to a request for the host \"a0.example\", which is not a name of this"
            + " server; --host a0.example makes it one",
        lines.getFirst());
  }

  @Test
  @DisplayName("S-154 a name of the greatest length is one line of the log, and cut")
  void longName() throws Exception {
    serve(served);
    assertMisdirected("GET / HTTP/1.1\nHost: " + "a.".repeat(3900) + "a\n");
    assertEquals(
        "WARNING answered 421 to a request for the host \""
            + "a.".repeat(50)
            + "...\", which is not a name of this server; --host NAME makes it one\n",
        log.text());
  }

  @Test
  @DisplayName("S-131, S-150 the authority of an absolute target counts, not the field beside it")
  void absolute() throws Exception {
    serve(served);
    assertMisdirected("GET http://rebound.example/ HTTP/1.1\nHost: localhost\n");
    assertMisdirected("GET http://rebound.example/ HTTP/1.0\n");
    assertServed("GET http://localhost/ HTTP/1.1\nHost: rebound.example\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "http://a.example", "a.example:80", "a/b", "127.1", "*.a"})
  @DisplayName("S-155 what is no name is refused where it is given")
  void wrongNames(String name) {
    var config = ServerConfig.defaults();
    assertThrows(IllegalArgumentException.class, () -> config.withHosts(Set.of(name)));
  }
}
