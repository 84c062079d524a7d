package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "What is no request": what two readers could read differently. */
class AmbiguousRequestsTest extends WireTest {

  private static final String SECOND = "GET /second HTTP/1.1\nHost: test\n\n";
  private static final String BODY = "POST / HTTP/1.1\nHost: test\n";
  private static final String OLD_BODY = "POST / HTTP/1.0\nHost: test\nConnection: keep-alive\n";
  private static final String CHUNKS = BODY + "Transfer-Encoding: chunked\n\n";

  private final AtomicInteger calls = new AtomicInteger();

  private void refused(int status, String request) throws Exception {
    serve(got -> {
      if (calls.incrementAndGet() > 1) {
        throw new IllegalStateException(got + " was smuggled");
      }
      return Response.text("served " + got.text());
    });
    var all = connect().send(request + SECOND).readAll();
    assertTrue(all.startsWith("HTTP/1.1 " + status + " "), all);
    assertTrue(all.contains("connection: close\n"), all);
    assertFalse(all.contains("served"), all);
    assertEquals("", log.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OLD_BODY + "Content-Length: 1\nContent-Length: 2\n\nab",
        OLD_BODY + "Content-Length: 1\ncontent-length: 1\n\na",
        BODY + "Content-Length: 1\nContent-Length: 1\n\na",
        BODY + "Content-Length: 1, 1\n\na",
        OLD_BODY + "Content-Length: 1, 1\n\na",
        OLD_BODY + "Content-Length: 1,\n\na",
        BODY + "Content-Length: +1\n\na",
        BODY + "Content-Length: 0x1\n\na",
        BODY + "Content-Length:\n\na",
        BODY + "Content-Length: 1 1\n\na",
        BODY + "Content-Length: 9999999999999999999\n\na",
        OLD_BODY + "Transfer-Encoding: chunked\n\n0\n\n",
        OLD_BODY + "Content-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n",
        BODY + "Content-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n",
        BODY + "Transfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n0\n\n",
        BODY + "Transfer-Encoding:\nContent-Length: 1\n\na",
      })
  @DisplayName("S-125 a body has one length or is chunked, in every version of HTTP")
  void framing(String request) throws Exception {
    refused(400, request);
    assertEquals(0, calls.get(), "handler calls");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / http/1.1\nHost: test\n\n",
        "GET / Http/1.1\nHost: test\n\n",
        "GET / HTTP/1.10\nHost: test\n\n",
        "GET / HTTP/01.1\nHost: test\n\n",
        "GET / HTTP/1.1 \nHost: test\n\n",
        "GET  / HTTP/1.1\nHost: test\n\n",
        "GET /  HTTP/1.1\nHost: test\n\n",
        " GET / HTTP/1.1\nHost: test\n\n",
        "GET\t/\tHTTP/1.1\nHost: test\n\n",
        "GET /\u000bHTTP/1.1\nHost: test\n\n",
        "GET /\rHTTP/1.1\nHost: test\n\n",
        "GET / / HTTP/1.1\nHost: test\n\n",
      })
  @DisplayName("S-126 the request line is three words, one blank apart, with the exact version")
  void requestLine(String request) throws Exception {
    refused(400, request);
    assertEquals(0, calls.get(), "handler calls");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: test\nX: a\n b\n\n",
        "GET / HTTP/1.1\nHost: test\nX: a\n\tb\n\n",
        "GET / HTTP/1.1\nHost: test\nX:\n Content-Length: 1\n\n",
        "GET / HTTP/1.1\nHost: test\n \n\n",
        "GET / HTTP/1.1\n Host: test\n\n",
        "GET / HTTP/1.1\nHost: test\n: x\n\n",
        "GET / HTTP/1.1\nHost: test\nX : x\n\n",
        "GET / HTTP/1.1\nHost: test\nX: a\rb\n\n",
        "GET / HTTP/1.1␊Host: test\n\n",
        "GET / HTTP/1.1\nHost: test␊X: y\n\n",
        "GET / HTTP/1.1\nHost: test\n␊",
      })
  @DisplayName("S-127 a field is on one line, which ends with CR LF")
  void fields(String request) throws Exception {
    refused(400, request);
    assertEquals(0, calls.get(), "handler calls");
  }

  @Test
  @DisplayName("S-127 a folded line is found wherever the reads part the head")
  void folded() throws Exception {
    serve(got -> Response.text("served"));
    for (var cut : new String[] {"X: a\n", "X: a\n ", "X:", "X: a\n b"}) {
      var rest = "X: a\n b\n\n".substring(cut.length());
      var client = connect().send("GET /first HTTP/1.1\nHost: test\n\n");
      client.send("GET / HTTP/1.1\nHost: test\n" + cut);
      client.readUntil("served"); // What came with it has been read.
      assertTrue(client.send(rest).readAll().startsWith("HTTP/1.1 400 "), cut);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CHUNKS + "1\na\n0\nX: a\n b\n\n",
        CHUNKS + "1\na\n0\nContent-Length: 5\n\n",
        CHUNKS + "1\na\n0\nTransfer-Encoding: chunked\n\n",
        CHUNKS + "1\na\n0\nX : a\n\n",
        CHUNKS + "1\na\n0\n\rX: a\n\n",
        CHUNKS + "1;a␊\na\n0\n\n",
        CHUNKS + "1\na␊0\n\n",
        CHUNKS + "+1\na\n0\n\n",
        CHUNKS + "0x1\na\n0\n\n",
        CHUNKS + "1 1\na\n0\n\n",
      })
  @DisplayName("S-128 a malformed chunk or trailer, and one that frames the body, breaks the body")
  void chunks(String request) throws Exception {
    refused(400, request);
  }

  @Test
  @DisplayName(
      "S-128 bytes after such a trailer are not a request, whether the body is read or" + " not")
  void behindTrailer() throws Exception {
    var trailer = "0\nX: a\n b\n\n";
    serve(got -> {
      calls.incrementAndGet();
      return got.path().equals("/lines") ? Response.lines(got.lines()) : Response.text("done");
    });
    for (var path : new String[] {"/lines", "/text"}) {
      var client = connect().send(CHUNKS.replace(" / ", " " + path + " ") + trailer + SECOND);
      assertFalse(client.readAll().contains("done\nHTTP"), path);
    }
    assertEquals(2, calls.get(), "handler calls");
  }

  @Test
  @DisplayName("S-129 a request has at most 256 fields, trailer included")
  void many() throws Exception {
    refused(431, "GET / HTTP/1.1\nHost: test\n" + "X: y\n".repeat(256) + "\n");
    assertEquals(0, calls.get(), "handler calls");
  }

  @Test
  @DisplayName("S-129 the limit is named in the answer, and holds for the trailer")
  void manyInTrailer() throws Exception {
    serve(got -> Response.text("served " + got.text()));
    var fields = "X: y\n".repeat(255);
    var all = connect().send("GET / HTTP/1.1\nHost: test\nY: z\n" + fields + "\n").readAll();
    assertTrue(all.endsWith("\n\nA request has at most 256 header fields␊"), all);
    var most = connect().send("GET / HTTP/1.0\nHost: test\n" + fields + "\n").readAll();
    assertTrue(most.endsWith("\n\nserved "), most);
    all = connect().send(CHUNKS + "1\na\n0\n" + fields + "\n").readAll();
    assertTrue(all.startsWith("HTTP/1.1 4"), all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http:///x",
        "http://",
        "http://:80/x",
        "http://user@test/x",
        "http://user:pass@test/x",
        "http://te\\st/x",
        "http://[::1/x",
        "https://test/x",
        "ftp://test/x",
        "//test/../x#y",
      })
  @DisplayName("S-130 an absolute target names a host, without a user, by http")
  void absoluteForm(String target) throws Exception {
    refused(400, "GET " + target + " HTTP/1.1\nHost: test\n\n");
    assertEquals(0, calls.get(), "handler calls");
  }

  @ParameterizedTest
  @CsvSource({
    "http://there:81/x?q, Host: here, there:81 /x",
    "http://there?q, Host: here, there /",
    "HTTP://[::1]:8080, Host:, [::1]:8080 /",
  })
  @DisplayName("S-131 the host of an absolute target counts, not Host")
  void authority(String target, String host, String seen) throws Exception {
    serve(got -> Response.text(String.join(" + ", got.headers().all("host")) + " " + got.path()));
    var all =
        connect()
            .send("GET " + target + " HTTP/1.1\n" + host + "\nConnection: close\n\n")
            .readAll();
    assertTrue(all.endsWith("\n\n" + seen), all);
  }

  @Test
  @DisplayName("S-131 an absolute target in HTTP/1.0 brings a Host")
  void authorityWithoutHost() throws Exception {
    serve(got -> Response.text("at " + got.header("Host")));
    var all = connect().send("GET http://there/ HTTP/1.0\n\n").readAll();
    assertTrue(all.endsWith("\n\nat there"), all);
  }
}
