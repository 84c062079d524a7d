package httpd.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.ScriptedUpstream;
import httpd.testing.Take;
import httpd.upstream.request.UpstreamException;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * U-24 to U-26: each way in which an upstream can misbehave is a failure that says which, never an
 * end.
 */
class HostileUpstreamTest {

  private static final String CHUNKED = ScriptedUpstream.CHUNKED_HEAD;
  private static final String CHUNKS = "2\r\na\n\r\n0\r\n\r\n";
  private static final String LENGTH_10 = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
  private static final String UNFRAMED = "HTTP/1.1 200 OK\r\n\r\n";

  /** What the upstream does when it has sent all. */
  enum Then {
    STAY,
    FINISH,
    RESET
  }

  enum Misbehaviour {
    NO_ANSWER("", Then.FINISH, "before its response had begun"),
    RESET_WITHOUT_ANSWER("", Then.RESET, "the connection broke: Connection reset"),
    FIN_IN_STATUS_LINE("HTTP/1.1 20", Then.FINISH, "before its response had begun"),
    FIN_IN_HEAD("HTTP/1.1 200 OK\r\nServer: x\r\n", Then.FINISH, "closed before received headers"),
    RESET_IN_HEAD("HTTP/1.1 200 OK\r\nServer", Then.RESET, "the connection broke"),
    GARBAGE("\u0001\u0002 no HTTP\r\n\r\n", Then.STAY, "response head is malformed"),
    STATUS_NO_NUMBER("HTTP/1.1 abc OK\r\n\r\n", Then.STAY, "response head is malformed"),
    OTHER_PROTOCOL("SSH-2.0-OpenSSH_9.9\r\n", Then.STAY, "response head is malformed"),
    OTHER_VERSION("HTTP/2.0 200 OK\r\n\r\n", Then.STAY, "not HTTP/1 but HTTP/2.0"),
    HEADER_WITHOUT_NAME("HTTP/1.1 200 OK\r\n: x\r\n\r\n", Then.STAY, "response head is malformed"),
    LONG_STATUS_LINE("HTTP/1.1 200 " + "x".repeat(8192) + "\r\n\r\n", Then.STAY, "8192 bytes"),
    LONG_HEADERS(
        "HTTP/1.1 200 OK\r\nA: " + "x".repeat(65536) + "\r\n\r\n", Then.STAY, "65536 bytes"),
    TWO_LENGTHS(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\na\n",
        Then.STAY,
        "Multiple Content-Length"),
    NEGATIVE_LENGTH(
        "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\na\n", Then.STAY, "head is malformed"),
    LENGTH_AND_CHUNKS(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS,
        Then.STAY,
        "Content-Length"),
    CHUNKS_IN_HTTP_1_0(
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS,
        Then.STAY,
        "Transfer-Encoding"),
    OTHER_TRANSFER_CODING(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n" + CHUNKS,
        Then.STAY,
        "transfer coding gzip, chunked"),
    CHUNKED_NOT_LAST(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n" + CHUNKS,
        Then.STAY,
        "chunked must be the last"),
    ENCODED(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\na\n",
        Then.STAY,
        "encoded with gzip"),
    SWITCHED(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\na\n", Then.STAY, "answered 101"),
    NOT_FOUND("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\na\n", Then.STAY, "404 Not Found"),
    REDIRECT(
        "HTTP/1.1 302 Found\r\nLocation: ftp://else/where\r\n\r\n",
        Then.STAY,
        "the redirect cannot be followed"),
    SERVER_ERROR("HTTP/1.1 503 Come \u001blater\r\n\r\n", Then.STAY, "503 Come \\x1blater"),

    FIN_BEFORE_CHUNK(CHUNKED + "4\r\none\n\r\n", Then.FINISH, "before its response was complete"),
    FIN_IN_CHUNK_SIZE(CHUNKED + "4\r\none\n\r\n1", Then.FINISH, "before its response was complete"),
    FIN_IN_CHUNK(CHUNKED + "8\r\none\ntw", Then.FINISH, "before its response was complete"),
    FIN_AFTER_CHUNK_DATA(CHUNKED + "4\r\none\n", Then.FINISH, "before its response was complete"),
    FIN_IN_TRAILER(
        CHUNKED + "4\r\none\n\r\n0\r\n", Then.FINISH, "before its response was complete"),
    RESET_BETWEEN_CHUNKS(CHUNKED + "4\r\none\n\r\n", Then.RESET, "the connection broke"),
    BAD_CHUNK_SIZE(CHUNKED + "4\r\none\n\r\nzz\r\n", Then.STAY, "response body is malformed"),
    NEGATIVE_CHUNK_SIZE(CHUNKED + "4\r\none\n\r\n-1\r\n", Then.STAY, "response body is malformed"),
    HUGE_CHUNK_SIZE(
        CHUNKED + "4\r\none\n\r\nffffffffffffffffff\r\n", Then.STAY, "response body is malformed"),
    EMPTY_CHUNK_SIZE(CHUNKED + "4\r\none\n\r\n\r\n", Then.STAY, "response body is malformed"),
    NO_CRLF_AFTER_CHUNK(CHUNKED + "4\r\none\nXX", Then.STAY, "terminated by a CR LF"),
    BAD_TRAILER(
        CHUNKED + "4\r\none\n\r\n0\r\n: x\r\n\r\n", Then.STAY, "response body is malformed"),
    FIN_BEFORE_LENGTH(LENGTH_10 + "one\ntwo", Then.FINISH, "before its response was complete"),
    RESET_BEFORE_LENGTH(LENGTH_10 + "one\ntwo", Then.RESET, "the connection broke"),
    RESET_WITHOUT_FRAMING(UNFRAMED + "one\ntwo", Then.RESET, "the connection broke");

    final String bytes;
    final Then then;
    final String says;

    Misbehaviour(String bytes, Then then, String says) {
      this.bytes = bytes;
      this.then = then;
      this.says = says;
    }

    boolean sendsALine() {
      return bytes.contains("one\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("U-24 to U-26 complete lines come first, then a failure that says what was wrong")
  void isAFailureThatSaysWhichAfterTheLinesThatCame(Misbehaviour misbehaviour) throws Exception {
    try (var upstream = new ScriptedUpstream();
        var client = new UpstreamClient();
        var source = client.open("GET", upstream.uri("/x?y"), Headers.EMPTY, null)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      var connection = upstream.next();
      connection.send(misbehaviour.bytes);
      if (misbehaviour.sendsALine()) {
        assertEquals(Line.of("one"), Take.next(source));
      }
      act(misbehaviour.then, connection);
      var failed = assertInstanceOf(Poll.Failed.class, Take.next(source));
      assertSays("GET " + upstream.uri("/x?y") + ": ", failed);
      assertSays(misbehaviour.says, failed);
      assertEquals(failed, source.poll(() -> {}));
      Eventually.holds("connection closed", connection::clientHasGone);
    }
  }

  private static void act(Then then, ScriptedUpstream.Connection connection) throws IOException {
    switch (then) {
      case STAY -> {}
      case FINISH -> connection.finish();
      case RESET -> connection.reset();
    }
  }

  private static void assertSays(String what, Poll.Failed failed) {
    assertInstanceOf(UpstreamException.class, failed.cause());
    var message = failed.cause().getMessage();
    assertTrue(message.contains(what), message);
  }
}
