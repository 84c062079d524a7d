package httpd.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.server.tls.TestCertificate;
import httpd.server.tls.TlsSettings;
import httpd.testing.Installed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenSSL's client finds: the table of docs/security.md. */
class TlsChecksIT extends WireTest {

  private static final String GET =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @TempDir Path folder;

  @BeforeEach
  void serveHello() throws IOException {
    Installed.require("openssl");
    var pairs =
        List.of(
            TestCertificate.of("EC", "a.test").write(folder, "a"),
            TestCertificate.of("EC", "b.test").write(folder, "b"));
    serve(config().withTls(TlsSettings.of(pairs)), request -> Response.text("hello"));
  }

  /** Runs a client that sends a text and its end, and returns what it and the server said. */
  private String client(String input, String... arguments) throws Exception {
    var process = start(arguments);
    try (var toClient = process.getOutputStream()) {
      toClient.write(input.getBytes(UTF_8));
    } catch (IOException alreadyEnded) {
      // What it has said tells why.
    }
    return said(process);
  }

  private Process start(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("openssl", "s_client", "-connect"));
    command.add("127.0.0.1:" + server().address().getPort());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String said(Process process) throws Exception {
    var said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    process.waitFor();
    return said;
  }

  private static void assertFound(String pattern, String text) {
    assertTrue(Pattern.compile(pattern).matcher(text).find(), text);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          Y-20 | -tls1_3                            | TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256
          Y-20 | -tls1_2                            | TLSv1.2, Cipher is ECDHE-ECDSA-AES128-GCM
          Y-22 | -tls1_2                            | Secure Renegotiation IS supported
          Y-22 | -tls1_2                            | Compression: NONE
          Y-21 | -tls1_2 -cipher ECDHE+CHACHA20     | Cipher is ECDHE-ECDSA-CHACHA20-POLY1305
          Y-21 | -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA | alert handshake failure
          Y-21 | -curves X25519                     | Server Temp Key: X25519
          Y-21 | -curves secp384r1                      | Server Temp Key: ECDH, secp384r1
          Y-24 | -alpn nonsense                     | alert no application protocol
          Y-24 | -alpn nonsense,http/1.1            | ALPN protocol: http/1.1
          Y-24 | -servername a.test                 | No ALPN negotiated
          Y-3  | -servername b.test                 | subject=CN ?= ?a test
          Y-20 | -status                            | OCSP response: no response sent
          """,
      delimiter = '|')
  @DisplayName("Y-3, Y-20 to Y-24 versions, suites, curves, protocols and names")
  void choices(String rule, String arguments, String expected) throws Exception {
    assertFound(expected, client("", arguments.split(" ")));
  }

  @Test
  @DisplayName("Y-22 a client that renegotiates is closed; it gets no second handshake")
  void renegotiation() throws Exception {
    var process = start("-tls1_2");
    try (var toClient = process.getOutputStream()) { // Its end would end the client.
      toClient.write("R\n".getBytes(UTF_8));
      toClient.flush();
      assertFound("RENEGOTIATING\nclosed\n", said(process));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  @DisplayName("Y-23 a session is resumed by its ticket, for a day at most")
  void resumption(String version) throws Exception {
    var session = folder.resolve("session").toString();
    client(GET, version, "-ign_eof", "-sess_out", session);
    assertFound("Reused, TLS", client(GET, version, "-ign_eof", "-sess_in", session));
    var process = new ProcessBuilder("openssl", "sess_id", "-in", session, "-noout", "-text");
    var ticket = new String(process.start().getInputStream().readAllBytes(), UTF_8);
    assertFound("lifetime hint: 86400 ", ticket);
    if (version.endsWith("3")) {
      assertFound("Max Early Data: 0\n", ticket);
    }
  }

  @Test
  @DisplayName("Y-20 a client that fell back from TLS 1.3 notices it by the server's random")
  void fallback() throws Exception {
    var said = client("", "-tls1_2", "-fallback_scsv");
    assertFound("inappropriate.fallback", said);
  }

  @Test
  @DisplayName("Y-62 an answer over TLS ends with a close_notify")
  void end() throws Exception {
    var said = client(GET, "-ign_eof", "-tls1_3");
    assertTrue(said.contains("hello"), said);
    assertEquals(-1, said.indexOf("unexpected eof"), said);
  }
}
