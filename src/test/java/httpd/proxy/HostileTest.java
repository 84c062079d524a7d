package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.net.Transport;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** W-30 to W-33: what an upstream can do, and what its client is told. */
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"NIO", "EPOLL"})
class HostileTest extends ProxyTest {

  @Parameter Transport transport;

  @Override
  protected ServerConfig config() {
    return super.config().withTransport(transport);
  }

  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String TEXT = OK + "Content-Type: text/plain\r\n";
  private static final String CHUNKED = TEXT + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String CHUNKED_PIECES = OK + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String UNFRAMED = TEXT + "\r\n";
  private static final String LENGTH_10 = OK + "Content-Length: 10\r\n\r\n";
  private static final String LAST = "0\r\n\r\n";

  private enum Then {
    STAY,
    FINISH,
    RESET
  }

  /** What the client gets. */
  private enum Result {
    BAD_GATEWAY,
    GATEWAY_TIMEOUT,
    /** A head, whatever came, and then the end of the connection without a last chunk. */
    CUT,
    /** All of it. */
    WHOLE
  }

  enum Behaviour {
    NO_ANSWER("", Then.FINISH, Result.BAD_GATEWAY),
    RESET_WITHOUT_ANSWER("", Then.RESET, Result.BAD_GATEWAY),
    BLANK_IN_NAME(OK + "X A: 3\r\nContent-Length: 0\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    BLANK_IN_CODING(
        TEXT + "Transfer-Encoding evil: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        Then.FINISH,
        Result.BAD_GATEWAY),
    BLANK_BEHIND_INTERIM(
        "HTTP/1.1 102 Early\r\nLink: </a>\r\n\r\n" + OK + "Content-Length\tx: 0\r\n\r\n",
        Then.STAY,
        Result.BAD_GATEWAY),
    SILENCE("", Then.STAY, Result.GATEWAY_TIMEOUT),
    STALL_IN_HEAD(OK + "Server: x\r\n", Then.STAY, Result.GATEWAY_TIMEOUT),
    ONLY_INTERIM("HTTP/1.1 102 Processing\r\n\r\n", Then.STAY, Result.GATEWAY_TIMEOUT),
    FIN_IN_STATUS_LINE("HTTP/1.1 20", Then.FINISH, Result.BAD_GATEWAY),
    FIN_IN_HEAD(OK + "Server: x\r\n", Then.FINISH, Result.BAD_GATEWAY),
    RESET_IN_HEAD(OK + "Server", Then.RESET, Result.BAD_GATEWAY),
    GARBAGE("\u0001\u0002 no HTTP\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    STATUS_NO_NUMBER("HTTP/1.1 abc OK\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    STATUS_TOO_LARGE("HTTP/1.1 700 Odd\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    OTHER_PROTOCOL("SSH-2.0-OpenSSH_9.9\r\n", Then.STAY, Result.BAD_GATEWAY),
    OTHER_VERSION("HTTP/2.0 200 OK\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    UNASKED_SWITCH(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    HEADER_WITHOUT_COLON(OK + "Content-Length \r\n\r\nabc", Then.FINISH, Result.BAD_GATEWAY),
    HEADER_WITHOUT_NAME(OK + ": x\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    HEADER_WITH_BAD_NAME(OK + "a@b: x\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    BLANK_BEFORE_COLON(
        TEXT + "Transfer-Encoding : chunked\r\n\r\n" + LAST, Then.STAY, Result.WHOLE),
    NUL_IN_VALUE(OK + "a: \u0000\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    LONG_STATUS_LINE(
        "HTTP/1.1 200 " + "x".repeat(8192) + "\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    LONG_HEADER(OK + "A: " + "x".repeat(65536) + "\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    HEADER_FLOOD(OK + "A: 1\r\n".repeat(20_000) + "\r\n", Then.STAY, Result.BAD_GATEWAY),
    TWO_LENGTHS(
        OK + "Content-Length: 2\r\nContent-Length: 3\r\n\r\na\n", Then.STAY, Result.BAD_GATEWAY),
    LIST_OF_LENGTHS(OK + "Content-Length: 2, 3\r\n\r\na\n", Then.STAY, Result.BAD_GATEWAY),
    NEGATIVE_LENGTH(OK + "Content-Length: -2\r\n\r\na\n", Then.STAY, Result.BAD_GATEWAY),
    SIGNED_LENGTH(OK + "Content-Length: +2\r\n\r\na\n", Then.STAY, Result.BAD_GATEWAY),
    LENGTH_AND_CHUNKS(
        OK + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n\r\n" + LAST,
        Then.STAY,
        Result.BAD_GATEWAY),
    CHUNKS_IN_HTTP_1_0(
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n\r\n" + LAST,
        Then.STAY,
        Result.BAD_GATEWAY),
    OTHER_TRANSFER_CODING(
        OK + "Transfer-Encoding: gzip, chunked\r\n\r\n" + LAST, Then.STAY, Result.BAD_GATEWAY),
    CHUNKED_TWICE(
        OK + "Transfer-Encoding: chunked, chunked\r\n\r\n" + LAST, Then.STAY, Result.BAD_GATEWAY),
    FIN_BEFORE_CHUNK(CHUNKED + "4\r\none\n\r\n", Then.FINISH, Result.CUT),
    FIN_IN_CHUNK_SIZE(CHUNKED + "4\r\none\n\r\n1", Then.FINISH, Result.CUT),
    FIN_IN_CHUNK(CHUNKED + "8\r\none\ntw", Then.FINISH, Result.CUT),
    FIN_AFTER_CHUNK_DATA(CHUNKED + "4\r\none\n", Then.FINISH, Result.CUT),
    FIN_IN_TRAILER(CHUNKED + "4\r\none\n\r\n0\r\n", Then.FINISH, Result.CUT),
    FIN_IN_PIECES(CHUNKED_PIECES + "4\r\none\n\r\n", Then.FINISH, Result.CUT),
    RESET_IN_CHUNK(CHUNKED + "8\r\none\n", Then.RESET, Result.CUT),
    RESET_WITHOUT_FRAMING(UNFRAMED + "one\n", Then.RESET, Result.CUT),
    BAD_CHUNK_SIZE(CHUNKED + "4\r\none\n\r\nzz\r\n", Then.STAY, Result.CUT),
    NEGATIVE_CHUNK_SIZE(CHUNKED + "4\r\none\n\r\n-1\r\n", Then.STAY, Result.CUT),
    HUGE_CHUNK_SIZE(CHUNKED + "4\r\none\n\r\nffffffffffffffffff\r\n", Then.STAY, Result.CUT),
    EMPTY_CHUNK_SIZE(CHUNKED + "4\r\none\n\r\n\r\n", Then.STAY, Result.CUT),
    NO_CRLF_AFTER_CHUNK(CHUNKED + "4\r\none\nXX", Then.STAY, Result.CUT),
    BAD_TRAILER(CHUNKED + "4\r\none\n\r\n0\r\n: x\r\n\r\n", Then.STAY, Result.CUT),
    STALL_IN_CHUNKS(CHUNKED + "4\r\none\n\r\n", Then.STAY, Result.CUT),
    STALL_IN_LINE(CHUNKED + "6\r\none\ntw\r\n", Then.STAY, Result.CUT),
    FIN_BEFORE_LENGTH(LENGTH_10 + "one\ntwo", Then.FINISH, Result.CUT),
    RESET_BEFORE_LENGTH(LENGTH_10 + "one\n", Then.RESET, Result.CUT),
    STALL_BEFORE_LENGTH(LENGTH_10 + "one\n", Then.STAY, Result.CUT),
    CRLF_LINES(CHUNKED + "a\r\none\r\ntwo\r\n\r\n" + LAST, Then.STAY, Result.WHOLE),
    NO_FEED_AT_THE_END(CHUNKED + "7\r\none\ntwo\r\n" + LAST, Then.STAY, Result.WHOLE),
    EMPTY_LINES(CHUNKED + "6\r\n\n\none\n\r\n" + LAST, Then.STAY, Result.WHOLE),
    INVALID_UTF_8(CHUNKED + "7\r\none\n\u00ff\u00c0\n\r\n" + LAST, Then.STAY, Result.WHOLE),
    NUL_BYTES(CHUNKED + "6\r\none\n\u0000\n\r\n" + LAST, Then.STAY, Result.WHOLE),
    CHUNK_EXTENSIONS(CHUNKED + "4;a=b\r\none\n\r\n0;c\r\n\r\n", Then.STAY, Result.WHOLE),
    TRAILERS(CHUNKED + "4\r\none\n\r\n0\r\nX-A: 1\r\n\r\n", Then.STAY, Result.WHOLE),
    NO_BODY(CHUNKED + LAST, Then.STAY, Result.WHOLE),
    UNFRAMED_FIN(UNFRAMED + "one\n", Then.FINISH, Result.WHOLE),
    MORE_THAN_THE_LENGTH(OK + "Content-Length: 4\r\n\r\none\ntwo\n", Then.STAY, Result.WHOLE),
    A_SECOND_RESPONSE(
        CHUNKED + "4\r\none\n\r\n" + LAST + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad",
        Then.STAY,
        Result.WHOLE),
    HALF_A_SECOND_RESPONSE(
        CHUNKED + "4\r\none\n\r\n" + LAST + "HTTP/1.1 20", Then.STAY, Result.WHOLE),
    TWO_LENGTHS_IN_HTTP_1_0(
        "HTTP/1.0 200 OK\r\nContent-Length: 3\r\nContent-Length: 10\r\n\r\n0123456789",
        Then.FINISH,
        Result.BAD_GATEWAY),
    FOLDED_FIELD(OK + "X: a\r\n b\r\nContent-Length: 0\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    SIGNED_STATUS("HTTP/1.1 +200 OK\r\nContent-Length: 0\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    SMALL_LETTERS("http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    EMPTY_CODING(
        OK + "Transfer-Encoding:\r\nContent-Type: x/y\r\n\r\na\n", Then.FINISH, Result.BAD_GATEWAY),
    MANY_FIELDS(
        OK + "A: 1\r\n".repeat(1024) + "Content-Length: 0\r\n\r\n", Then.STAY, Result.BAD_GATEWAY),
    MANY_TRAILERS(
        CHUNKED + "4\r\none\n\r\n0\r\n" + "A: 1\r\n".repeat(1025) + "\r\n", Then.STAY, Result.CUT),
    FOLDED_TRAILER(CHUNKED + "4\r\none\n\r\n0\r\nA: 1\r\n b\r\n\r\n", Then.STAY, Result.CUT),
    REPEATED_LENGTH(
        OK + "Content-Length: 4\r\nContent-Length: 4\r\n\r\none\n", Then.STAY, Result.BAD_GATEWAY),
    GZIP(
        TEXT + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\none\n", Then.STAY, Result.WHOLE),
    INTERIMS(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Early\r\nLink: x\r\n\r\n" + CHUNKED + LAST,
        Then.STAY,
        Result.WHOLE);

    private final String bytes;
    private final Then then;
    private final Result result;

    Behaviour(String bytes, Then then, Result result) {
      this.bytes = bytes;
      this.then = then;
      this.result = result;
    }
  }

  private static final UpstreamLimits HASTY =
      UpstreamLimits.DEFAULT.withHead(Duration.ofMillis(300)).withIdle(Duration.ofMillis(300));

  @ParameterizedTest
  @EnumSource
  @DisplayName("W-30 each hostile upstream has its result and leaves nothing open")
  void eachBehaviourHasItsResultAndLeavesNothing(Behaviour behaviour) throws Exception {
    serve("/", proxy(HASTY, TrustedProxies.NONE, upstream.uri("/").toString()));
    var reader = connect().get("/secret");
    var connection = upstream.next();
    connection.send(behaviour.bytes);
    if (behaviour.result == Result.CUT) { // A reset would overtake what came before it.
      reader.readUntil("one␊");
    }
    act(behaviour.then, connection);
    switch (behaviour.result) {
      case BAD_GATEWAY -> refused(reader.readUntil("way␊"), 502, "Bad Gateway");
      case GATEWAY_TIMEOUT -> refused(reader.readUntil("out␊"), 504, "Gateway Timeout");
      case CUT -> {
        var rest = reader.readAll();
        assertTrue(!rest.contains("0\n\n"), rest);
        Eventually.holds("logged", () -> log.text().contains("cut the response"));
      }
      case WHOLE -> whole(reader, behaviour);
    }
    if (behaviour.result != Result.WHOLE) {
      Eventually.holds("upstream connection closed", connection::clientHasGone);
      assertEquals(1, log.records().size(), log.text());
    }
  }

  private void refused(String answer, int status, String text) {
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " " + text + "\n"), answer);
    assertTrue(answer.endsWith("\n\n" + text + "␊"), answer);
    assertTrue(!answer.contains(Integer.toString(upstream.port())), answer);
    assertTrue(log.text().contains("GET /secret: answered " + status), log.text());
    assertTrue(log.text().contains("GET " + upstream.uri("/secret") + ": "), log.text());
  }

  /** All of it is there, and so is the next answer on the same connection. */
  private void whole(RawClient reader, Behaviour behaviour) throws Exception {
    var head = reader.readHead();
    assertTrue(head.startsWith("HTTP/1.1 200 OK\n"), head);
    if (head.contains("chunked")) {
      var body = reader.readUntil("0\n" + (behaviour == Behaviour.TRAILERS ? "X-A: 1\n\n" : "\n"));
      assertEquals(behaviour.bytes.contains("one"), body.contains("one"), body);
    } else {
      assertEquals("one␊", reader.readLike("one␊"));
    }
    reader.send(ANEW.formatted("/next"));
    upstream.next().send(OK + "Content-Length: 5\r\n\r\nnext\n");
    assertTrue(reader.readHead().startsWith("HTTP/1.1 200 OK\n"));
    assertEquals("next␊", reader.readLike("next␊"));
    assertEquals(List.of(), log.records());
  }

  private static void act(Then then, ScriptedUpstream.Connection connection) throws IOException {
    switch (then) {
      case STAY -> {}
      case FINISH -> connection.finish();
      case RESET -> connection.reset();
    }
  }

  @Test
  @DisplayName("W-30 a refused connection is a bad gateway")
  void aRefusedConnectionIsABadGateway() throws Exception {
    int port = upstream.port();
    upstream.close();
    serve("/", proxy("http://127.0.0.1:" + port + "/"));
    var answer = connect().get("/").readUntil("way␊");
    assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
    assertTrue(log.text().contains("cannot connect: Connection refused"), log.text());
  }

  @Test
  @DisplayName("W-4 256 MiB without a line feed pass in bounded memory")
  void aLongBodyWithoutALineFeedIsBounded() throws Exception {
    serve();
    var reader = connect().send("GET / HTTP/1.0\n\n");
    var connection = upstream.next();
    connection.send(UNFRAMED);
    long total = 1L << 28;
    var writer = Thread.ofPlatform().start(() -> send(connection, total));
    reader.readHead();
    var buffer = new byte[1 << 20];
    long came = 0;
    for (int read = reader.readSome(buffer); read >= 0; read = reader.readSome(buffer)) {
      came += read;
    }
    writer.join();
    assertEquals(total, came);
  }

  private static void send(ScriptedUpstream.Connection connection, long total) {
    var piece = "x".repeat(1 << 20).getBytes(ISO_8859_1);
    try {
      for (long sent = 0; sent < total; sent += piece.length) {
        connection.send(piece);
      }
      connection.finish();
    } catch (IOException e) {
      throw new AssertionError("sending broke off", e);
    }
  }
}
