package httpd.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import httpd.Response;
import httpd.line.Poll;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.server.tls.TestCertificate;
import httpd.server.tls.TlsSettings;
import httpd.testing.Take;
import httpd.upstream.connect.TrustedAuthorities;
import httpd.upstream.request.UpstreamAddress;
import httpd.upstream.request.UpstreamException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.MockWebServer;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PX-30, PX-31: authorities beside those of the Java runtime. */
class TrustedAuthoritiesTest {

  @TempDir Path folder;

  @AfterEach
  void trustAsBefore() {
    TrustedAuthorities.useRuntimeForTheProcess();
  }

  private Server serve(TestCertificate authority) throws Exception {
    var pair = authority.issue("EC", "up", "localhost").write(folder, "up");
    var config =
        ServerConfig.defaults()
            .withPort(0)
            .withEventLoops(1)
            .withTls(TlsSettings.of(List.of(pair)));
    return Server.start(config, request -> Response.text(request.client().protocol() + "\n"));
  }

  private static Poll first(Server server) throws Exception {
    var url = URI.create("https://localhost:" + server.address().getPort() + "/");
    try (var client = new UpstreamClient();
        var source = client.open("GET", url, Headers.EMPTY, null)) {
      return Take.next(source);
    }
  }

  @Test
  @DisplayName("PX-30, PX-31 a private authority is trusted once it is added, and only then")
  void added() throws Exception {
    var authority = TestCertificate.authority("private");
    var other = TestCertificate.authority("other").writeCertificates(folder.resolve("other.pem"));
    var file = authority.writeCertificates(folder.resolve("ca.pem"));
    try (var server = serve(authority)) {
      TrustedAuthorities.read(other).useForTheProcess();
      var failure = first(server).toString();
      assertTrue(failure.contains("the TLS handshake failed: "), failure);
      assertTrue(failure.contains("; --upstream-ca FILE adds the authority"), failure);
      TrustedAuthorities.read(file).useForTheProcess();
      assertEquals("Line[HTTP/1.1, LF]", first(server).toString());
    }
  }

  private static UpstreamCall http2(UpstreamClient client, int port) {
    var address = UpstreamAddress.ofHttp2("h2://localhost:" + port + "/");
    return client.get(address, Headers.EMPTY, UpstreamLimits.DEFAULT, null);
  }

  @Test
  @DisplayName("PX-60.1 h2: speaks HTTP/2 over TLS, and fails where that is not chosen")
  void http2() throws Exception {
    var authority = TestCertificate.authority("private");
    TrustedAuthorities.read(authority.writeCertificates(folder.resolve("ca.pem")))
        .useForTheProcess();
    try (var server = serve(authority);
        var client = new UpstreamClient()) {
      var call = http2(client, server.address().getPort());
      assertEquals(200, call.response().status());
      assertEquals("Line[HTTP/2\n, NONE]", Take.next(call.body()).toString());
      call.close();
    }
    var key = authority.issue("EC", "old", "localhost");
    try (var old = new MockWebServer();
        var client = new UpstreamClient()) {
      old.useHttps(sockets(key));
      old.setProtocols(List.of(Protocol.HTTP_1_1));
      old.start();
      var call = http2(client, old.getPort());
      var failure = assertThrows(UpstreamException.class, call::response);
      assertTrue(failure.isBeforeSending(), failure.toString());
      assertTrue(String.valueOf(failure.getMessage()).endsWith("in place of h2://"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-30, -1, localhost, its certificate has expired",
    "1, 30, localhost, its certificate is not valid yet",
    "-1, 30, other.example, matching"
  })
  @DisplayName(
      "PX-31.1 a certificate out of its time or of another name is refused, with the reason")
  void unfit(int from, int until, String name, String why) throws Exception {
    var authority = TestCertificate.authority("private");
    TrustedAuthorities.read(authority.writeCertificates(folder.resolve("ca.pem")))
        .useForTheProcess();
    try (var upstream = new MockWebServer();
        var client = new UpstreamClient()) {
      upstream.useHttps(sockets(authority.issueFor(from, until, "up", name)));
      upstream.start();
      var address = UpstreamAddress.of("https://localhost:" + upstream.getPort() + "/");
      var call = client.get(address, Headers.EMPTY, UpstreamLimits.DEFAULT, null);
      var failure = assertThrows(UpstreamException.class, call::response);
      assertTrue(failure.isBeforeSending(), failure.toString());
      assertTrue(String.valueOf(failure.getMessage()).contains(why), failure.toString());
    }
  }

  private static SSLSocketFactory sockets(TestCertificate own) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(X509Certificate[]::new));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context.getSocketFactory();
  }
}
