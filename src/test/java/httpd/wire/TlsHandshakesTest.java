package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.ServerConfig;
import httpd.server.tls.TestCertificate;
import httpd.server.tls.TlsSettings;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.TlsWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a connection over TLS, and which one. */
class TlsHandshakesTest extends WireTest {

  @TempDir static Path folder;
  private static final TestCertificate AUTHORITY = TestCertificate.authority("clients' authority");
  private static Map<String, TlsSettings.Pair> pairs;

  @BeforeAll
  static void makeCertificates() {
    pairs =
        Map.of(
            "rsa", TestCertificate.of("RSA", "a.test", "*.w.test").write(folder, "rsa"),
            "ec", TestCertificate.of("EC", "a.test", "*.w.test").write(folder, "ec"),
            "b", TestCertificate.of("EC", "b.test").write(folder, "b"),
            "ed", TestCertificate.of("Ed25519", "ed.test").write(folder, "ed"));
    AUTHORITY.writeCertificates(folder.resolve("ca.pem"));
  }

  private static ServerConfig config(String... names) {
    return config().withTls(settings(names));
  }

  private static TlsSettings settings(String... names) {
    return TlsSettings.of(List.of(names).stream().map(pairs::get).toList());
  }

  private RawClient shake(Consumer<SSLParameters> settings) throws IOException {
    return shake(TlsWire.context(), settings);
  }

  private RawClient shake(SSLContext context, Consumer<SSLParameters> settings) throws IOException {
    return connect().secured(context, settings);
  }

  private static void assertHello(RawClient client) throws IOException {
    assertTrue(client.get("/").readUntil("hello").startsWith("HTTP/1.1 200"));
  }

  private static Consumer<SSLParameters> named(String host) {
    return parameters -> parameters.setServerNames(List.of(new SNIHostName(host)));
  }

