package httpd.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Who may talk to it": the forms of hosts and origins. */
class RequestHostTest {

  private static RequestHost host(String text) {
    var host = RequestHost.parse(text);
    assertNotNull(host, text);
    return host;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost:8080",
        "localhost.",
        "a.b.localhost:1",
        "127.0.0.1",
        "127.0.0.1:",
        "127.255.255.254:65535",
        "[::1]",
        "[0:0:0:0:0:0:0:1]:80",
        "[0000::0001]",
        "[::0.0.0.1]",
        "[::ffff:127.0.0.1]",
      })
  @DisplayName("S-150, S-151 what can only mean this machine")
  void loopback(String text) {
    assertTrue(host(text).isLoopback());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "evil.example",
        "localhost.evil.example",
        "evillocalhost",
        ".localhost",
        "a..localhost",
        "127.1",
        "127.0.0.01",
        "0177.0.0.1",
        "127.0.0.1.evil.example",
        "127.0.0.256",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "128.0.0.1",
        "[::]",
        "[::2]",
        "[::ffff:1.2.3.4]",
        "%6cocalhost",
      })
  @DisplayName("S-150, S-151 what may mean another machine")
  void elsewhere(String text) {
    assertFalse(host(text).isLoopback());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a/b", "u@a", "a:b", "a:65536", "[::1", "[1]", "[::1%1]", "a b", "[:::1]"})
  @DisplayName("S-150 what names no host")
  void malformed(String text) {
    assertNull(RequestHost.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0x", "0x7f", "a.b", "", "[::1]", "a,b"})
  @DisplayName("S-152 what is no name of a single label")
  void noLabel(String text) {
    assertFalse(host(text).isSingleLabel());
  }

  @Test
  @DisplayName("S-151, S-155 a name that does not fit into the DNS is no name, however long it is")
  void tooLong() {
    assertTrue(host("a.".repeat(126) + "a").isName());
    assertFalse(host("a.".repeat(126) + "ab").isName());
    assertFalse(host("a.".repeat(500_000) + "a").isName());
    assertFalse(host("a.".repeat(500_000) + "localhost").isLoopback());
  }

  @Test
  @DisplayName("S-143, S-154 an IPv6 address has one spelling, that of RFC 5952")
  void ipv6() {
    assertEquals("[fe80::1]", host("[FE80:0:0::0001]:80").name());
    assertEquals("127.0.0.1", host("[::ffff:7f00:1]").name());
  }

  @ParameterizedTest
  @CsvSource({
    "http://a, a, true",
    "http://a, a:80, true",
    "http://a:80, a, true",
    "https://a, A.:443, true",
    "https://a:443, a, true",
    "http://[::1]:8080, [0:0::1]:8080, true",
    "http://a, a:443, false",
    "http://a:8080, a, false",
    "http://a:8080, a:8081, false",
    "http://b, a, false",
    "http://a.b, a, false",
    "app://a, a, true",
  })
  @DisplayName("S-161 the host and port of an origin, those that are usual by scheme included")
  void sameHost(String origin, String host, boolean same) {
    var page = WebOrigin.parse(origin);
    assertNotNull(page);
    assertEquals(same, page.isOf(host(host)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "", "a", "http://", "http://a/", "http://a/b", "http://u@a", "http://a b"})
  @DisplayName("S-161 what is no origin")
  void noOrigin(String text) {
    assertNull(WebOrigin.parse(text));
  }
}
