package httpd.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.Headers;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Identity": what stands in {@code Authorization}. */
class CredentialsTest {

  private static Credentials of(String... fields) {
    var headers = Headers.EMPTY;
    for (var field : fields) {
      headers = headers.plus("Authorization", field);
    }
    return Credentials.of(headers);
  }

  private static String encoded(byte[] pair) {
    return Base64.getEncoder().encodeToString(pair);
  }

  @Test
  @DisplayName("I-30 a name and a password, in UTF-8; the password may have colons")
  void basic() {
    var given =
        assertInstanceOf(
            Credentials.Password.class, of("bAsIc  " + encoded("Zoë:pass:wörd".getBytes(UTF_8))));
    assertEquals("Zoë", given.name());
    assertEquals("pass:wörd", new String(given.password(), UTF_8));
    var empty = assertInstanceOf(Credentials.Password.class, of("Basic Og=="));
    assertEquals("", empty.name());
  }

  @Test
  @DisplayName("I-31 a token; no field, and a scheme that is unknown, are no credentials")
  void tokens() {
    assertEquals(new Credentials.Token("a-b._~+/c=="), of("Bearer a-b._~+/c=="));
    assertEquals(new Credentials.None(), of());
    assertEquals(new Credentials.None(), of("Digest username=\"ada\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic",
        "Basic !",
        "Basic YWRh", // ada
        "Basic YWRhOgA=", // A NUL.
        "Basic YTpiCg==", // A line feed.
        "Bearer",
        "Bearer a b",
        "Bearer ü",
      })
  @DisplayName("I-33 what is malformed is neither a password nor a token")
  void malformed(String field) {
    assertInstanceOf(Credentials.Malformed.class, of(field));
  }

  @Test
  @DisplayName("I-33 so is what is longer than 4 KiB, there twice, or has a name in Latin-1")
  void tooMuch() {
    assertInstanceOf(Credentials.Malformed.class, of("Bearer " + "a".repeat(4096)));
    assertInstanceOf(Credentials.Token.class, of("Bearer " + "a".repeat(4089)));
    assertInstanceOf(Credentials.Malformed.class, of("Bearer a", "Bearer a"));
    assertInstanceOf(
        Credentials.Malformed.class, of("Basic " + encoded("Zoë:x".getBytes(ISO_8859_1))));
  }
}
