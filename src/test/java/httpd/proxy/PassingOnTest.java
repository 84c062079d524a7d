package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.ScriptedUpstream;
import httpd.upstream.UpstreamLimits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to the upstream and what comes back, byte by byte, through a real server. */
class PassingOnTest extends ProxyTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String TEXT =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static String field(String head, String name) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
        .map(line -> line.substring(name.length() + 2))
        .reduce((a, b) -> a + " | " + b)
        .orElse("none");
  }

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
  void w5_theRequestIsPassedWithWhatBelongsToTheConnectionLeftOut() throws Exception {
    serve();
    connect()
        .send(
            "GET /a%2Fb//c?d=%26&e HTTP/1.1\nHost: front:8080\nX-Tag: 1\nConnection: X-Hop, close\n"
                + "X-Hop: 1\nKeep-Alive: 5\nTE: trailers\nUpgrade: h2c\nProxy-Authorization: x\n"
                + "Proxy-Connection: y\nx-tag: 2\nAccept-Encoding: br\nVia: 1.0 fred\n"
                + "X-Forwarded-For: 6.6.6.6\nX-Forwarded-Port: 1\nForwarded: for=6.6.6.6\n"
                + "X-Forwarded-Host: evil\nX-Real-IP: 6.6.6.6\n\n");
    var head = upstream.next().head().replaceFirst("(Via:.* httpd)-[0-9a-f]{16}\r", "$1-ROUTE\r");
    assertEquals(
        "GET /a%2Fb//c?d=%26&e HTTP/1.1\r\nHost: 127.0.0.1:"
            + upstream.port()
            + "\r\n"
            + "X-Tag: 1\r\n"
            + "x-tag: 2\r\n"
            + "Accept-Encoding: br\r\n"
            + "Via: 1.0 fred, 1.1 httpd-ROUTE\r\n"
            + "X-Forwarded-For: 127.0.0.1\r\n"
            + "X-Forwarded-Proto: http\r\n"
            + "X-Forwarded-Host: front:8080\r\n"
            + "Forwarded: for=127.0.0.1;host=\"front:8080\";proto=http\r\n\r\n",
        head);
  }

  @Test
  void w6_aTrustedProxyIsBelieved() throws Exception {
    serve(
        "/",
        proxy(
            UpstreamLimits.DEFAULT,
            TrustedProxies.of("10.0.0.0/8, 127.0.0.0/8"),
            upstream.uri("/").toString()));
    connect()
        .send(
            "GET / HTTP/1.1\nHost: inner\nX-Forwarded-For: 9.9.9.9\nX-Forwarded-Proto: https\n"
                + "X-Forwarded-Host: outer\nForwarded: for=9.9.9.9\n\n");
    var head = upstream.next().head();
    assertEquals("9.9.9.9, 127.0.0.1", field(head, "X-Forwarded-For"));
    assertEquals("https", field(head, "X-Forwarded-Proto"));
    assertEquals("outer", field(head, "X-Forwarded-Host"));
    assertEquals("for=9.9.9.9, for=127.0.0.1;host=inner;proto=http", field(head, "Forwarded"));
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

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PURGE"})
  void w10_everyMethodIsPassed(String method) throws Exception {
    serve();
    var reader = connect().send(method + " /x HTTP/1.1\nHost: x\n\n");
    var connection = upstream.next();
    assertTrue(connection.head().startsWith(method + " /x HTTP/1.1\r\n"), connection.head());
    connection.send(OK);
    assertTrue(reader.readHead().startsWith("HTTP/1.1 200 OK\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "/x,  '',       /x?q,      /?q",
    "/x,  /a,       /x,        /a",
    "/x/, '',       /x/b%2Fc,  /b%2Fc",
    "/x/, /a,       /x/b,      /a/b",
    "/x/, /a/,      /x/b,      /a/b",
    "/x/, /a/,      /x/,       /a/",
    "/x/, /a?k=1,   /x/b?q,    /a/b?k=1&q",
    "/,   /base/,   /b//c,     /base/b//c",
    "/,   '',       /,         /",
  })
  void w11_pathsJoin(String route, String base, String asked, String sent) throws Exception {
    serve(route, proxy("http://127.0.0.1:" + upstream.port() + base));
    connect().get(asked);
    var head = upstream.next().head();
    assertTrue(head.startsWith("GET " + sent + " HTTP/1.1\r\n"), head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/x/../b", "/x/a/%2e%2E/b", "/x/..%2fb", "/x/..%5cb", "/x/.%2e", "/x/./b"})
  void w12_nobodyLeavesTheUpstreamsPath(String asked) throws Exception {
    serve("/x/", proxy(upstream.uri("/a/").toString()));
    assertTrue(connect().get(asked).readHead().startsWith("HTTP/1.1 400 "));
    assertEquals(0, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x/..;/b",
        "/x/a/..;v=1/b",
        "/x/.;x/b",
        "/x/..%3b/b",
        "/x/%2e%2e;",
        "/x/..;%2fb",
        "/x/..\\b",
        "/x/a\\..\\..\\b",
        "/x/%5c..%5cb",
        "/x/%252e%252e/b",
        "/x/..%252fb",
        "/x/%25252e.;/b",
        "/x/..%00/b",
        "/x/..%20/b",
        "/x/%09../b",
        "/x/..%23/b",
        "/x/..%3f/b",
        "/x/%ef%bc%8e%ef%bc%8e/b",
        "/x/..%ef%bc%8fb",
        "/x/%e2%80%a5/b",
        "/x/\uff0e./b",
        "/x/..%E2%88%95b",
        "/x/..%E2%81%84b",
        "/x/..%E2%80%8B/b",
        "/x/%E3%80%82%E3%80%82/b",
      })
  void w135_norByWhatSomeProgramTakesForADotSegment(String asked) throws Exception {
    serve("/x/", proxy(upstream.uri("/a/").toString()));
    assertTrue(connect().get(asked).readHead().startsWith("HTTP/1.1 400 "));
    assertEquals(0, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"...", "..a", ".a;b", "a;..", "100%25", "%252e%252ea", "a.;", "...;", "%C3%A9.."})
  void w135_otherDotsAreNames(String name) throws Exception {
    serve("/x/", proxy(upstream.uri("/a/").toString()));
    connect().get("/x/" + name + "/b");
    var head = upstream.next().head();
    assertTrue(head.startsWith("GET /a/" + name + "/b HTTP/1.1\r\n"), head);
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

  @Test
  void w132_aNameThatAliasesOneOfOursIsDropped() throws Exception {
    serve();
    connect()
        .send(
            "GET / HTTP/1.1\nHost: front\nX_Forwarded_For: 6.6.6.6\nX-Forwarded_Host: evil\n"
                + "x_real_ip: 6.6.6.6\nX.Forwarded.Proto: https\nForwarded_: x\nX_Tag: kept\n"
                + "Content_Length: 9\nTransfer_Encoding: chunked\nHTTP_HOST: kept\nMax_Width: 1\n"
                + "Connection: X_Mine\nX-Mine: dropped\nX_Real~IP: 6.6.6.6\n\n");
    var head = upstream.next().head();
    var names =
        head.lines().skip(1).filter(line -> !line.isEmpty()).map(line -> line.split(":")[0]);
    assertEquals(
        "Host Forwarded_ X_Tag HTTP_HOST Max_Width Via X-Forwarded-For X-Forwarded-Proto"
            + " X-Forwarded-Host Forwarded",
        String.join(" ", names.toList()));
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
