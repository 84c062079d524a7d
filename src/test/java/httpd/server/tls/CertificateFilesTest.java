package httpd.server.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateFilesTest {

  private static final String P256 = "1.2.840.10045.3.1.7";

  @TempDir Path folder;

  private static void load(TlsSettings.Pair pair) throws TlsException {
    try (var tls = ServerTls.load(TlsSettings.of(List.of(pair)), List.of("http/1.1"))) {
      assertTrue(tls.fingerprint().matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"), tls.fingerprint());
    }
  }

  private TlsException refused(Path certificate, Path key) {
    return assertThrows(TlsException.class, () -> load(new TlsSettings.Pair(certificate, key)));
  }

  private void assertRefused(String what, String hint, Path certificate, Path key) {
    var refusal = refused(certificate, key);
    var message = refusal.getMessage().replace(folder + "/", "");
    assertTrue(message.contains(what), message);
    assertTrue(refusal.hint().contains(hint), refusal.hint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "secp384r1", "secp521r1", "Ed25519"})
  @DisplayName("Y-2 a key of every kind is read in PKCS#8")
  void kinds(String kind) throws Exception {
    load(TestCertificate.of(kind, "a.test").write(folder, "a"));
  }

  @Test
  @DisplayName("Y-2 RSA in PKCS#1, EC in SEC 1 with and without its curve and behind EC PARAMETERS")
  void olderForms() throws Exception {
    var rsa = TestCertificate.of("RSA", "a.test");
    var certificate = rsa.write(folder, "rsa").certificate();
    var key = TestCertificate.writeKey(folder.resolve("k1"), "RSA PRIVATE KEY", rsa.unwrapped());
    load(new TlsSettings.Pair(certificate, key));
    var ec = TestCertificate.of("EC", "a.test");
    certificate = ec.write(folder, "ec").certificate();
    var sec1 = TestCertificate.writeKey(folder.resolve("k2"), "EC PRIVATE KEY", ec.unwrapped());
    load(new TlsSettings.Pair(certificate, sec1));
    var named =
        TestCertificate.writeText(
            folder.resolve("k3"),
            TestCertificate.pem("EC PARAMETERS", Der.identifier(P256))
                + TestCertificate.pem("EC PRIVATE KEY", ec.sec1WithCurve(P256)));
    load(new TlsSettings.Pair(certificate, named));
  }

  @Test
  @DisplayName("Y-2 text around the blocks, CR LF, and both in one file are read")
  void oneFile() throws Exception {
    var both = TestCertificate.of("EC", "a.test");
    var file =
        TestCertificate.writeText(
            folder.resolve("both.pem"),
            ("Subject: it\n"
                    + TestCertificate.pem("PRIVATE KEY", both.key().getEncoded())
                    + both.certificates())
                .replace("\n", "\r\n"));
    load(new TlsSettings.Pair(file, file));
  }

  @Test
  @DisplayName("Y-6 a file that is missing, a directory, too large, or has no PEM")
  void noPem() throws Exception {
    var good = TestCertificate.of("EC", "a.test").write(folder, "a");
    var missing = folder.resolve("missing.pem");
    assertRefused("missing.pem: no such file", "--tls self", missing, good.key());
    assertRefused("missing.pem: no such file", "--tls self", good.certificate(), missing);
    assertRefused("is a directory", "name the file in it", folder, good.key());
    assertRefused("is a pipe or a device", "into files", Path.of("/dev/null"), good.key());
    var der = TestCertificate.writeText(folder.resolve("x.der"), "0\u0003");
    assertRefused("x.der: there is no certificate", "-inform DER", der, good.key());
    assertRefused("x.der: there is no private key", "BEGIN PRIVATE KEY", good.certificate(), der);
    var large = TestCertificate.writeText(folder.resolve("log"), "x".repeat(1 << 21));
    assertRefused("log is too large", "BEGIN", large, good.key());
  }

  @Test
  @DisplayName("Y-6 a file that this user may not read")
  void unreadable() throws IOException {
    var good = TestCertificate.of("EC", "a.test").write(folder, "a");
    Files.setPosixFilePermissions(good.key(), PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(good.key())) {
      return; // The superuser may read it.
    }
    assertRefused("may not be read", "ls -l", good.certificate(), good.key());
  }

  @Test
  @DisplayName("Y-6 a certificate and a key in the wrong order")
  void swapped() {
    var good = TestCertificate.of("EC", "a.test").write(folder, "a");
    assertRefused(
        "a.key has a private key, but no certificate",
        "--tls CERT.pem,KEY.pem",
        good.key(),
        good.certificate());
    assertRefused(
        "a.pem has a certificate, but no private key",
        "--tls CERT.pem,KEY.pem",
        good.certificate(),
        good.certificate());
  }

  @Test
  @DisplayName("Y-6 an encrypted key, in both forms")
  void encrypted() {
    var good = TestCertificate.of("EC", "a.test").write(folder, "a");
    var pkcs8 =
        TestCertificate.writeKey(folder.resolve("k8"), "ENCRYPTED PRIVATE KEY", new byte[99]);
    assertRefused("k8: the key is encrypted", "openssl pkey", good.certificate(), pkcs8);
    var old =
        TestCertificate.writeText(
            folder.resolve("k1"),
            TestCertificate.pem("RSA PRIVATE KEY", new byte[9])
                .replace("KEY-----\nA", "KEY-----\nProc-Type: 4,ENCRYPTED\n\nA"));
    assertRefused("k1: the key is encrypted", "openssl pkey", good.certificate(), old);
  }

  @Test
  @DisplayName("Y-6 a key or a certificate that is damaged, or of an unknown kind")
  void damaged() throws Exception {
    var good = TestCertificate.of("EC", "a.test").write(folder, "a");
    var key = TestCertificate.writeKey(folder.resolve("k"), "PRIVATE KEY", "0".getBytes(US_ASCII));
    assertRefused("k: the private key is damaged", "Ed25519", good.certificate(), key);
    var cut = TestCertificate.writeKey(folder.resolve("e"), "EC PRIVATE KEY", new byte[] {48, 9});
    assertRefused("e: the private key is damaged", "Ed25519", good.certificate(), cut);
    var text = Files.readString(good.certificate()).replaceFirst("MII", "MIJ");
    var certificate = TestCertificate.writeText(folder.resolve("c"), text);
    assertRefused("c: certificate 1 is damaged", "openssl x509", certificate, good.key());
    var garbled =
        TestCertificate.writeText(
            folder.resolve("g"), "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n");
    assertRefused("g: the text of CERTIFICATE is damaged", "copy", garbled, good.key());
    var dsa = KeyPairGenerator.getInstance("DSA").generateKeyPair().getPrivate();
    var other = TestCertificate.writeKey(folder.resolve("d"), "PRIVATE KEY", dsa.getEncoded());
    assertRefused("of a kind that is not known", "Ed25519", good.certificate(), other);
  }

  @Test
  @DisplayName("Y-6 an RSA key that is too short")
  void shortKey() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var pair = generator.generateKeyPair();
    var now = Instant.now();
    var authority = TestCertificate.authority("an authority");
    var certificate =
        new CertificateDraft("x", List.of("a.test"), now.minusSeconds(9), now.plusSeconds(99))
            .signed(pair.getPublic(), authority.subject(), authority.key());
    var made = new TestCertificate(List.of(certificate), pair.getPrivate(), "x").write(folder, "x");
    assertRefused("its key of 1024 bits is too short", "2048", made.certificate(), made.key());
  }

  @ParameterizedTest
  @CsvSource({"-30, -1, expired on, renew it", "1, 30, is valid from, set the clock"})
  @DisplayName("Y-7 a certificate that has expired, or is not yet valid")
  void time(int from, int until, String what, String hint) {
    var made =
        TestCertificate.authority("an authority")
            .issueFor(from, until, "a test", "a.test")
            .write(folder, "a");
    assertRefused(what, hint, made.certificate(), made.key());
  }

  @Test
  @DisplayName("Y-8 the key of another certificate, of the same kind and of another")
  void otherKey() {
    var one = TestCertificate.of("EC", "a.test").write(folder, "one");
    var two = TestCertificate.of("EC", "a.test").write(folder, "two");
    var rsa = TestCertificate.of("RSA", "a.test").write(folder, "rsa");
    assertRefused("does not fit the certificate", "openssl pkey", one.certificate(), two.key());
    assertRefused("is of the kind RSA", "openssl pkey", one.certificate(), rsa.key());
    assertRefused("is of the kind EC", "openssl pkey", rsa.certificate(), one.key());
  }

  @Test
  @DisplayName("Y-8 issuers in another order, and certificates of others between them")
  void order() {
    var made = TestCertificate.of("EC", "a.test");
    var pair = made.write(folder, "a");
    var issuer = TestCertificate.pem("CERTIFICATE", encoded(made, 1));
    var reversed = TestCertificate.writeText(folder.resolve("r"), issuer + made.certificates());
    assertRefused("the certificate of the key is number 2", "first", reversed, pair.key());
    var other = TestCertificate.authority("another").certificates();
    var mixed =
        TestCertificate.writeText(
            folder.resolve("m"), TestCertificate.pem("CERTIFICATE", encoded(made, 0)) + other);
    assertRefused("certificate 2 is not that of the issuer", "first", mixed, pair.key());
  }

  private static byte[] encoded(TestCertificate made, int index) {
    return assertDoesNotThrow(() -> made.chain().get(index).getEncoded());
  }

  @Test
  @DisplayName("Y-10 a certificate that expires soon, and a key that every user may read, are told")
  void warnings() throws IOException {
    var soon =
        TestCertificate.authority("an authority")
            .issueFor(-30, 3, "a test", "a.test", "*.b.test")
            .write(folder, "a");
    Files.setPosixFilePermissions(soon.key(), PosixFilePermissions.fromString("rw-r--r--"));
    try (var tls = ServerTls.load(TlsSettings.of(List.of(soon)), List.of())) {
      var told = tls.warnings();
      assertEquals(2, told.size(), told.toString());
      assertTrue(
          told.get(0).startsWith("the certificate for *.b.test, a.test expires on"), told.get(0));
      assertTrue(told.get(1).contains("chmod o= " + soon.key()), told.get(1));
    }
  }

  @Test
  @DisplayName("Y-3 a name, a wildcard for one label, an address, and nothing else")
  void hosts() {
    var made = TestCertificate.of("EC", "A.test", "*.w.test", "127.0.0.1", "::1").certificate();
    var hosts = HostPatterns.of(made);
    for (var yes : List.of("a.test", "A.TEST", "a.test.", "x.w.test", "127.0.0.1")) {
      assertTrue(hosts.contain(yes), yes);
    }
    for (var no : List.of("w.test", "x.y.w.test", ".w.test", "b.test", "", "*", "testing")) {
      assertTrue(!hosts.contain(no), no);
    }
  }
}
