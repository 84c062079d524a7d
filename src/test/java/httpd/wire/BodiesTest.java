package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Headers;
import httpd.Response;
import httpd.testing.SlowLines;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Bodies on the wire". */
class BodiesTest extends WireTest {

  private static final Iterator<String> NO_LINES = List.<String>of().iterator();

  private void answers(Handler handler, String request, String response) throws Exception {
    serve(handler);
    assertEquals(response, connect().send(request).halfClose().readAll());
  }

  @Test
  @DisplayName("S-1 a string: Content-Length, UTF-8, one piece; S-6 the default type")
  void string() throws Exception {
    answers(
        request -> Response.text("grüß dich"),
        """
        GET / HTTP/1.1
        Host: test

        """,
        """
        HTTP/1.1 200 OK
        content-type: text/plain; charset=utf-8
        date: *
        content-length: 11

        grüß dich\
        """);
  }

  @Test
  @DisplayName("S-2 a list: each element one chunk, verbatim; an empty one is left out")
  void list() throws Exception {
    serve(request -> Response.chunks(List.of("one", "", "two\nlines\n", "ü")));
    var expected =
        """
        HTTP/1.1 200 OK
        content-type: text/plain; charset=utf-8
        date: *
        transfer-encoding: chunked

        3
        one
        a
        two␊lines␊
        2
        ü
        0

        """;
    assertEquals(expected, connect().get("/").halfClose().readAll());
  }

  @Test
  @DisplayName("S-3 lines: each one chunk, with a line feed")
  void lines() throws Exception {
    serve(request -> Response.lines(Stream.of("one", "", "drei ✓")));
    var client = connect().get("/");
    assertEquals(
        """
        HTTP/1.1 200 OK
        Vary: Accept-Encoding
        content-type: text/plain; charset=utf-8
        Cache-Control: no-cache
        X-Accel-Buffering: no
        X-Content-Type-Options: nosniff
        date: *
        transfer-encoding: chunked

        4
        one␊
        1
        ␊
        9
        drei ✓␊
        0

        """,
        client.readUntil("\n0\n\n"));
  }

  @Test
  @DisplayName("S-3 a line of any length is one chunk")
  void longLines() throws Exception {
    var lines = List.of("a".repeat(63), "b".repeat(70_000), "c", "d".repeat(200_000), "e");
    serve(request -> Response.lines(lines.iterator()));
    var client = connect().get("/");
    client.readHead();
    for (var line : lines) {
      var chunk = Integer.toHexString(line.length() + 1) + "\n" + line + "␊\n";
      assertEquals(chunk, client.readLike(chunk));
    }
  }

  @Test
  @DisplayName("S-4 no lines: the head and the last chunk")
  void noLines() throws Exception {
    serve(request -> Response.lines(NO_LINES));
    assertTrue(
        connect().get("/").readUntil("\n0\n\n").endsWith("transfer-encoding: chunked\n\n0\n\n"));
  }

  @Test
  @DisplayName("S-5 a function as body is called first and may give any of the three")
  void function() throws Exception {
    serve(request ->
        switch (request.path()) {
          case "/string" -> Response.of((Supplier<String>) () -> "text");
          case "/list" -> Response.of((Supplier<List<String>>) () -> List.of("chunk"));
          default -> Response.of((Supplier<Stream<String>>) () -> Stream.of("line"));
        });
    var client = connect();
    assertTrue(client.get("/string").readUntil("\n\ntext").contains("content-length: 4\n"));
    assertTrue(client.get("/list").readUntil("\n0\n\n").endsWith("\n\n5\nchunk\n0\n\n"));
    assertTrue(client.get("/lines").readUntil("\n0\n\n").endsWith("\n\n5\nline␊\n0\n\n"));
  }

  @Test
  @DisplayName("S-6 a type of the handler's own replaces the default")
  void type() throws Exception {
    serve(request -> Response.text("{}").withType("application/json"));
    var head = connect().get("/").readHead();
    assertTrue(
        head.contains("content-type: application/json\n")
            || head.contains("Content-Type: application/json\n"),
        head);
    assertFalse(head.contains("text/plain"), head);
  }

  @Test
  @DisplayName("S-7 HEAD gets the head of GET; a lazy body is closed without being read")
  void head() throws Exception {
    var lines = new SlowLines();
    serve(
        request -> request.path().equals("/text") ? Response.text("12345") : Response.lines(lines));
    assertEquals(
        """
        HTTP/1.1 200 OK
        content-type: text/plain; charset=utf-8
        date: *
        content-length: 5

        HTTP/1.1 200 OK
        Vary: Accept-Encoding
        content-type: text/plain; charset=utf-8
        Cache-Control: no-cache
        X-Accel-Buffering: no
        X-Content-Type-Options: nosniff
        date: *
        transfer-encoding: chunked

        """,
        connect()
            .send("HEAD /text HTTP/1.1\nHost: test\n\nHEAD /lines HTTP/1.1\nHost: test\n\n")
            .halfClose()
            .readAll());
    lines.awaitClosed();
    assertFalse(lines.wasAsked());
    assertEquals(1, lines.closes());
  }

