package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Headers;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.testing.Eventually;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S-18 and S-19: bytes of somebody else, passed through. */
class PiecesTest extends WireTest {

  private static final String HEAD = "HTTP/1.1 200 OK\ndate: *\n";

  private static Response pieces(OptionalLong length, String... texts) {
    var queue = new LineQueue();
    for (var text : texts) {
      queue.offer(Line.verbatim(text), () -> {});
    }
    queue.end();
    var trailers = Headers.of("X-Sum", "1");
    return new Response(
        200, Headers.EMPTY, new Body.PassThrough(queue, length, () -> trailers, false, false));
  }

  @Test
  @DisplayName(
      "S-18 S-18.1 bytes of a known length are sent with Content-Length and without a type")
  void knownLength() throws Exception {
    serve(request -> pieces(OptionalLong.of(5), "ab", "cde"));
    var reader = connect();
    var expected = HEAD + "content-length: 5\n\nabcde";
    for (int i = 0; i < 2; i++) { // The connection is kept.
      reader.get("/");
      assertEquals(expected, reader.readLike(expected.replace("*", "x".repeat(29))));
    }
  }

  @Test
  @DisplayName("S-18.2 bytes of an unknown length are sent in chunks, with trailers after the last")
  void unknownLength() throws Exception {
    serve(request -> pieces(OptionalLong.empty(), "ab", "cde"));
    var expected = HEAD + "transfer-encoding: chunked\n\n2\nab\n3\ncde\n0\nX-Sum: 1\n\n";
    var got = connect().get("/").readLike(expected.replace("*", "x".repeat(29)));
    assertEquals(expected, got);
  }

  @Test
  @DisplayName("S-18 the response to HEAD has the length of the bytes")
  void head() throws Exception {
    serve(request -> pieces(OptionalLong.of(5), "abcde"));
    var reader = connect().send("HEAD / HTTP/1.1\nHost: x\nConnection: close\n\n");
    assertEquals(HEAD + "connection: close\ncontent-length: 5\n\n", reader.readAll());
  }

  @ParameterizedTest
  @ValueSource(strings = {"abcd", "abcdef"})
  @DisplayName(
      "S-19 S-19.1 the connection is cut if fewer or more bytes arrive than the length says")
  void anotherLength(String text) throws Exception {
    serve(request -> pieces(OptionalLong.of(5), text));
    var got = connect().get("/").readAll();
    assertTrue(got.endsWith(text.length() < 5 ? "\n\nabcd" : "\n\n"), got);
    Eventually.holds("logged", () -> log.text().contains("announced were 5 bytes"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "Content-Length"})
  @DisplayName("S-121 trailers that cannot be sent cut the response")
  void invalidTrailers(String trailer) throws Exception {
    serve(request -> {
      var queue = new LineQueue();
      queue.offer(Line.verbatim("ab"), () -> {});
      queue.end();
      return new Response(
          200,
          Headers.EMPTY,
          new Body.PassThrough(
              queue,
              OptionalLong.empty(),
              () -> {
                if (trailer.equals("throws")) {
                  throw new IllegalStateException("made up");
                }
                return Headers.of(trailer, "2");
              },
              true,
              false));
    });
    assertTrue(connect().get("/").readAll().endsWith("\n\n2\nab\n"));
    Eventually.holds("logged", () -> log.text().contains("cut the response"));
  }

  @Test
  @DisplayName("S-11 S-11.1 a 101 for a client that has not asked to switch closes the connection")
  void tunnelWithoutUpgrade() throws Exception {
    var source = new LineQueue();
    serve(request -> new Response(101, Headers.EMPTY, new Body.Tunnel(source, fromClient -> {})));
    assertEquals("", connect().get("/").readAll());
    Eventually.holds("logged", () -> log.text().contains("answered 101"));
  }

  @Test
  @DisplayName("S-11 no other status has a tunnel, and a 101 has no other body")
  void statusOfTunnel() {
    var tunnel = new Body.Tunnel(new LineQueue(), fromClient -> {});
    assertThrows(IllegalArgumentException.class, () -> new Response(200, Headers.EMPTY, tunnel));
    assertThrows(IllegalArgumentException.class, () -> Response.text("x").withStatus(101));
  }
}
