package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.ScriptedUpstream;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes back from the upstream, byte by byte, through a real server. */
class PassingOnTest extends PassingOnFixture {

  @Test
  @DisplayName(
      "W-1, W-170 each line is sent at once as a chunk, and bytes and header section are unchanged")
  void eachLineIsAChunkAtOnceAndBytesAndHeadAreUntouched() throws Exception {
    serve();
    var reader = connect().get("/lines");
    var connection = upstream.next();
    connection.send(TEXT);
    assertEquals(
        "HTTP/1.1 200 OK\nContent-Type: text/plain\nVia: 1.1 httpd\nVary: Accept-Encoding\n"
            + "date: *\ntransfer-encoding: chunked\n\n",
        reader.readHead());
    connection.sendChunk("one\ntwo\r\n".getBytes(ISO_8859_1));
    assertEquals("4\none␊\n5\ntwo\n\n", reader.readLike("4\none␊\n5\ntwo\n\n"));
    connection.send("2\r\nth\r\n5\r\nree\n\n\r\n");
    assertEquals("6\nthree␊\n1\n␊\n", reader.readLike("6\nthree␊\n1\n␊\n"));
    connection.send("4\r\nlast\r\n" + ScriptedUpstream.LAST_CHUNK);
    assertEquals("4\nlast\n0\n\n", reader.readLike("4\nlast\n0\n\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain,                       true",
    "TEXT/Event-Stream; charset=utf-8, true",
    "application/x-ndjson,             true",
    "application/json-seq,             true",
    "application/geo+json-seq,         true",
    "application/problem+json,         true",
    "application/jsonl,                true",
    "application/json,                 false",
    "application/octet-stream,         false",
    "image/svg+xml,                    false",
  })
  @DisplayName("W-2 which content types are streamed line by line")
  void typesOfLines(String type, boolean lines) throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nConnection: close\r\n\r\n");
    reader.readHead();
    connection.send("a\nb\n");
    connection.finish();
    var expected = lines ? "2\na␊\n2\nb␊\n0\n\n" : "4\na␊b␊\n0\n\n";
    assertEquals(expected, reader.readLike(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n",
        "Content-Type: image/png\r\n",
        "",
      })
  @DisplayName("W-3 a body that is not text keeps its length and gets no type")
  void whatIsNoTextKeepsItsLengthAndGainsNoType(String fields) throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send("HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 4\r\n\r\na");
    var head = reader.readHead();
    assertEquals("4", field(head, "Content-Length"));
    assertEquals("none", field(head, "Transfer-Encoding"));
    assertEquals(fields.contains("Type"), head.contains("Content-Type"));
    assertEquals("a", reader.readLike("a"));
    connection.send("\nbc");
    assertEquals("␊bc", reader.readLike("␊bc"));
    reader.send(ANEW.formatted("/again"));
    assertTrue(upstream.next().head().startsWith("POST /again "));
  }

  @Test
  @DisplayName("W-3 a range is passed unchanged")
  void aRangeIsPassedAsItIs() throws Exception {
    serve();
    var reader = connect().send("GET / HTTP/1.1\nHost: x\nRange: bytes=1-2\n\n");
    var connection = upstream.next();
    assertEquals("bytes=1-2", field(connection.head(), "Range"));
    connection.send(
        "HTTP/1.1 206 Partial Content\r\nContent-Type: text/plain\r\nContent-Range: bytes 1-2/9\r\n"
            + "Content-Length: 2\r\n\r\na\n");
    assertEquals(
        "HTTP/1.1 206 Partial Content\nContent-Type: text/plain\nContent-Range: bytes 1-2/9\n"
            + "Via: 1.1 httpd\ndate: *\ncontent-length: 2\n\n",
        reader.readHead());
    assertEquals("a␊", reader.readLike("a␊"));
  }

  @Test
  @DisplayName("W-4 a line over the bound is passed in pieces")
  void aLineOverTheBoundIsPassedInPieces() throws Exception {
    serve();
    var reader = connect().send("GET / HTTP/1.0\n\n");
    var connection = upstream.next();
    connection.send(TEXT);
    int half = 64 * 1024;
    for (int i = 0; i < 40; i++) {
      connection.sendChunk(new byte[half]);
    }
    connection.sendChunk("end\n".getBytes(ISO_8859_1));
    connection.send(ScriptedUpstream.LAST_CHUNK);
    reader.readHead();
    var body = reader.readAll();
    assertEquals(40 * half + 4, body.length());
    assertTrue(body.endsWith("end␊"));
  }

  @Test
  @DisplayName("W-7 the response is passed without the fields of the connection")
  void theResponseIsPassedWithWhatBelongsToTheConnectionLeftOut() throws Exception {
    serve();
    var reader = connect().get("/");
    upstream
        .next()
        .send(
            "HTTP/1.1 404 Nowhere\r\nServer: up\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
                + "Keep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\nUpgrade: h2c\r\n"
                + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nDate: now\r\nVia: 1.1 far\r\n"
                + "Content-Length: 2\r\n\r\nno");
    assertEquals(
        "HTTP/1.1 404 Not Found\nServer: up\nSet-Cookie: a=1\nSet-Cookie: b=2\nDate: now\n"
            + "Via: 1.1 far, 1.1 httpd\ncontent-length: 2\n\n",
        reader.readHead());
    assertEquals("no", reader.readLike("no"));
  }

