package httpd.proxy;

import static httpd.testing.FieldBlock.get;
import static httpd.testing.FieldBlock.post;
import static httpd.testing.RawFrame.END_STREAM;
import static httpd.testing.RawFrame.data;
import static httpd.testing.RawFrame.headers;
import static httpd.testing.RawFrame.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.RawHttp2Client;
import httpd.upstream.UpstreamLimits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to the upstream, byte by byte, through a real server. */
class PassedRequestTest extends PassingOnFixture {

  @Test
  @DisplayName("W-5 the request is passed without the fields of the connection")
  void theRequestIsPassedWithWhatBelongsToTheConnectionLeftOut() throws Exception {
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
  @DisplayName("W-5.5 content of a stream of HTTP/2 that has no length is passed on in chunks")
  void contentOfAStream() throws Exception {
    serve();
    try (var client = RawHttp2Client.connect(server().address())) {
      client.send(headers(1, 0, post("/x")), data(1, END_STREAM, "GET /y HTTP/1.1\r\n\r\n"));
      var connection = upstream.next();
      assertEquals("chunked", field(connection.head(), "Transfer-Encoding"));
      assertEquals("none", field(connection.head(), "Content-Length"));
      connection.send(OK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      client.expectResponse(1);
      client.send(request(3, get("/x")));
      assertEquals("none", field(upstream.next().head(), "Transfer-Encoding"));
    }
  }

  @Test
  @DisplayName("W-6 forwarded fields of a trusted proxy are used")
  void aTrustedProxyIsBelieved() throws Exception {
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

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PURGE"})
  @DisplayName("W-10 every method is passed")
  void everyMethodIsPassed(String method) throws Exception {
    serve();
    var reader = connect().send(method + " /x HTTP/1.1\nHost: x\n\n");
    var connection = upstream.next();
    assertTrue(connection.head().startsWith(method + " /x HTTP/1.1\r\n"), connection.head());
    connection.send(OK);
    assertTrue(reader.readHead().startsWith("HTTP/1.1 200 OK\n"));
  }

  @Test
  @DisplayName("W-99 CONNECT is a 501, and the upstream does not see it")
  void connect501() throws Exception {
    serve();
    var reader = connect().send("CONNECT test:80 HTTP/1.1\nHost: test:80\n\n");
    assertTrue(reader.readHead().startsWith("HTTP/1.1 501 "));
    assertEquals(0, upstream.connections());
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
  @DisplayName("W-11 the path of the request is joined to that of the upstream")
  void pathsJoin(String route, String base, String asked, String sent) throws Exception {
    serve(route, proxy("http://127.0.0.1:" + upstream.port() + base));
    connect().get(asked);
    var head = upstream.next().head();
    assertTrue(head.startsWith("GET " + sent + " HTTP/1.1\r\n"), head);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/x/../b", "/x/a/%2e%2E/b", "/x/..%2fb", "/x/..%5cb", "/x/.%2e", "/x/./b"})
  @DisplayName("W-12 a request cannot leave the upstream's path")
  void nobodyLeavesTheUpstreamsPath(String asked) throws Exception {
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
  @DisplayName("W-135 a request cannot leave it by what some programs read as a dot segment")
  void norByWhatSomeProgramTakesForADotSegment(String asked) throws Exception {
    serve("/x/", proxy(upstream.uri("/a/").toString()));
    assertTrue(connect().get(asked).readHead().startsWith("HTTP/1.1 400 "));
    assertEquals(0, upstream.connections());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"...", "..a", ".a;b", "a;..", "100%25", "%252e%252ea", "a.;", "...;", "%C3%A9.."})
  @DisplayName("W-135 other names with dots are allowed")
  void otherDotsAreNames(String name) throws Exception {
    serve("/x/", proxy(upstream.uri("/a/").toString()));
    connect().get("/x/" + name + "/b");
    var head = upstream.next().head();
    assertTrue(head.startsWith("GET /a/" + name + "/b HTTP/1.1\r\n"), head);
  }

  @Test
  @DisplayName("W-132 a field name that aliases one of the proxy's is dropped")
  void aNameThatAliasesOneOfOursIsDropped() throws Exception {
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
}
