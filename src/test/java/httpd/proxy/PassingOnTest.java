package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.ScriptedUpstream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes back from the upstream, byte by byte, through a real server. */
class PassingOnTest extends PassingOnFixture {

  @Test
  void w1_w170_eachLineIsAChunkAtOnceAndBytesAndHeadAreUntouched() throws Exception {
    serve();
    var reader = connect().get("/lines");
    var connection = upstream.next();
    connection.send(TEXT);
    assertEquals(
        "HTTP/1.1 200 OK\nContent-Type: text/plain\nVia: 1.1 httpd\ndate: *\n"
            + "transfer-encoding: chunked\n\n",
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
  void w2_typesOfLines(String type, boolean lines) throws Exception {
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
  void w3_whatIsNoTextKeepsItsLengthAndGainsNoType(String fields) throws Exception {
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
  void w3_aRangeIsPassedAsItIs() throws Exception {
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
  void w4_aLineOverTheBoundIsPassedInPieces() throws Exception {
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
  void w7_theResponseIsPassedWithWhatBelongsToTheConnectionLeftOut() throws Exception {
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
  void w8_everyStatusIsPassedRedirectsToo(int status, String field) throws Exception {
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
        + "HTTP/1.1 103 Early\r\n\r\n"
        + "HTTP/1.1 204 X\r\n"
        + "X-A: 1\r\n\r\n"
        + "', X-A: 1",
  })
  void w9_headsWithoutBodies(String method, String response, String field) throws Exception {
    serve();
    var reader = connect().send(method + " / HTTP/1.1\nHost: x\n\n");
    upstream.next().send(response);
    var head = reader.readHead();
    assertTrue(head.contains(field + "\n"), head);
    reader.send(ANEW.formatted("/again"));
    assertTrue(upstream.next().head().startsWith("POST /again "));
  }

  @Test
  void w134_trailersAreFilteredAsHeadersAre() throws Exception {
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
  void w133_anUpgradeThatIsNotSwitchedIsNotPassedOn(int status) throws Exception {
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
  void w13_trailersAreSentBehindTheLastChunk() throws Exception {
    serve();
    var reader = connect().get("/");
    var connection = upstream.next();
    connection.send(TEXT + "2\r\na\n\r\n0\r\nX-Sum: 42\r\n\r\n");
    reader.readHead();
    assertEquals("2\na␊\n0\nX-Sum: 42\n\n", reader.readLike("2\na␊\n0\nX-Sum: 42\n\n"));
  }

  @Test
  void w20_aClientThatLeavesClosesTheConnection() throws Exception {
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
  void w20_aClientThatLeavesBeforeTheHeadClosesTheConnection(boolean reset) throws Exception {
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
