package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Headers;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.testing.Eventually;
import java.util.OptionalLong;
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
        200, Headers.EMPTY, new Body.PassThrough(queue, length, () -> trailers, false));
  }

  @Test
  void s18_aKnownLengthIsToldAndNothingElseIsSaid() throws Exception {
    serve(request -> pieces(OptionalLong.of(5), "ab", "cde"));
    var reader = connect();
    var expected = HEAD + "content-length: 5\n\nabcde";
    for (int i = 0; i < 2; i++) { // The connection is kept.
      reader.get("/");
      assertEquals(expected, reader.readLike(expected.replace("*", "x".repeat(29))));
    }
  }

  @Test
  void s18_anUnknownLengthIsChunksAndTrailersComeBehindThem() throws Exception {
    serve(request -> pieces(OptionalLong.empty(), "ab", "cde"));
    var expected = HEAD + "transfer-encoding: chunked\n\n2\nab\n3\ncde\n0\nX-Sum: 1\n\n";
    var got = connect().get("/").readLike(expected.replace("*", "x".repeat(29)));
    assertEquals(expected, got);
  }

  @Test
  void s18_headGetsTheLengthAlone() throws Exception {
    serve(request -> pieces(OptionalLong.of(5), "abcde"));
    var reader = connect().send("HEAD / HTTP/1.1\nHost: x\nConnection: close\n\n");
    assertEquals(HEAD + "connection: close\ncontent-length: 5\n\n", reader.readAll());
  }

  @ParameterizedTest
  @ValueSource(strings = {"abcd", "abcdef"})
  void s19_anotherLengthThanToldIsCut(String text) throws Exception {
    serve(request -> pieces(OptionalLong.of(5), text));
    var got = connect().get("/").readAll();
    assertTrue(got.endsWith(text.length() < 5 ? "\n\nabcd" : "\n\n"), got);
    Eventually.holds("logged", () -> log.text().contains("announced were 5 bytes"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "Content-Length"})
  void s121_trailersThatCannotBeSentCutTheResponse(String trailer) throws Exception {
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
              true));
    });
    assertTrue(connect().get("/").readAll().endsWith("\n\n2\nab\n"));
    Eventually.holds("logged", () -> log.text().contains("cut the response"));
  }
}
