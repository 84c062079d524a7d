package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.process.StopControl;
import httpd.server.tls.TestCertificate;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.TlsWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of TLS. */
class TlsOptionsTest extends CommandTest {

  private static final Pattern URL = Pattern.compile("listening on https://127.0.0.1:(\\d+)/");

  private InetSocketAddress secureAddress() {
    var url = URL.matcher(err());
    assertTrue(url.find(), err());
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(url.group(1)));
  }

  private TlsWire shake() {
    try (var client = new RawClient(secureAddress())) {
      return client.secured(TlsWire.context(), parameters -> {}).tls();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tls a.pem | --tls a.pem: it is not a certificate and its key | --tls CERT.pem,KEY.pem",
        "--tls a,b,c | it is not a certificate and its key | --tls CERT.pem,KEY.pem",
        "--tls a, | it is not a certificate and its key | --tls self",
        "--tls ,a | it is not a certificate and its key | --tls self",
        "--tls self --tls a,b | --tls self is given with another --tls | leave one",
        "--tls-client-ca ca.pem | --tls-client-ca ca.pem is given without --tls | add --tls",
        "--http-port 80 | --http-port 80 is given without --tls | add --tls",
        "--tls self --port 8443 --http-port 8443 | --http-port 8443 is the port of TLS | its own",
        "--tls self --http-port x | a port is a number | --http-port 80",
        "--tls self --bind a:84 --http-port 84 | --http-port 84 is the port of TLS | its own",
        "--tls self --bind unix:/tmp/s --http-port 80 | there is no address | add one",
        "--tls self --tls-client-ca= | --tls-client-ca \"\": no file is named | write its path",
        "--tls= | --tls \"\": it is not a certificate and its key | --tls self",
        "--tls self --tls-client-ca /none.pem | /none.pem: no such file | ls -l /none.pem",
      })
  @DisplayName("Y-9, Y-11, Y-12 options that do not fit each other: two lines, exit status 2")
  void wrong(String arguments, String what, String hint) {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run((arguments + " text:a").split(" ")));
    var lines = err().lines().toList();
    assertEquals(2, lines.size(), err());
    assertTrue(lines.get(0).startsWith("httpd: ") && lines.get(0).contains(what), err());
    assertTrue(lines.get(1).startsWith("  hint: ") && lines.get(1).contains(hint), err());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  @DisplayName("Y-9 files that cannot be used end a start and a check with exit status 2")
  void files(boolean check) {
    var one = TestCertificate.of("EC", "a.test").write(folder, "one");
    var two = TestCertificate.of("EC", "a.test").write(folder, "two");
    var tls = one.certificate() + "," + two.key();
    var code =
        check ? run("--check", "--tls", tls, "text:a") : run("--tls", tls, "--port", "0", "text:a");
    assertEquals(ExitCode.WRONG_ARGUMENTS, code);
    assertTrue(err().contains("does not fit the certificate"), err());
    assertEquals(2, err().lines().count(), err());
  }

  @Test
  @DisplayName("Y-9 a file of authorities that cannot be used is an error too")
  void authorities() {
    var code =
        run("--tls", "self", "--tls-client-ca", inFolder("~/app.log"), "--port", "0", "text:a");
    assertEquals(ExitCode.WRONG_ARGUMENTS, code);
    assertTrue(err().contains("there is no certificate in it"), err());
  }

  @Test
  @DisplayName(
      "Y-1 the ready line says https; Y-5 and the fingerprint of an own certificate follows")
  void own() {
    var fingerprint = new AtomicReference<String>();
    StopControl stop =
        () -> {
          try {
            var digest =
                java.security.MessageDigest.getInstance("SHA-256")
                    .digest(shake().certificate().getEncoded());
            fingerprint.set(java.util.HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest));
          } catch (java.security.GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
          }
        };
    assertEquals(
        ExitCode.STOPPED,
        run(stop, false, "--tls", "self", "--port", "0", "--log", "off", "text:a"),
        err());
    assertTrue(
        err().contains("\nhttpd: self-signed certificate, SHA-256 " + fingerprint.get() + "\n"),
        err());
  }

  @Test
  @DisplayName("Y-51 a hang-up reads the certificates at once")
  void hangUp() {
    var pair = TestCertificate.of("EC", "a.test").write(folder, "a");
    var next = TestCertificate.of("EC", "a.test");
    var stop =
        new StopControl() {
          private Runnable hangUp = () -> {};

          @Override
          public void onHangUp(Runnable action) {
            var before = hangUp;
            hangUp =
                () -> {
                  before.run();
                  action.run();
                };
          }

          @Override
          public void await() {
            next.write(folder, "a");
            hangUp.run();
            Eventually.holds(
                "the new certificate",
                () -> {
                  try {
                    return shake().certificate().equals(next.certificate());
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
          }
        };
    var tls = pair.certificate() + "," + pair.key();
    assertEquals(
        ExitCode.STOPPED,
        run(stop, false, "--tls", tls, "--port", "0", "--log", "off", "text:a"),
        err());
  }

  @Test
  @DisplayName("Y-90 a plain port that is in use is an error that names it")
  void portInUse() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(taken.getLocalPort());
      assertEquals(
          ExitCode.FAILED,
          run("--tls", "self", "--port", "0", "--http-port", port, "--log", "off", "text:a"));
      assertTrue(err().contains("httpd: port " + port + " is in use\n"), err());
      assertTrue(err().contains("hint: --http-port 0 takes a free one"), err());
    }
  }
}
