package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Headers;
import httpd.Response;
import httpd.live.Presentation;
import httpd.testing.Eventually;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Max-Forwards} and {@code Via}, through a real server. */
class HopsTest extends ProxyTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private static String field(String head, String name) {
    return Headers.of(
            head.lines()
                .skip(1)
                .filter(line -> !line.isEmpty())
                .map(line -> line.split(": ", 2))
                .map(field -> new Headers.Field(field[0], field[1]))
                .toList())
        .all(name)
        .toString();
  }

  private Handler events(String url) {
    return new PersistentEventsHandler(
        new ProxyRoute(
            "events",
            List.of(UpstreamAddress.of(url)),
            UpstreamLimits.DEFAULT,
            TrustedProxies.NONE,
            false),
        Presentation.DEFAULT);
  }

  @Test
  @DisplayName("W-130 TRACE with Max-Forwards 0 is answered with the request, less what is secret")
  void trace() throws Exception {
    serve();
    var answer =
        connect()
            .send(
                "TRACE /x?y HTTP/1.1\nHost: h\nMax-Forwards: 0\nAuthorization: s3\nCookie: s3\n"
                    + "X-Api-Key: s3\nX-CSRF-Token: s3\nVia: 1.1 a\nConnection: close\n\n")
            .readAll();
    assertTrue(answer.startsWith("HTTP/1.1 200 OK\nContent-Type: message/http\n"), answer);
    var trace = "TRACE /x?y HTTP/1.1\nHost: h\nMax-Forwards: 0\nVia: 1.1 a\nConnection: close\n\n";
    assertTrue(answer.endsWith("\n\n" + trace), answer);
    assertEquals(0, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00"})
  @DisplayName("W-130 OPTIONS with Max-Forwards 0 is answered with Allow")
  void options(String limit) throws Exception {
    serve();
    var head =
        connect().send("OPTIONS /x HTTP/1.1\nHost: h\nMax-Forwards: " + limit + "\n\n").readHead();
    assertTrue(head.startsWith("HTTP/1.1 204 No Content\n"), head);
    assertEquals("[GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE]", field(head, "Allow"));
    assertEquals(0, upstream.connections());
  }

  @Test
  @DisplayName("W-130 so it is by sse+http:")
  void optionsOfEvents() throws Exception {
    serve("/", events(upstream.uri("/").toString()));
    var head = connect().send("OPTIONS / HTTP/1.1\nHost: h\nMax-Forwards: 0\n\n").readHead();
    assertEquals("[GET, HEAD]", field(head, "Allow"));
    assertEquals(0, upstream.connections());
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS, 1, 0",
    "TRACE, 10, 9",
    "TRACE, 007, 6",
    "OPTIONS, 99999999999999999999, 999999998",
    "GET, 0, 0",
    "GET, many, many",
    "DELETE, 3, 3",
  })
  @DisplayName("W-131 Max-Forwards is counted for OPTIONS and TRACE, and left alone for others")
  void counted(String method, String limit, String passedOn) throws Exception {
    serve();
    connect().send(method + " / HTTP/1.1\nHost: h\nMax-Forwards: " + limit + "\n\n");
    assertEquals("[" + passedOn + "]", field(upstream.next().head(), "Max-Forwards"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "-1", "+1", "1.0", "", "1, 1", "1\nMax-Forwards: 1"})
  @DisplayName("W-131 one that is no number is a 400 for these")
  void noNumber(String limit) throws Exception {
    serve();
    var head = connect().send("TRACE / HTTP/1.1\nHost: h\nMax-Forwards: " + limit + "\n\n");
    assertTrue(head.readHead().startsWith("HTTP/1.1 400 "));
    assertEquals(0, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("W-136 a request that comes back is a 508, and the log says why")
  void loop(boolean ofEvents) throws Exception {
    var handler = new AtomicReference<Handler>(request -> Response.text("not yet"));
    serve("/", request -> handler.get().handle(request));
    var own = "http://127.0.0.1:" + server().address().getPort() + "/";
    handler.set(ofEvents ? events(own) : proxy(own));
    var answer = connect().send("GET /x HTTP/1.1\nHost: h\nConnection: close\n\n").readAll();
    assertTrue(answer.startsWith("HTTP/1.1 508 "), answer);
    assertTrue(answer.contains("Loop Detected: the request came back"), answer);
    assertEquals(1, log.records().size(), log.text());
    assertTrue(log.text().contains("GET /x: answered 508, the request came back"), log.text());
  }

  @Test
  @DisplayName("W-136 what is read once for all does not read itself")
  void loopOfAll() throws Exception {
    var handler = new AtomicReference<Handler>(request -> Response.text("not yet"));
    serve("/", request -> handler.get().handle(request));
    var own = UpstreamAddress.of("http://127.0.0.1:" + server().address().getPort() + "/");
    var shared =
        new SharedUpstreamHandler(
            "shared", own, UpstreamLimits.DEFAULT, Presentation.DEFAULT, client);
    handler.set(shared);
    assertTrue(connect().get("/x").readHead().startsWith("HTTP/1.1 200 "));
    Eventually.holds("told", () -> log.text().contains("GET /: answered 508, the request came"));
  }

  @Test
  @DisplayName("W-136 a chain of two is no loop, whatever the others are called")
  void chain() throws Exception {
    var first = proxy(upstream.uri("/").toString());
    serve("/", first);
    var inner = server();
    serve("/", proxy("http://127.0.0.1:" + inner.address().getPort() + "/"));
    try {
      var reader = connect().send("GET / HTTP/1.1\nHost: h\nVia: 1.1 httpd, 1.1 httpd-0\n\n");
      var connection = upstream.next();
      var via = field(connection.head(), "Via");
      assertTrue(
          via.matches("\\[1.1 httpd, 1.1 httpd-0, 1.1 httpd-\\w{16}, 1.1 httpd-\\w{16}\\]"), via);
      connection.send(OK);
      var head = reader.readHead();
      assertEquals("[1.1 httpd, 1.1 httpd]", field(head, "Via"));
      assertFalse(head.contains("httpd-"), head);
    } finally {
      inner.close();
    }
  }
}