  @ParameterizedTest
  @CsvSource({
    "301, Location: http://elsewhere/",
    "307, Location: /x",
    "401, WWW-Authenticate: Basic realm=x",
    "503, Retry-After: 5",
  })
  @DisplayName("W-8 every status is passed, redirects too")
  void everyStatusIsPassedRedirectsToo(int status, String field) throws Exception {
    serve();
    var reader = connect().get("/");
    upstream.next().send("HTTP/1.1 " + status + " X\r\n" + field + "\r\nContent-Length: 0\r\n\r\n");
    var head = reader.readHead();
    assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
    assertTrue(head.contains(field + "\n"), head);
    assertTrue(head.contains("content-length: 0\n"), head);
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD, 'HTTP/1.1 200 OK\r\n"
        + "Content-Type: image/png\r\n"
        + "Content-Length: 99\r\n\r\n"
        + "', content-length: 99",
    "HEAD, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', transfer-encoding: chunked",
    "GET,  'HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n', X-A: 1",
    "GET,  'HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 9\r\n\r\n', ETag: \"1\"",
    "GET,  'HTTP/1.1 205 Reset Content\r\nX-A: 1\r\n\r\n', X-A: 1",
    "GET,  'HTTP/1.1 100 Continue\r\n\r\n"
        + "HTTP/1.1 102 Early\r\n\r\n"
        + "HTTP/1.1 204 X\r\n"
        + "X-A: 1\r\n\r\n"
        + "', X-A: 1",
  })
  @DisplayName("W-9 responses without a body keep their header section")
  void headsWithoutBodies(String method, String response, String field) throws Exception {
    serve();
    var reader = connect().send(method + " / HTTP/1.1\nHost: x\n\n");
    upstream.next().send(response);
    var head = reader.readHead();
    assertTrue(head.contains(field + "\n"), head);
    reader.send(ANEW.formatted("/again"));
    assertTrue(upstream.next().head().startsWith("POST /again "));
  }

  @Test
  @DisplayName("W-134 trailers are filtered like headers")
  void trailersAreFilteredAsHeadersAre() throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: X-Hop\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n2\r\na\n\r\n0\r\nX-Sum: 42\r\nX-Hop: 1\r\n"
            + "Connection: close, X-Other\r\nX-Other: 1\r\nKeep-Alive: 1\r\nUpgrade: h2c\r\n"
            + "Transfer-Encoding: gzip\r\nContent-Length: 7\r\nTrailer: x\r\nTE: x\r\n"
            + "X-Forwarded-For: 6.6.6.6\r\nX_Forwarded_Host: e\r\nForwarded: for=x\r\n"
            + "Content-Type: text/html\r\nContent-Encoding: gzip\r\nContent_Length: 7\r\n"
            + "Set-Cookie: a=b\r\nLocation: /\r\nHost: x\r\nContent-Digest: sha\r\n\r\n");
    reader.readHead();
    var rest = "2\na␊\n0\nX-Sum: 42\nX-Other: 1\nContent-Digest: sha\n\n";
    assertEquals(rest, reader.readLike(rest));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 426})
  @DisplayName("W-133 an upgrade that is not switched is not passed on")
  void anUpgradeThatIsNotSwitchedIsNotPassedOn(int status) throws Exception {
    serve();
    var reader = connect();
    reader.send("GET /a HTTP/1.1\nHost: x\nUpgrade: websocket\n\n");
    var connection = upstream.next();
    assertEquals("none", field(connection.head(), "Upgrade"));
    assertEquals("none", field(connection.head(), "Connection"));
    connection.send(
        "HTTP/1.1 "
            + status
            + " X\r\nUpgrade: h2,h2c\r\nConnection: Upgrade, Keep-Alive\r\n"
            + "Content-Length: 0\r\n\r\n");
    var head = reader.readHead();
    assertTrue(head.startsWith("HTTP/1.1 " + status + " "), head);
    assertEquals("none", field(head, "Upgrade"));
    assertEquals("none", field(head, "Connection"));
  }

  @Test
  @DisplayName("W-13 trailers are sent after the last chunk")
  void trailersAreSentBehindTheLastChunk() throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT + "2\r\na\n\r\n0\r\nX-Sum: 42\r\n\r\n");
    reader.readHead();
    assertEquals("2\na␊\n0\nX-Sum: 42\n\n", reader.readLike("2\na␊\n0\nX-Sum: 42\n\n"));
  }

  @Test
  @DisplayName("W-20 a client that disconnects closes the connection")
  void aClientThatLeavesClosesTheConnection() throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT);
    reader.readHead();
    assertFalse(connection.clientHasGone());
    reader.close();
    Eventually.holds("connection closed", connection::clientHasGone);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("W-20 a client that disconnects before the header section closes the connection")
  void aClientThatLeavesBeforeTheHeadClosesTheConnection(boolean reset) throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    if (reset) {
      reader.reset();
    } else {
      reader.close();
    }
    Eventually.holds("connection closed", connection::clientHasGone);
    assertEquals(List.of(), log.records());
  }
}
