package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import httpd.Hub;
import httpd.server.tls.TestCertificate;
import httpd.server.tls.TlsSettings;
import httpd.testing.RawClient;
import httpd.testing.TlsWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certificates that change under open streams. A system property makes it as large as the machine
 * allows: {@code -Dhttpd.test.swapped.streams=2000}.
 */
class CertificateSwapTest extends WireTest {

  private static final int STREAMS = Integer.getInteger("httpd.test.swapped.streams", 200);
  private static final int SWAPS = 50;

  @TempDir Path folder;

  private final Hub hub = Hub.keeping(100);

  @Test
  @DisplayName("Y-52 fifty swaps: each new handshake gets the new one, no stream misses a line")
  void swaps() throws IOException {
    var kinds = certificates();
    var pair = kinds.getFirst().write(folder, "a");
    serve(config().withTls(TlsSettings.of(List.of(pair))), hub::listen);
    var returning = TlsWire.context();
    long session = resumable(returning);
    assertEquals(session, resumable(returning), "a session is resumed as long as nothing changes");
    var streams = listeners(STREAMS);
    for (int swap = 1; swap <= SWAPS; swap++) {
      var next = kinds.get(swap % kinds.size());
      next.write(folder, "a");
      server().tls().reload();
      assertNewcomerGets(next, TlsWire.context());
      assertNewcomerGets(next, returning);
      long renewed = resumable(returning);
      assertNotEquals(session, renewed, "a session with the certificate of before");
      session = renewed;
      hub.publish("after swap %s.".formatted(swap));
      for (var stream : streams) {
        assertNextLine(swap, stream);
      }
    }
    assertEquals(STREAMS, hub.listeners());
    assertEquals(0, hub.missed());
  }

  private static List<TestCertificate> certificates() {
    return List.of(
        TestCertificate.of("EC", "a.test"),
        TestCertificate.of("EC", "a.test"),
        TestCertificate.of("EC", "a.test"));
  }

  private List<RawClient> listeners(int count) throws IOException {
    var context = TlsWire.context();
    var all = new ArrayList<RawClient>();
    for (int i = 0; i < count; i++) {
      var client = connect().secured(context, settings -> {});
      client.get("/").readHead();
      all.add(client);
    }
    return all;
  }

  private void assertNewcomerGets(TestCertificate expected, SSLContext context) throws IOException {
    try (var newcomer = connect().secured(context, CertificateSwapTest::olderTls)) {
      assertEquals(expected.certificate(), newcomer.tls().certificate());
    }
  }

  /**
   * Connects with the session of before, if the server takes it, and returns when that was made.
   */
  private long resumable(SSLContext context) throws IOException {
    try (var client = connect().secured(context, CertificateSwapTest::olderTls)) {
      return client.tls().session().getCreationTime();
    }
  }

  /** In TLS 1.2 the ticket comes with the handshake, so that a client has it at once. */
  private static void olderTls(SSLParameters settings) {
    settings.setProtocols(new String[] {"TLSv1.2"});
  }

  private static void assertNextLine(int swap, RawClient stream) throws IOException {
    assertEquals(
        "after swap %s.␊\n".formatted(swap), withoutSize(stream.readUntil(".␊\n")), "a line");
  }

  private static String withoutSize(String chunk) {
    return chunk.substring(chunk.indexOf('\n') + 1);
  }
}