  @Test
  @DisplayName("S-252, S-253 lines say that they are not to be held back; a handler's fields win")
  void liveFields() throws Exception {
    serve(request -> {
      var lines = Response.lines(Stream.of("x"));
      return switch (request.path()) {
        case "/events" -> lines.withType("text/event-stream");
        case "/own" ->
            lines
                .withHeader("cache-control", "max-age=9")
                .withHeader("X-Accel-Buffering", "yes")
                .withHeader("X-Content-Type-Options", "own");
        default -> Response.of(List.of("x"));
      };
    });
    var client = connect();
    var events = client.get("/events").readUntil("\n0\n\n");
    assertTrue(
        events.contains("\nCache-Control: no-cache, no-transform\nX-Accel-Buffering: no\n"),
        events);
    assertFalse(events.contains("nosniff"), events);
    var own = client.get("/own").readUntil("\n0\n\n");
    assertTrue(own.contains("\ncache-control: max-age=9\nX-Accel-Buffering: yes\n"), own);
    assertFalse(own.contains("no-cache"), own);
    assertFalse(own.contains("nosniff"), own);
    var list = client.get("/list").readUntil("\n0\n\n");
    assertFalse(list.toLowerCase(Locale.ROOT).contains("x-"), list);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 304})
  @DisplayName("S-7 204, 205 and 304 carry no body; a lazy one is closed without being read")
  void bodilessStatus(int status) throws Exception {
    var lines = new SlowLines();
    serve(request -> Response.lines(lines).withStatus(status));
    var all = connect().get("/").halfClose().readAll();
    assertTrue(all.startsWith("HTTP/1.1 " + status), all);
    assertTrue(all.endsWith("\n\n"), all);
    assertEquals(1, all.split("\n\n", -1).length - 1, "a head alone: " + all);
    assertFalse(all.contains("chunked"), all);
    lines.awaitClosed();
    assertFalse(lines.wasAsked());
  }

  @Test
  @DisplayName("S-8 HTTP/1.0: no chunks, the body ends with the connection")
  void http10() throws Exception {
    serve(request -> Response.lines(Stream.of("one", "two")));
    assertEquals(
        """
        HTTP/1.1 200 OK
        Vary: Accept-Encoding
        content-type: text/plain; charset=utf-8
        Cache-Control: no-cache
        X-Accel-Buffering: no
        X-Content-Type-Options: nosniff
        date: *
        connection: close

        one␊two␊\
        """,
        connect().send("GET / HTTP/1.0\nConnection: keep-alive\n\n").readAll());
  }

  @Test
  @DisplayName("S-8 HTTP/1.0: a string keeps its length, and the connection if asked")
  void http10String() throws Exception {
    serve(request -> Response.text("x"));
    var client = connect();
    for (int i = 0; i < 2; i++) {
      var head = client.send("GET / HTTP/1.0\nConnection: keep-alive\n\n").readHead();
      assertTrue(head.contains("connection: keep-alive\n"), head);
      assertEquals('x', client.readByte());
    }
    assertTrue(client.send("GET / HTTP/1.0\n\n").readAll().contains("connection: close\n"));
  }

  @Test
  @DisplayName("S-9 framing headers are the server's: a handler's are dropped")
  void framingHeaders() throws Exception {
    serve(request ->
        Response.text("12345")
            .withHeader("Content-Length", "3")
            .withHeader("Transfer-Encoding", "chunked")
            .withHeader("X-Kept", "yes"));
    var all = connect().get("/").halfClose().readAll();
    assertTrue(all.endsWith("content-length: 5\n\n12345"), all);
    assertTrue(all.contains("X-Kept: yes\n"), all);
    assertFalse(all.contains("chunked"), all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-A: 1\r\nX-Injected: 1",
        "a\nb",
        "a\rb",
        "nul\0",
        "esc\u001b",
        "del\u007f",
        "emoji ✓"
      })
  @DisplayName("S-10 a value that could break the head is an exception, and a 500 on the wire")
  void badHeaderValue(String value) throws Exception {
    serve(request -> Response.text("never sent").withHeader("X-A", value));
    var all = connect().get("/").halfClose().readAll();
    assertTrue(all.startsWith("HTTP/1.1 500 Internal Server Error\n"), all);
    assertFalse(all.contains("X-"), all);
    assertFalse(all.contains("never sent"), all);
    assertTrue(log.text().contains("header \"X-A\""), log.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X A", "X:A", "X\r\nY", "Ü", "X(", "X\0"})
  @DisplayName("S-10 an illegal name is an exception, and a 500 on the wire")
  void badHeaderName(String name) throws Exception {
    serve(request -> new Response(200, Headers.of(name, "1"), httpd.Body.EMPTY));
    var all = connect().get("/").halfClose().readAll();
    assertTrue(all.startsWith("HTTP/1.1 500 Internal Server Error\n"), all);
    assertTrue(log.text().contains("header name"), log.text());
  }
}
