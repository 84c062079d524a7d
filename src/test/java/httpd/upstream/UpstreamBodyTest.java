package httpd.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import httpd.Lines;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.split.LineLimit;
import httpd.testing.Eventually;
import httpd.testing.ScriptedUpstream;
import httpd.testing.Take;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the bytes of a response that behaves. */
class UpstreamBodyTest {

  private final UpstreamClient client = new UpstreamClient();
  private ScriptedUpstream upstream;
  private LineSource source;

  @BeforeEach
  void poll() throws Exception {
    upstream = new ScriptedUpstream();
    source = client.open("GET", upstream.uri("/"), Headers.EMPTY, null);
    assertSame(Poll.PENDING, source.poll(() -> {}));
  }

  @AfterEach
  void close() throws Exception {
    source.close();
    client.close();
    upstream.close();
  }

  private ScriptedUpstream.Connection answer(String bytes) throws Exception {
    var connection = upstream.next();
    connection.send(bytes);
    return connection;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\na\n",
        "HTTP/1.1 200 OK\r\n\r\na\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\na\n",
      })
  @DisplayName("U-10 a line is given before the upstream sends more")
  void aShortLineIsGivenBeforeAnythingElseIsSent(String response) throws Exception {
    answer(response);
    assertEquals("a", Take.line(source));
    assertSame(Poll.PENDING, source.poll(() -> {}));
  }

  @Test
  @DisplayName("U-11 bytes and line endings are unchanged")
  void bytesAndEndingsAreUntouched() throws Exception {
    var raw = "\u00ff\u00fe\u0000 no UTF-8";
    var body = String.join("\n", "crlf\r", "lone\rcr", "", raw, "last");
    answer("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    assertEquals(new Line("crlf".getBytes(ISO_8859_1), Line.Ending.CR_LF), Take.next(source));
    assertEquals(Line.of("lone\rcr"), Take.next(source));
    assertEquals(Line.of(""), Take.next(source));
    assertEquals(new Line(raw.getBytes(ISO_8859_1), Line.Ending.LF), Take.next(source));
    assertEquals(Line.verbatim("last"), Take.next(source));
    assertSame(Poll.END, Take.next(source));
  }

  @Test
  @DisplayName("U-11 a line may be spread over many chunks")
  void aLineMayBeSpreadOverManyChunks() throws Exception {
    var connection = answer(ScriptedUpstream.CHUNKED_HEAD);
    for (var part : List.of("on", "e\ntw", "o\r", "\nthree")) {
      connection.sendChunk(part.getBytes(ISO_8859_1));
    }
    connection.send(ScriptedUpstream.LAST_CHUNK);
    assertEquals(List.of("one", "two", "three"), Take.all(source));
  }

  @Test
  @DisplayName("U-60 a line of an event stream may end with CR alone")
  void aLineOfAnEventStreamMayEndWithCrAlone() throws Exception {
    var connection = answer("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    connection.send("data: a\r\r");
    assertEquals("data: a", Take.line(source));
    assertEquals(new Line(new byte[0], Line.Ending.CR), Take.next(source));
    connection.send("\ndata: b\r\n\r\n");
    assertEquals(new Line("data: b".getBytes(ISO_8859_1), Line.Ending.CR_LF), Take.next(source));
    assertEquals(new Line(new byte[0], Line.Ending.CR_LF), Take.next(source));
    connection.send("data: c\r");
    connection.reset();
    assertEquals("data: c", Take.line(source));
    assertInstanceOf(Poll.Failed.class, Take.next(source));
  }

  @Test
  @DisplayName("U-20 a body without framing ends with the connection")
  void aBodyWithoutFramingEndsWithTheConnection() throws Exception {
    var connection = answer("HTTP/1.1 200 OK\r\n\r\na\nb");
    assertEquals("a", Take.line(source));
    assertSame(Poll.PENDING, source.poll(() -> {}));
    connection.finish();
    assertEquals(List.of("b"), Take.all(source));
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 205 Reset Content\r\n\r\n",
        "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      })
  @DisplayName("U-21 an empty body ends at once")
  void nothingIsAnEndAtOnce(String response) throws Exception {
    answer(response);
    assertSame(Poll.END, Take.next(source));
  }

  @Test
  @DisplayName("U-22 informational responses are skipped")
  void informationalResponsesAreSkipped() throws Exception {
    var connection = answer("HTTP/1.1 100 Continue\r\n\r\n");
    connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na\n");
    assertEquals(List.of("a"), Take.all(source));
  }

  @Test
  @DisplayName("U-23 trailers and bytes after the end are ignored")
  void trailersAndWhatFollowsTheEndAreIgnored() throws Exception {
    answer(ScriptedUpstream.CHUNKED_HEAD + "2\r\na\n\r\n0\r\nX-Sum: 1\r\n\r\nHTTP/1.1 200 OK\r\n");
    assertEquals(List.of("a"), Take.all(source));
  }

  @Test
  @DisplayName("U-30 a line over the limit comes in pieces, and lines continue after it")
  void aLineOverTheLimitComesInPiecesAndTheLinesGoOn() throws Exception {
    var connection = answer("HTTP/1.1 200 OK\r\n\r\nshort\n");
    assertEquals("short", Take.line(source));
    connection.send(new byte[LineLimit.DEFAULT + 2]);
    var piece = assertInstanceOf(Line.class, Take.next(source));
    assertEquals(LineLimit.DEFAULT, piece.content().length);
    assertEquals(Line.Ending.NONE, piece.ending());
    connection.send("\nafter\n");
    assertEquals(new Line(new byte[2], Line.Ending.LF), Take.next(source));
    assertEquals("after", Take.line(source));
  }

  @Test
  @DisplayName("U-30 a long line of an event stream is left out once, and lines continue after it")
  void aLongLineOfAnEventStreamIsLeftOutOnceAndTheLinesGoOn() throws Exception {
    var connection = answer("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    var lines = Lines.of(source);
    connection.send("data: a\n");
    assertEquals("data: a", lines.next());
    var text = "x".repeat(3 * LineLimit.DEFAULT) + "\rdata: b\r\n";
    var writer = Thread.ofPlatform().start(() -> sendAll(connection, text));
    var e = assertThrows(UncheckedIOException.class, lines::hasNext);
    assertInstanceOf(LineTooLongException.class, e.getCause());
    assertEquals("data: b", lines.next());
    writer.join();
  }

  private static void sendAll(ScriptedUpstream.Connection connection, String text) {
    try {
      connection.send(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("U-31 a source that is not polled pauses the upstream")
  void whenNobodyPollsTheUpstreamHasToWait() throws Exception {
    int lines = 400_000;
    long total = 100L * lines;
    var sent = new AtomicLong();
    var connection = answer("HTTP/1.1 200 OK\r\nContent-Length: " + total + "\r\n\r\n");
    var writer = Thread.ofPlatform().start(() -> write(connection, lines, sent));
    assertEquals(0, number(Take.line(source)));
    comesToRest(sent);
    assertTrue(sent.get() < total / 2, "sent " + sent + " of " + total + " to nobody");
    for (int expected = 1; expected < lines; expected++) {
      assertEquals(expected, number(Take.line(source)));
    }
    assertSame(Poll.END, Take.next(source));
    writer.join();
  }

  @Test
  @DisplayName("U-31 the bound holds after the upstream has finished")
  void aFinishedUpstreamDoesNotLiftTheBound() throws Exception {
    // More than a queue and one read hold, and the rest fits into the kernel. A poll would make
    // room.
    int lines = 1400;
    var sent = new AtomicLong();
    var connection = answer("HTTP/1.1 200 OK\r\n\r\n");
    write(connection, lines, sent);
    connection.finish();
    for (int look = 0; look < 50; look++) { // Read to its end, the connection would be closed.
      assertFalse(connection.clientHasGone(), "the client has read everything for nobody");
    }
    for (int expected = 0; expected < lines; expected++) {
      assertEquals(expected, number(Take.line(source)));
    }
    assertSame(Poll.END, Take.next(source));
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  private static void write(ScriptedUpstream.Connection connection, int lines, AtomicLong sent) {
    try {
      for (int i = 0; i < lines; i++) {
        connection.send(String.format(Locale.ROOT, "%-99d\n", i));
        sent.addAndGet(100);
      }
    } catch (IOException e) {
      throw new AssertionError("sending broke off", e);
    }
  }

  private static void comesToRest(AtomicLong count) {
    var looks = new long[] {-1, 0};
    Eventually.holds(
        "the upstream has to wait",
        () -> {
          long now = count.get();
          looks[1] = now == looks[0] ? looks[1] + 1 : 0;
          looks[0] = now;
          return looks[1] == 50;
        });
  }

  private static int number(String line) {
    return Integer.parseInt(line.strip());
  }
}