  private void serveHello(ServerConfig config) throws IOException {
    serve(config, request -> Response.text("hello"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  @DisplayName("Y-20 TLS 1.3 and 1.2 are spoken; Y-1 and the server's URI says https")
  void versions(String version) throws IOException {
    serveHello(config("ec"));
    var client = shake(parameters -> parameters.setProtocols(new String[] {version}));
    assertHello(client);
    assertEquals(version, client.tls().session().getProtocol());
    assertEquals("https", server().uri().getScheme());
  }

  @Test
  @DisplayName("Y-20 a client of TLS 1.1 gets protocol_version; Y-26 and a line in the log")
  void oldVersion() throws IOException {
    serveHello(config("ec"));
    var hello =
        new byte[] {
          22,
          3,
          1,
          0,
          47,
          1,
          0,
          0,
          43,
          3,
          2, // A ClientHello of TLS 1.1,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0, // its random,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          4,
          (byte) 0xc0,
          0x09,
          0,
          0x2f,
          1,
          0 // no session, two suites, no compression.
        };
    var client = connect().sendBytes(hello);
    assertEquals(21, client.readByte());
    for (int expected : new int[] {3, 3, 0, 2, 2, 70, -1}) {
      assertEquals(expected, client.readByte());
    }
    Eventually.holds("a line in the log", () -> log.text().contains("no TLS with 127.0.0.1:"));
    assertTrue(log.text().contains("TLSv1.1 is not enabled"), log.text());
    assertEquals(1, log.text().lines().count(), log.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
      })
  @DisplayName("Y-21 suites with forward secrecy and authenticated encryption are accepted")
  void suites(String suite) throws IOException {
    serveHello(config("rsa", "ec"));
    var client = shake(parameters -> parameters.setCipherSuites(new String[] {suite}));
    assertHello(client);
    assertEquals(suite, client.tls().session().getCipherSuite());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
      })
  @DisplayName("Y-21 suites with CBC, and those of finite fields, are refused by an alert")
  void weakSuites(String suite) throws IOException {
    serveHello(config("rsa", "ec"));
    var refusal =
        assertThrows(
            SSLException.class,
            () ->
                shake(parameters -> {
                  parameters.setProtocols(new String[] {"TLSv1.2"});
                  parameters.setCipherSuites(new String[] {suite});
                }));
    assertTrue(refusal.getMessage().contains("handshake_failure"), refusal.getMessage());
  }

  @Test
  @DisplayName("Y-21 the server's order of suites decides")
  void order() throws IOException {
    serveHello(config("ec"));
    var suites =
        new String[] {
          "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"
        };
    var client = shake(parameters -> parameters.setCipherSuites(suites));
    assertEquals("TLS_AES_128_GCM_SHA256", client.tls().session().getCipherSuite());
  }

  @Test
  @DisplayName("Y-22 another handshake on a connection is refused by a close_notify")
  void renegotiation() throws IOException {
    serveHello(config("ec"));
    var client = shake(parameters -> parameters.setProtocols(new String[] {"TLSv1.2"}));
    assertHello(client);
    var refusal = assertThrows(SSLException.class, () -> client.tls().renegotiate());
    assertTrue(refusal.getMessage().contains("close_notify"), refusal.getMessage());
    Eventually.holds("a line in the log", () -> log.text().contains("closed the connection of"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  @DisplayName("Y-23 a session is resumed")
  void resumption(String version) throws IOException {
    serveHello(config("ec"));
    var context = TlsWire.context();
    Consumer<SSLParameters> settings =
        parameters -> parameters.setProtocols(new String[] {version});
    var first = shake(context, settings);
    assertHello(first);
    var second = shake(context, settings);
    assertHello(second);
    assertEquals(first.tls().session().getCreationTime(), second.tls().session().getCreationTime());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none, a.test",
        "a.test, a.test",
        "x.w.test, a.test",
        "b.test, b.test",
        "B.TEST, b.test",
        "ed.test, ed.test",
        "unknown.test, a.test",
        "x.y.w.test, a.test",
        "localhost, a.test"
      })
  @DisplayName("Y-3 Y-4 a client gets the certificate for the host that it names, or the first")
  void hosts(String named, String expected) throws Exception {
    serveHello(config("ec", "b", "ed"));
    var client = shake(named == null ? parameters -> {} : named(named));
    assertHello(client);
    assertTrue(
        client.tls().certificate().getSubjectAlternativeNames().toString().contains(expected),
        client.tls().certificate().getSubjectAlternativeNames().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, RSA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, EC"
  })
  @DisplayName("Y-3 Y-4 of two certificates for one host, a client gets that of a kind it knows")
  void kinds(String suite, String kind) throws IOException {
    serveHello(config("rsa", "ec"));
    for (Consumer<SSLParameters> host : List.of(named("a.test"), named("other.test"))) {
      var client =
          shake(host.andThen(parameters -> parameters.setCipherSuites(new String[] {suite})));
      assertEquals(kind, client.tls().certificate().getPublicKey().getAlgorithm());
    }
  }

  @Test
  @DisplayName("Y-24 h2 is chosen before http/1.1; a client that names no protocol speaks HTTP/1.1")
  void protocols() throws IOException {
    serveHello(config("ec"));
    var two =
        shake(parameters -> parameters.setApplicationProtocols(new String[] {"http/1.1", "h2"}));
    assertEquals("h2", two.tls().protocolOfHttp());
    var both =
        shake(parameters -> parameters.setApplicationProtocols(new String[] {"x", "http/1.1"}));
    assertEquals("http/1.1", both.tls().protocolOfHttp());
    assertHello(both);
    var none = shake(parameters -> {});
    assertEquals("", none.tls().protocolOfHttp());
    assertHello(none);
  }

  @Test
  @DisplayName("Y-24 a client of other protocols gets no_application_protocol; Y-26 and a line")
  void otherProtocols() throws IOException {
    serveHello(config("ec"));
    var refusal =
        assertThrows(
            SSLException.class,
            () -> shake(parameters -> parameters.setApplicationProtocols(new String[] {"imap"})));
    assertTrue(refusal.getMessage().contains("no_application_protocol"), refusal.getMessage());
    Eventually.holds("a line", () -> log.text().contains("no_application_protocol"));
    assertEquals(1, log.text().lines().count(), log.text());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("Y-25 a handshake that is not complete in time is closed")
  void timeout(boolean begun) throws IOException {
    serveHello(config("ec").withLimits(Limits.standard().with(Bound.HANDSHAKE_TIME, 50)));
    var client = connect();
    if (begun) {
      client.sendBytes(new byte[] {22, 3, 1, 2, 0, 1});
    }
    assertEquals("FIN", client.readEnd());
    assertTrue(log.text().contains("limit handshake-time (50ms) reached: closed"), log.text());
  }

  @Test
  @DisplayName("Y-25 a connection whose handshake is complete outlasts that time")
  void inTime() throws Exception {
    serveHello(config("ec").withLimits(Limits.standard().with(Bound.HANDSHAKE_TIME, 400)));
    var client = shake(parameters -> {});
    var late = connect();
    assertEquals("FIN", late.readEnd()); // It came later, and has been closed.
    assertHello(client);
  }

  @Test
  @DisplayName("Y-26 a client that connects and leaves is no line in the log")
  void leaves() throws IOException {
    serveHello(config("ec"));
    connect().close();
    connect().reset();
    var client = connect().halfClose();
    assertEquals("FIN", client.readEnd());
    assertEquals("", log.text());
  }

  @Test
  @DisplayName("Y-26 what is neither TLS nor HTTP closes the connection, and is a line")
  void garbage() throws IOException {
    serveHello(config("ec"));
    assertNotEquals("", connect().sendBytes(new byte[] {1, 2, 3, 4, 5, 6, 7}).readEnd());
    Eventually.holds("a line", () -> log.text().contains("what came is not TLS"));
    assertNotEquals("", connect().sendBytes(new byte[] {22, 9, 9, 9, 9, 9, 9}).readEnd());
    Eventually.holds("two lines", () -> log.text().lines().count() == 2);
  }

  @Test
  @DisplayName("Y-27 a client that speaks HTTP without TLS is told what to write")
  void plain() throws IOException {
    serveHello(config("ec"));
    assertEquals(
        """
        HTTP/1.1 400 Bad Request
        Content-Type: text/plain; charset=utf-8
        Content-Length: 57
        Connection: close

        This port speaks TLS: write https:// in place of http://␊\
        """,
        connect().get("/").readAll());
  }

  @Test
  @DisplayName("Y-28 a connection beyond a limit is closed without an answer")
  void beyondTheLimit() throws IOException {
    serveHello(config("ec").withLimits(Limits.standard().with(Bound.CONNECTIONS_PER_ADDRESS, 1)));
    var first = shake(parameters -> {});
    assertEquals("FIN", connect().readEnd());
    assertHello(first);
  }

  @Test
  @DisplayName("Y-40 a client with a certificate of the authority is served; Y-41 and has its name")
  void client() throws IOException {
    var tls = settings("ec").withClientAuthorities(folder.resolve("ca.pem"));
    serve(
        config().withTls(tls),
        request -> Response.text(request.client().certificateSubject() + "!"));
    var alice = AUTHORITY.issue("EC", "alice", "alice.test");
    var client = shake(TlsWire.context(alice.ofClient()), parameters -> {});
    assertTrue(client.get("/").readUntil("!").endsWith("\n\nCN=alice!"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "another authority", "expired"})
  @DisplayName("Y-40 a client without a certificate, with another's or an expired one is refused")
  void otherClients(String which) throws IOException {
    var tls = settings("ec").withClientAuthorities(folder.resolve("ca.pem"));
    serve(config().withTls(tls), request -> Response.text("served"));
    var certificate =
        switch (which) {
          case "none" -> null;
          case "expired" -> AUTHORITY.issueFor(-9, -1, "bob", "bob.test");
          default -> TestCertificate.authority("other").issue("EC", "eve", "eve.test");
        };
    var context = TlsWire.context(certificate == null ? null : certificate.ofClient());
    assertThrows(
        IOException.class,
        () -> {
          var client = shake(context, parameters -> {}).get("/");
          assertEquals(-1, client.readByte()); // An alert is an exception.
        });
    Eventually.holds("a line", () -> log.text().contains("no TLS with 127.0.0.1:"));
  }

  @Test
  @DisplayName("Y-41 a client without a certificate has no name, with TLS and without")
  void unnamed() throws IOException {
    serve(config("ec"), request -> Response.text(request.client().certificateSubject() + "!"));
    assertTrue(shake(parameters -> {}).get("/").readUntil("!").endsWith("\n\nnull!"));
  }

  @Test
  @DisplayName("Y-5 a certificate of its own is for localhost, this machine and the names given")
  void own() throws Exception {
    serveHello(config().withTls(TlsSettings.ownCertificate(Set.of("localhost", "app.test"))));
    var names = shake(parameters -> {}).tls().certificate().getSubjectAlternativeNames().toString();
    for (var name : List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "app.test")) {
      assertTrue(names.contains(name), names);
    }
  }
}
