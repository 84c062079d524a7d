package httpd.upstream.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import httpd.testing.ScriptedUpstream;
import httpd.testing.Take;
import httpd.upstream.UpstreamClient;
import java.net.URI;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an ordinary upstream sees. */
class UpstreamRequestTest {

  private final UpstreamClient client = new UpstreamClient();
  private final MockWebServer upstream = new MockWebServer();

  @BeforeEach
  void start() throws Exception {
    upstream.start();
    upstream.enqueue(new MockResponse.Builder().body("one\ntwo\n").build());
  }

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  private RecordedRequest seen(String method, String path, Headers headers, String body)
      throws Exception {
    var address = URI.create("http://127.0.0.1:" + upstream.getPort() + path);
    try (var source = client.open(method, address, headers, body)) {
      assertEquals(List.of("one", "two"), Take.all(source));
    }
    return upstream.takeRequest();
  }

  @Test
  @DisplayName("U-3 a GET has the client's default fields and no body")
  void aGetHasOurDefaultsAndNoBody() throws Exception {
    var request = seen("GET", "/a%2Fb?c=d", Headers.EMPTY, null);
    assertEquals("GET /a%2Fb?c=d HTTP/1.1", request.getRequestLine());
    var headers = request.getHeaders();
    assertEquals(List.of("127.0.0.1:" + upstream.getPort()), headers.values("Host"));
    assertEquals(List.of("httpd"), headers.values("User-Agent"));
    assertEquals(List.of("*/*"), headers.values("Accept"));
    assertEquals(List.of("identity"), headers.values("Accept-Encoding"));
    assertNull(headers.get("Connection"));
    assertNull(headers.get("Content-Length"));
    assertNull(headers.get("Transfer-Encoding"));
  }

  @Test
  @DisplayName("U-3 the caller's fields replace the defaults and may repeat")
  void theCallersHeadersReplaceDefaultsAndMayRepeat() throws Exception {
    var own =
        Headers.of(
            "host", "else.example", "accept", "text/event-stream", "X-Tag", "1", "x-tag", "2");
    var headers = seen("GET", "/", own, null).getHeaders();
    assertEquals(List.of("else.example"), headers.values("Host"));
    assertEquals(List.of("text/event-stream"), headers.values("Accept"));
    assertEquals(List.of("1", "2"), headers.values("X-Tag"));
  }

  @Test
  @DisplayName("U-4 the client sets the fields of framing, connection and coding")
  void framingConnectionAndCodingAreOurs() throws Exception {
    var copied =
        Headers.of(
            "Connection", "keep-alive, Upgrade",
            "Upgrade", "websocket",
            "Keep-Alive", "timeout=5",
            "Proxy-Connection", "keep-alive",
            "TE", "trailers",
            "Trailer", "X-Sum",
            "Transfer-Encoding", "chunked",
            "Content-Length", "99",
            "Accept-Encoding", "gzip, br");
    var headers = seen("POST", "/", copied, "abc").getHeaders();
    assertEquals(List.of("3"), headers.values("Content-Length"));
    assertNull(headers.get("Connection"));
    assertEquals(List.of("identity"), headers.values("Accept-Encoding"));
    for (var dropped :
        List.of(
            "Upgrade", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding")) {
      assertNull(headers.get(dropped), dropped);
    }
  }

  @Test
  @DisplayName("U-5 a body is sent in UTF-8 with its length")
  void aBodyIsSentInUtf8WithItsLength() throws Exception {
    var request = seen("POST", "/", Headers.of("Content-Type", "text/plain"), "ünïcode ✓\n");
    assertEquals("ünïcode ✓\n", request.getBody().utf8());
    assertEquals("14", request.getHeaders().get("Content-Length"));
    assertEquals("text/plain", request.getHeaders().get("Content-Type"));
  }

  @Test
  @DisplayName("U-5 a large body arrives whole")
  void aLargeBodyArrivesWhole() throws Exception {
    var body = "0123456789abcdef".repeat(256 * 1024);
    assertEquals(body.length(), seen("PUT", "/", Headers.EMPTY, body).getBody().size());
  }

  @Test
  @DisplayName("U-5 a POST without a body has Content-Length: 0")
  void aPostWithoutABodySaysSo() throws Exception {
    assertEquals("0", seen("POST", "/", Headers.EMPTY, null).getHeaders().get("Content-Length"));
  }

  @Test
  @DisplayName("U-3 Latin-1 values are sent unchanged")
  void latin1ValuesAreSentAsTheyAre() throws Exception {
    try (var scripted = new ScriptedUpstream();
        var source = client.open("GET", scripted.uri("/"), Headers.of("X-Name", "Zoë"), null)) {
      source.poll(() -> {});
      var head = scripted.next().head();
      assertTrue(head.contains("X-Name: Zo\u00eb\r\n"), head);
      assertEquals(head.length(), head.getBytes(UTF_8).length - 1);
    }
  }

  @Test
  @DisplayName(
      "U-80 a request that is sent keeps its method and address, and neither fields nor body")
  void sent() {
    var request =
        UpstreamRequest.forLines(
            "POST", URI.create("http://a.example/b"), Headers.EMPTY.plus("X-Long", "c"), "body");
    assertEquals(
        new UpstreamRequest(request.method(), request.address(), Headers.EMPTY, Content.NONE),
        request.sent());
    assertEquals(request.toString(), request.sent().toString());
  }
}
