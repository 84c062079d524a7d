package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.server.tls.TlsSettings;
import httpd.testing.RawClient;
import httpd.testing.TlsWire;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wherever the scheme of a URL counts. */
class TlsUrlsTest extends WireTest {

  private static final TlsSettings OWN = TlsSettings.ownCertificate(Set.of("localhost"));

  private void serveSecure() throws IOException {
    serve(
        config().withTls(OWN).withHttpPort(0),
        request -> Response.text(request.client().isSecure() + " " + request.path()));
  }

  private RawClient shake() throws IOException {
    return connect().secured(TlsWire.context(), parameters -> {});
  }

  private String answer(String request) throws IOException {
    return shake().send(request).readAll();
  }

  private String redirected(String request) throws IOException {
    try (var client = new RawClient(server().redirectingAddresses().getFirst())) {
      return client.send(request).readAll();
    }
  }

  @Test
  @DisplayName("Y-80 a request over TLS is secure, another one is not")
  void secure() throws IOException {
    serveSecure();
    assertTrue(answer("GET /a HTTP/1.0\n\n").endsWith("\n\ntrue /a"));
  }

  @Test
  @DisplayName("Y-80 a request without TLS is not secure")
  void plain() throws IOException {
    serve(request -> Response.text(request.client().isSecure() + "."));
    assertTrue(connect().send("GET / HTTP/1.0\n\n").readAll().endsWith("\n\nfalse."));
  }

  @ParameterizedTest
  @CsvSource({"https, 200", "HTTPS, 200", "http, 400"})
  @DisplayName("Y-81 an absolute target begins with https over TLS")
  void absolute(String scheme, String status) throws IOException {
    serveSecure();
    var answer = answer("GET " + scheme + "://localhost/a HTTP/1.0\n\n");
    assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
  }

  @ParameterizedTest
  @CsvSource({
    "https://localhost, 200",
    "http://localhost, 403",
    "http://localhost:443, 403",
    "https://localhost:444, 403",
    "https://other.test, 403"
  })
  @DisplayName("Y-82 a page of the same name without TLS is a page of another site")
  void origin(String origin, String status) throws IOException {
    serveSecure();
    var answer =
        answer(
            "POST /a HTTP/1.1\nHost: localhost\nOrigin: %s\nContent-Length: 0\nConnection: close\n\n"
                .formatted(origin));
    assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
  }

  @ParameterizedTest
  @CsvSource({
    "/, localhost, localhost, /",
    "/a/b?c=d&e, localhost:80, localhost, /a/b?c=d&e",
    "/%20/x, [::1]:8080, [::1], /%20/x",
    "http://there/x, here, there, /x"
  })
  @DisplayName("Y-90 the plain port answers 308 with the same URL by https")
  void redirect(String target, String host, String name, String path) throws IOException {
    serveSecure();
    for (var method : new String[] {"GET", "POST", "OPTIONS"}) {
      var answer =
          redirected(
              "%s %s HTTP/1.1\nHost: %s\nContent-Length: 0\nConnection: close\n\n"
                  .formatted(method, target, host));
      var location = "https://" + name + ":" + server().address().getPort() + path;
      assertTrue(answer.startsWith("HTTP/1.1 308 Permanent Redirect\n"), answer);
      assertTrue(answer.contains("\nLocation: " + location + "\n"), answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/1.0, ''",
    "GET / HTTP/1.1, ''",
    "GET / HTTP/1.1, 'Host: a b'",
    "GET / HTTP/1.1, 'Host:'",
    "GET / HTTP/1.1, 'Host: 0x7f.1'",
    "OPTIONS * HTTP/1.1, 'Host: localhost'"
  })
  @DisplayName("Y-91 the plain port answers 400 to what names no host")
  void noHost(String line, String field) throws IOException {
    serveSecure();
    var fields = field.isEmpty() ? "" : field + "\n";
    var answer = redirected(line + "\n" + fields + "Connection: close\n\n");
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
  }

  @Test
  @DisplayName("Y-92 no response has Strict-Transport-Security by itself")
  void noHsts() throws IOException {
    serveSecure();
    var answers = answer("GET / HTTP/1.0\n\n") + redirected("GET / HTTP/1.0\nHost: localhost\n\n");
    assertFalse(answers.toLowerCase(java.util.Locale.ROOT).contains("strict-transport"), answers);
  }

  @Test
  @DisplayName("Y-90 the plain port is closed with the server")
  void closed() throws IOException {
    serveSecure();
    try (var idle = new RawClient(server().redirectingAddresses().getFirst())) {
      idle.get("/").readUntil("308"); // It is accepted: the close of another one is a reset.
      server().close();
      assertEquals("FIN", idle.readEnd());
    }
  }
}
