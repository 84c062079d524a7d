package httpd.upstream.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Headers;
import httpd.upstream.UpstreamClient;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
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
    "http://[fe80::0:1%25eth0]/a,     fe80::1%eth0, 80,   [fe80::1],       /a",
    "http://[2001:DB8:0:0::1]:81/a,   2001:db8::1, 81,   [2001:db8::1]:81, /a",
    "http://[::FFFF:192.0.2.1]/,      ::ffff:192.0.2.1, 80, [::ffff:192.0.2.1], /",
    "https://example.com,            example.com, 443,  example.com,      /",
    "https://Example.com:80/a,       example.com, 80,   Example.com:80,   /a",
    "http://127.0.0.1:9000?q=1,       127.0.0.1,   9000, 127.0.0.1:9000,   /?q=1",
    "http://h/a%2Fb%20c//d/../e?x=%26&y=/?,  h,    80,   h,       /a%2Fb%20c//d/../e?x=%26&y=/?",
    "http://h/%C3%BC/ü?ü#part,        h,           80,   h,                /%C3%BC/%C3%BC?%C3%BC",
  })
  @DisplayName("U-2 a URL is parsed, and its path is sent as written")
  void isTakenApartAndItsPathSentAsWritten(
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
  @DisplayName("U-1 an invalid URL is refused at once, with the URL and the remedy")
  void isRefusedAtOnceNamingUrlAndRemedy(String url, String remedy) {
    var message = refusal(url);
    assertTrue(message.contains("\"" + url + "\""), message);
    assertTrue(message.contains(remedy), message);
  }

  @Test
  @DisplayName("U-15 user information becomes credentials and does not appear in messages")
  void userInformationBecomesCredentialsAndIsNotRepeated() {
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
  @DisplayName("U-16 a Unix domain socket is named by its path")
  void aSocketIsNamedByItsPath(String url, String socket, String target) {
    var address = UpstreamAddress.of(url);
    assertEquals(Path.of(socket), address.origin().socket());
    assertEquals(target, address.target());
    assertEquals("localhost", address.authority());
    assertEquals("http+unix:/run/app.sock", url.substring(0, 23));
  }

  @ParameterizedTest
  @CsvSource({"G ET, 'G ET'", "'', ''", "CONNECT, CONNECT", "'GET\r\n', 'GET\\x0d\\x0a'"})
  @DisplayName("U-1 a method that cannot be sent is refused")
  void aMethodThatCannotBeSentIsRefused(String method, String named) {
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

  @ParameterizedTest
  @CsvSource({
    "http://[2001:DB8:0:0::1]/a,     http://[2001:db8::1]/a",
    "http://[fe80::0:1%eth0]:81/a,   http://[fe80::1%25eth0]:81/a",
    "http://u:p@[fe80::1%25eth0]/,   http://[fe80::1%25eth0]/",
  })
  @DisplayName("S-143 messages name an IPv6 host in its canonical form with its zone")
  void messagesNameAnIpv6HostInItsOneFormWithItsZone(String url, String named) {
    var address = UpstreamAddress.of(url);
    assertEquals(named, address.toString());
    assertEquals(address.origin(), UpstreamAddress.of(named).origin());
  }

  @ParameterizedTest
  @CsvSource({
    "http://a/b/c?d,       e,                   http://a/b/e",
    "http://a/b/c?d,       ?e,                  http://a/b/c?e",
    "http://a/b/c?d,       '',                  http://a/b/c?d",
    "http://a/b/c#x,       /e#y,                http://a/e",
    "http://a/b,           caf\u00c3\u00a9,       http://a/caf%C3%A9",
    "http://a/b,           //h/e,               http://h/e",
    "https://a/b,          //h/e,               https://h/e",
    "http://a/b,           HTTPS://u:p@h/e#f,   HTTPS://h/e",
    "http://a/b?u@v,       http://x@a/c?u@v,    http://a/c?u@v",
    "http+unix:/s.sock:/b/c, ../e?f,            http+unix:/s.sock:/e?f",
  })
  @DisplayName("U-56 a redirect leads to http or stays on its Unix domain socket")
  void aRedirectLeadsToHttpOrStaysOnItsSocket(String from, String location, String to) {
    assertEquals(
        to, Redirection.of(UpstreamAddress.of(from), location).toString().replaceFirst("#.*", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "http://a/,           http+unix:/run/docker.sock:/x, something other than http and https",
    "http://a/,           HTTP+UNIX:/run/docker.sock:/x, something other than http and https",
    "http://a/,           file:///etc/passwd,            something other than http and https",
    "http://a/,           ftp://h/,                      something other than http and https",
    "http://a/,           javascript:x,                  something other than http and https",
    "http://a/,           http:x,                        names no valid host",
    "http://a/,           http:///x,                     names no valid host",
    "http://a/,           'http://h/ x',                 is not a URL",
    "http://a/,           'http://u:secret@h/ x',        is not a URL",
    "http://a/,           http://h:99999/,               use one from 1 to 65535",
    "http+unix:/s.sock:/, http://localhost/,             from a unix-domain socket",
    "http+unix:/s.sock:/, //h/x,                         from a unix-domain socket",
    "http+unix:/s.sock:/, http+unix:/t.sock:/,           from a unix-domain socket",
  })
  @DisplayName("U-56 any other redirect is refused by name")
  void anyOtherRedirectIsRefusedByName(String from, String location, String why) {
    var address = UpstreamAddress.of(from);
    var message =
        assertThrows(IllegalArgumentException.class, () -> Redirection.of(address, location))
            .getMessage();
    assertTrue(message.contains(why), message);
    assertFalse(message.contains("secret"), message);
  }
}
