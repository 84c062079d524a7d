package httpd.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {

  private static final TestCertificate ONE = TestCertificate.of("EC", "a.test");
  private static final TestCertificate TWO = TestCertificate.of("EC", "a.test");

  @TempDir Path folder;

  private ServerTls load(TlsSettings.Pair pair) throws TlsException {
    return ServerTls.load(TlsSettings.of(List.of(pair)), List.of());
  }

  @Test
  @DisplayName("Y-52 Y-54 a new pair is used, the same one changes nothing")
  void reload() throws IOException {
    var pair = ONE.write(folder, "a");
    try (var log = new LogCapture();
        var tls = load(pair)) {
      var before = tls.fingerprint();
      assertFalse(tls.reload());
      assertEquals("", log.text());
      TWO.write(folder, "a");
      assertTrue(tls.reload());
      assertNotEquals(before, tls.fingerprint());
      assertTrue(log.text().contains("new certificates are in use, SHA-256 "), log.text());
    }
  }

  @Test
  @DisplayName("Y-53 a bad new pair: the old one stays in use, the log has the error and its hint")
  void badPair() throws IOException {
    var pair = ONE.write(folder, "a");
    try (var log = new LogCapture();
        var tls = load(pair)) {
      var before = tls.fingerprint();
      TWO.writeCertificates(pair.certificate());
      assertFalse(tls.reload());
      assertEquals(before, tls.fingerprint());
      assertEquals(2, log.text().lines().count(), log.text());
      assertTrue(
          log.text().contains("does not fit the certificate")
              && log.text().contains("stay in use")
              && log.text().contains("hint: "),
          log.text());
      TWO.write(folder, "a");
      assertTrue(tls.reload());
    }
  }

  @Test
  @DisplayName("Y-53 a certificate that has expired by now is an error at a reload too")
  void expired() throws IOException {
    var pair = ONE.write(folder, "a");
    try (var log = new LogCapture();
        var tls = load(pair)) {
      TestCertificate.authority("an authority")
          .issueFor(-9, -1, "a test", "a.test")
          .write(folder, "a");
      assertFalse(tls.reload());
      assertTrue(log.text().contains("the certificate expired on"), log.text());
    }
  }

  @Test
  @DisplayName("Y-5 a certificate of its own stays the same")
  void own() throws IOException {
    try (var tls = ServerTls.load(TlsSettings.ownCertificate(Set.of("a.test")), List.of())) {
      var before = tls.fingerprint();
      assertFalse(tls.reload());
      assertEquals(before, tls.fingerprint());
      assertTrue(tls.isSelfSigned());
    }
  }

  @Test
  @DisplayName("Y-50 a change counts when two looks see the same; links, and files that go, too")
  void looks() throws IOException {
    var pair = ONE.write(folder, "a");
    var link = folder.resolve("link.pem");
    Files.createSymbolicLink(link, pair.certificate());
    var reloads = new AtomicInteger();
    try (var watch = new CertificateWatch(List.of(link, pair.key()), reloads::incrementAndGet)) {
      watch.look();
      watch.look();
      assertEquals(0, reloads.get());
      Files.writeString(pair.key(), "half");
      watch.look();
      Files.writeString(pair.key(), "half and half");
      watch.look();
      assertEquals(0, reloads.get());
      watch.look();
      watch.look();
      assertEquals(1, reloads.get());
      var other = TWO.write(folder, "b").certificate();
      var next = folder.resolve("next.pem");
      Files.createSymbolicLink(next, other);
      Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
      watch.look();
      watch.look();
      assertEquals(2, reloads.get());
      Files.delete(pair.key());
      watch.look();
      watch.look();
      watch.look();
      assertEquals(3, reloads.get());
    }
  }
}
