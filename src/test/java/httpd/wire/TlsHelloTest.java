package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.Response;
import httpd.server.tls.TestCertificate;
import httpd.server.tls.TlsSettings;
import httpd.testing.ClientHello;
import httpd.testing.ClientHello.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** First messages of clients that libraries of today no longer send, byte for byte. */
class TlsHelloTest extends WireTest {

  private static final int HANDSHAKE_FAILURE = 40;
  private static final int PROTOCOL_VERSION = 70;
  private static final int ECDHE_ECDSA_AES_128_GCM = 0xc02b;
  private static final int ECDHE_RSA_AES_128_GCM = 0xc02f;
  private static final int HEARTBEAT = 15;
  private static final int SESSION_TICKET = 35;
  private static final int RENEGOTIATION_INFO = 0xff01;

  private static List<TlsSettings.Pair> pairs;

  @TempDir static Path folder;

  @BeforeEach
  void serveHello() throws IOException {
    if (pairs == null) {
      pairs =
          List.of(
              TestCertificate.of("EC", "a.test").write(folder, "ec"),
              TestCertificate.of("RSA", "a.test").write(folder, "rsa"));
    }
    serve(config().withTls(TlsSettings.of(pairs)), request -> Response.text("hello"));
  }

  private Answer answerTo(ClientHello hello) throws IOException {
    return hello.sendTo(server().address());
  }

  private static ClientHello good() {
    return ClientHello.of(ECDHE_ECDSA_AES_128_GCM, ECDHE_RSA_AES_128_GCM);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0300, 0x0301, 0x0302})
  @DisplayName("Y-20 SSL 3, TLS 1.0 and 1.1 get the alert protocol_version")
  void oldVersions(int version) throws IOException {
    var old = ClientHello.of(0xc009, 0xc013, 0x002f).withVersion(version);
    assertEquals(new Answer.Alert(PROTOCOL_VERSION), answerTo(old));
  }

  @Test
  @DisplayName("Y-20 SSL 2 is not TLS, and is closed")
  void sslTwo() throws IOException {
    var hello = new byte[] {(byte) 0x80, 12, 1, 0, 2, 0, 3, 0, 0, 0, 0, 1, 0, (byte) 0x80};
    assertEquals(new Answer.Closed(), ClientHello.answerTo(server().address(), hello));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          without encryption        | 0001 0002 003b c006 c010
          without authentication    | 0018 0034 006c a7 c018 c019
          export                    | 0003 0006 0008 000b 0014 0019
          RC4                       | 0004 0005 c007 c011
          DES, 3DES, IDEA, SEED     | 0009 000a 0016 0007 0096 c008 c012
          RSA without curves, ROBOT | 002f 0035 003c 009c 009d
          Diffie-Hellman, LOGJAM    | 0033 0039 0067 009e 009f
          CBC, BEAST and LUCKY13    | c009 c00a c013 c014 c023 c027 c028
          Camellia, ARIA, CCM-8     | 0041 c072 c05c c0ae
          PSK, SRP, Kerberos        | 008c c01d 001e
          """,
      delimiter = '|')
  @DisplayName("Y-21 suites that are weak or unusual get the alert handshake_failure")
  void weakSuites(String kind, String suites) throws IOException {
    var numbers = List.of(suites.split(" ")).stream().map(one -> Integer.valueOf(one, 16)).toList();
    var weak = ClientHello.of(numbers.toArray(Integer[]::new));
    assertEquals(new Answer.Alert(HANDSHAKE_FAILURE), answerTo(weak), kind);
  }

  @Test
  @DisplayName("Y-21 among all suites the server takes its own first")
  void order() throws IOException {
    var mixed = ClientHello.of(0x002f, 0xc013, 0xcca9, ECDHE_ECDSA_AES_128_GCM);
    var chosen = assertInstanceOf(Answer.Chosen.class, answerTo(mixed));
    assertEquals(ECDHE_ECDSA_AES_128_GCM, chosen.suite());
  }

  @Test
  @DisplayName("Y-21 a client without curves that the server knows gets handshake_failure")
  void curves() throws IOException {
    var brainpool =
        new ClientHello(
            0x0303,
            List.of(ECDHE_ECDSA_AES_128_GCM),
            List.of(0),
            List.of("000a 0004 0002 001a", "000d 0004 0002 0403"));
    assertEquals(new Answer.Alert(HANDSHAKE_FAILURE), answerTo(brainpool));
  }

  @Test
  @DisplayName("Y-22 nothing is compressed: of deflate and none the server takes none")
  void compression() throws IOException {
    var offered = good().withCompressions(1, 0);
    assertEquals(0, assertInstanceOf(Answer.Chosen.class, answerTo(offered)).compression());
    var alone = good().withCompressions(1);
    assertEquals(0, assertInstanceOf(Answer.Chosen.class, answerTo(alone)).compression());
  }

  @Test
  @DisplayName("Y-22 renegotiation is secure (RFC 5746), and there is no heartbeat")
  void extensions() throws IOException {
    var hello = good().with("000f 0001 01").with("0023 0000").with("0017 0000");
    var chosen = assertInstanceOf(Answer.Chosen.class, answerTo(hello));
    assertEquals(true, chosen.extensions().contains(RENEGOTIATION_INFO), chosen::toString);
    assertEquals(true, chosen.extensions().contains(SESSION_TICKET), chosen::toString);
    assertFalse(chosen.extensions().contains(HEARTBEAT), chosen::toString);
  }
}
