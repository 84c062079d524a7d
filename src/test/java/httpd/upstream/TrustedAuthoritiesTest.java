package httpd.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    return Server.start(config, request -> Response.text("private\n"));
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
      assertEquals("Line[private, LF]", first(server).toString());
    }
  }
}
