package httpd.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which URLs are taken, and what is made of them. */
class UpstreamAddressTest {

  @ParameterizedTest
  @CsvSource({
    "http://example.com,              example.com, 80,   example.com,      /",
    "http://example.com/,             example.com, 80,   example.com,      /",
    "http://example.com:80/a,         example.com, 80,   example.com,      /a",
    "http://example.com:/a,           example.com, 80,   example.com,      /a",
    "HTTP://example.com:8080/a,       example.com, 8080, example.com:8080, /a",
    "http://[::1]/a,                  ::1,         80,   [::1],            /a",
    "http://[::1]:9000/a,             ::1,         9000, [::1]:9000,       /a",
    "http://[fe80::1%eth0]:9000/a,    fe80::1%eth0, 9000, [fe80::1]:9000,  /a",
    "https://example.com,            example.com, 443,  example.com,      /",
    "https://Example.com:80/a,       example.com, 80,   Example.com:80,   /a",
    "http://127.0.0.1:9000?q=1,       127.0.0.1,   9000, 127.0.0.1:9000,   /?q=1",
    "http://h/a%2Fb%20c//d/../e?x=%26&y=/?,  h,    80,   h,       /a%2Fb%20c//d/../e?x=%26&y=/?",
    "http://h/%C3%BC/ü?ü#part,        h,           80,   h,                /%C3%BC/%C3%BC?%C3%BC",
  })
  void u2_isTakenApartAndItsPathSentAsWritten(
      String url, String host, int port, String authority, String target) {
    var address = UpstreamAddress.of(URI.create(url));
    assertEquals(host, address.origin().host());
    assertEquals(port, address.origin().port());
    assertEquals(authority, address.authority());
    assertEquals(target, address.target());
  }

  @ParameterizedTest
  @CsvSource({
    "http+unix:app.sock,    http+unix:/run/app.sock",
    "ftp://example.com/,    begin it with http://",
    "example.com/a,         begin it with http://",
    "/a,                    begin it with http://",
    "http:a,                names no valid host",
    "http:///a,             names no valid host",
    "http://my_host/a,      names no valid host",
    "http://h:0/,           use one from 1 to 65535",
    "http://h:65536/,       use one from 1 to 65535",
  })
  void u1_isRefusedAtOnceNamingUrlAndRemedy(String url, String remedy) {
    var message = refusal(url);
    assertTrue(message.contains("\"" + url + "\""), message);
    assertTrue(message.contains(remedy), message);
  }

  @Test
  void u15_userInformationBecomesCredentialsAndIsNotRepeated() {
    var address = UpstreamAddress.of("http://user:s%20cret@example.com/a");
    assertEquals("http://example.com/a", address.toString());
    assertEquals("Basic dXNlcjpzIGNyZXQ=", address.authorization());
    var message =
        assertThrows(
                IllegalArgumentException.class,
                () -> UpstreamAddress.of("http://user:secret@exa mple.com/"))
            .getMessage();
    assertFalse(message.contains("secret"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "http+unix:/run/app.sock:/a?b, /run/app.sock, /a?b",
    "http+unix:/run/app.sock,      /run/app.sock, /",
  })
  void u16_aSocketIsNamedByItsPath(String url, String socket, String target) {
    var address = UpstreamAddress.of(url);
    assertEquals(Path.of(socket), address.origin().socket());
    assertEquals(target, address.target());
    assertEquals("localhost", address.authority());
    assertEquals("http+unix:/run/app.sock", url.substring(0, 23));
  }

  @ParameterizedTest
  @CsvSource({"G ET, 'G ET'", "'', ''", "CONNECT, CONNECT", "'GET\r\n', 'GET??'"})
  void u1_aMethodThatCannotBeSentIsRefused(String method, String named) {
    try (var client = new UpstreamClient()) {
      var address = URI.create("http://example.com/");
      var refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> client.open(method, address, Headers.EMPTY, null));
      assertTrue(refused.getMessage().contains(named), refused.getMessage());
    }
  }

  private static String refusal(String url) {
    try (var client = new UpstreamClient()) {
      var address = URI.create(url);
      return assertThrows(
              IllegalArgumentException.class,
              () -> client.open("GET", address, Headers.EMPTY, null))
          .getMessage();
    }
  }
}
