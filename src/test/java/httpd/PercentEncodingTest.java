package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** to the last byte. */
class PercentEncodingTest {

  @ParameterizedTest
  @CsvSource({
    "a/b+c,           a/b+c",
    "%61%2F%2f,       a//",
    "a%20b,           a b",
    "%C3%BC,          ü",
    "%e2%9c%93,       ✓",
    "%F0%9F%98%80x,   😀x",
    "ü%C3%BC✓,        üü✓",
    "%2525,           %25",
    "%25%32%35,       %25",
  })
  void everyEscapeIsDecodedOnce(String encoded, String decoded) {
    assertEquals(decoded, PercentEncoding.decode(encoded));
  }

  @Test
  void allButUnreservedCharactersAreEncoded() {
    assertEquals("a%20b%2F%C3%BC-._~%25", PercentEncoding.encode("a b/ü-._~%"));
    assertEquals("/%E9?%20✓", PercentEncoding.encodeBareBytes("/é?%20✓"));
  }

  @Test
  void anEscapedControlCharacterIsWhatItIs() {
    assertEquals("\0\r\n", PercentEncoding.decode("%00%0d%0A"));
    assertEquals("", PercentEncoding.decode(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%", "a%", "%4", "a%4", "%zz", "%4z", "%z4", "%%41", "% 41", "%+1", "%-1"})
  void anEscapeThatIsCutOffOrNotHexadecimalIs400(String broken) {
    refuses(broken, "has a broken percent escape");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%ff", // Never in UTF-8.
        "%C3", // Half a character.
        "%C3%C3%BC",
        "%BC", // The other half.
        "%C0%AF", // A slash, overlong.
        "%ED%A0%80", // A surrogate.
        "%F4%90%80%80", // Beyond Unicode.
        "%C3ü"
      })
  void bytesThatAreNoUtf8Are400(String notUtf8) {
    refuses(notUtf8, "is not percent-encoded UTF-8");
  }

  private static void refuses(String text, String why) {
    var e = assertThrows(HttpException.class, () -> PercentEncoding.decode(text));
    assertEquals(400, e.status());
    assertTrue(e.getMessage().contains("\"" + text + "\" " + why), e.getMessage());
  }

  @Test
  @DisplayName("S-250 bytes of UTF-8 that a client sends without escapes count as escaped")
  void bareBytes() {
    assertEquals("/za\u017c/\u017c", PercentEncoding.decode("/za\u00c5\u00bc/%C5%BC"));
    assertEquals("\u017c", PercentEncoding.decode("\u00c5%BC"));
    assertEquals("\u017c", new Query("q=\u00c5\u00bc").get("q"));
    assertEquals("caf\u00e9 b", PercentEncoding.decode("caf\u00e9%20b"));
    assertEquals("\u00c5\u00bc", PercentEncoding.decodeToBytes("\u00c5%BC"));
    assertEquals("\u00c5\u00bc", PercentEncoding.decodeToBytes("\u017c"));
  }
}
