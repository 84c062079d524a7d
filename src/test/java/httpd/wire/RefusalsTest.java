package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "What is no request". */
class RefusalsTest extends WireTest {

  private final AtomicInteger calls = new AtomicInteger();

  private String answer(String request) throws Exception {
    serve(got -> {
      calls.incrementAndGet();
      return Response.text("served");
    });
    return connect().send(request).readAll();
  }

  private void refused(int status, String request) throws Exception {
    refused(status, request, "");
  }

  private void refused(int status, String request, String logged) throws Exception {
    var all = answer(request);
    assertTrue(all.startsWith("HTTP/1.1 " + status + " "), all);
    assertTrue(all.contains("connection: close\n"), all);
    assertFalse(all.contains("served"), all);
    assertEquals(0, calls.get(), "handler calls");
    assertEquals(logged, log.text());
  }

  /** M-3 for a head that is too long. */
  private static String reached(String limit, String name, int status) {
    return "WARNING limit %s reached: answered %s to 127.0.0.1; --limit %s=VALUE changes it\n"
        .formatted(limit, status, name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rubbish\n\n",
        "GET\n\n",
        "GET /\n\n",
        "GET / HTTX/1.1\nHost: test\n\n",
        "GET / HTTP/1.1\nHost: test\nno colon\n\n",
        "GET / HTTP/1.1\nHost : test\n\n",
        "GET / HTTP/1.1\nHost: test\nContent-Length: 1\nContent-Length: 2\n\nx",
        "GET / HTTP/1.1\nHost: test\nContent-Length: -1\n\n",
        "GET / HTTP/1.1\nHost: test\nContent-Length: 1x\n\n",
        "POST / HTTP/1.1\nHost: test\nContent-Length: 3\nTransfer-Encoding: chunked\n\n0\n\n",
        "GET nowhere HTTP/1.1\nHost: test\n\n",
        "GET / HTTP/1.1\nHost: test\nX: \0\n\n",
        "POST / HTTP/1.1\nHost: test\nTransfer-Encoding: gzip\n\n",
        "GET * HTTP/1.1\nHost: test\n\n",
        "GET /a#b HTTP/1.1\nHost: test\n\n",
        "GET / HTTP/1.1\nHost: te st\n\n",
        "GET / HTTP/1.1\nHost: test/path\n\n",
        "GET / HTTP/1.1\nHost: user@test\n\n",
      })
  @DisplayName("S-80 what is no HTTP request is a 400, and the connection ends")
  void badRequest(String request) throws Exception {
    refused(400, request);
  }

  @Test
  @DisplayName("S-81 a request line over 8 KiB is a 414")
  void longLine() throws Exception {
    refused(
        414,
        "GET /" + "x".repeat(9000) + " HTTP/1.1\nHost: test\n\n",
        reached("request-line (8k)", "request-line", 414));
  }

  @Test
  @DisplayName("S-82 headers over 32 KiB are a 431")
  void longHeaders() throws Exception {
    refused(
        431,
        "GET / HTTP/1.1\nHost: test\nX: " + "x".repeat(40_000) + "\n\n",
        reached("head (32k)", "head", 431));
  }

  @Test
  @DisplayName("S-82 many small headers over 32 KiB are a 431")
  void manyHeaders() throws Exception {
    refused(
        431,
        "GET / HTTP/1.1\nHost: test\n" + "X: 0123456789\n".repeat(5000) + "\n",
        reached("head (32k)", "head", 431));
  }

  @Test
  @DisplayName("S-83 a major version other than 1 is a 505")
  void version() throws Exception {
    refused(505, "GET / HTTP/2.0\nHost: test\n\n");
  }

  @Test
  @DisplayName("S-84 an expectation other than 100-continue is a 417")
  void expectation() throws Exception {
    refused(417, "GET / HTTP/1.1\nHost: test\nExpect: miracles\n\n");
  }

  @Test
  @DisplayName("S-84 HTTP/1.0 has no expectations")
  void expectationOfHttp10() throws Exception {
    assertTrue(answer("GET / HTTP/1.0\nExpect: miracles\n\n").endsWith("\n\nserved"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT test:80 HTTP/1.1\nHost: test\n\n",
        "POST / HTTP/1.1\nHost: test\nTransfer-Encoding: gzip, chunked\n\n0\n\n",
      })
  @DisplayName("S-87 a tunnel and a transfer coding other than chunked are a 501")
  void notImplemented(String request) throws Exception {
    refused(501, request);
  }

  @Test
  @DisplayName("S-88 OPTIONS * asks the server itself: a 204, and the connection goes on")
  void options() throws Exception {
    var all =
        answer(
            "OPTIONS * HTTP/1.1\nHost: test\n\n"
                + "GET / HTTP/1.1\nHost: test\nConnection: close\n\n");
    assertTrue(all.startsWith("HTTP/1.1 204 No Content\n"), all);
    assertTrue(all.endsWith("\n\nserved"), all);
    assertEquals(1, calls.get(), "handler calls");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "test", "test:80", "127.0.0.1:8080", "[::1]:8080", "my_host.localhost"})
  @DisplayName("S-85 a Host that names a host, a port or nothing is taken")
  void goodHost(String host) throws Exception {
    var all = answer("GET / HTTP/1.1\nHost: " + host + "\nConnection: close\n\n");
    assertTrue(all.endsWith("\n\nserved"), all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: a\nHost: b\n"})
  @DisplayName("S-85 HTTP/1.1 without exactly one Host is a 400")
  void host(String hosts) throws Exception {
    refused(400, "GET / HTTP/1.1\n" + hosts + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: :80\n\n",
        "GET / HTTP/1.0\nHost: a,b\n\n",
        "GET / HTTP/1.1\nHost: a%41\n\n",
        "GET / HTTP/1.1\nHost: a:65536\n\n",
        "GET / HTTP/1.1\nHost: a:000080\n\n",
        "GET / HTTP/1.0\nHost: [1.2.3.4]\n\n",
        "GET http://a,b/ HTTP/1.1\nHost: test\n\n",
        "GET http://a%00/ HTTP/1.1\nHost: test\n\n",
        "GET http://a:99999/ HTTP/1.1\nHost: test\n\n",
      })
  @DisplayName("S-132 a host that two readers could take for different hosts is a 400")
  void ambiguousHost(String request) throws Exception {
    refused(400, request);
  }

  @Test
  @DisplayName("S-85 HTTP/1.0 needs no Host")
  void noHost() throws Exception {
    assertTrue(answer("GET / HTTP/1.0\n\n").endsWith("\n\nserved"));
  }

  @Test
  @DisplayName("S-86 a refusal after valid requests comes in its turn")
  void inTurn() throws Exception {
    var all = answer("GET /1 HTTP/1.1\nHost: test\n\nGET /2 HTTP/1.1\nHost: test\n\nrubbish\n\n");
    assertEquals(
        "HTTP/1.1 200 OK, HTTP/1.1 200 OK, HTTP/1.1 400 Bad Request",
        String.join(
            ", ",
            all.lines()
                .filter(line -> line.contains("HTTP/1.1 "))
                .map(line -> line.substring(line.indexOf("HTTP/")))
                .toList()));
  }
}
