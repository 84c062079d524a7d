package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** S-10, and what else headers promise. */
class HeadersTest {

  private static final Headers TAGS = Headers.of("X-Tag", "1", "Accept", "*/*", "x-tag", "2");

  private static String refusal(String name, String value) {
    return assertThrows(IllegalArgumentException.class, () -> Headers.of(name, value)).getMessage();
  }

  @Test
  void namesCompareWithoutCaseAndKeepTheirOrderAndSpelling() {
    assertEquals("1", TAGS.get("X-TAG"));
    assertEquals(List.of("1", "2"), TAGS.all("x-Tag"));
    assertTrue(TAGS.has("ACCEPT"));
    assertNull(TAGS.get("X-Other"));
    assertEquals(List.of(), TAGS.all("X-Other"));
    assertFalse(TAGS.has("X-Other"));
    var names = new ArrayList<String>();
    TAGS.forEach(field -> names.add(field.name()));
    assertEquals(List.of("X-Tag", "Accept", "x-tag"), names);
  }

  @Test
  void plusAddsWithReplacesWithoutRemovesAndTheOldStays() {
    assertEquals(List.of("1", "2", "3"), TAGS.plus("X-TAG", "3").all("X-Tag"));
    assertEquals(Headers.of("Accept", "*/*", "X-TAG", "3"), TAGS.with("X-TAG", "3"));
    assertEquals(Headers.of("Accept", "*/*"), TAGS.without("X-TAG"));
    assertEquals(Headers.EMPTY, TAGS.without("X-TAG").without("accept"));
    assertEquals(TAGS, TAGS.without("X-Other"));
    assertEquals(List.of("1", "2"), TAGS.all("X-Tag"));
    assertThrows(
        UnsupportedOperationException.class,
        () -> {
          var fields = TAGS.iterator();
          fields.next();
          fields.remove();
        });
  }

  @Test
  void equalMeansTheSameFieldsInTheSameOrder() {
    var same = Headers.of("x-tag", "1", "ACCEPT", "*/*", "X-TAG", "2");
    assertEquals(TAGS, same);
    assertEquals(TAGS.hashCode(), same.hashCode());
    assertNotEquals(TAGS, Headers.of("X-Tag", "2", "Accept", "*/*", "x-tag", "1"));
    assertNotEquals(Headers.of("X-Tag", "a"), Headers.of("X-Tag", "A"));
  }

  @Test
  void namesAndValuesComeInPairs() {
    var e = assertThrows(IllegalArgumentException.class, () -> Headers.of("A", "1", "B"));
    assertEquals("names and values come in pairs, but there are 3 strings", e.getMessage());
    assertEquals(Headers.EMPTY, Headers.of());
  }

  @Test
  void everyCharacterIsATokenCharacterOrIsRefusedInAName() {
    for (char c = 0; c < 0x180; c++) {
      var name = "X" + c;
      boolean token =
          c < 0x7f && (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
      if (token) {
        assertEquals("1", Headers.of(name, "1").get(name));
      } else {
        var code = "U+%04X at index 1".formatted((int) c);
        assertTrue(refusal(name, "1").contains(code), "U+%04X".formatted((int) c));
      }
    }
    assertEquals("a header name must not be empty", refusal("", "1"));
  }

  @Test
  void everyLatin1CharacterThatIsNoControlIsTakenInAValue() {
    for (char c = 0; c < 0x180; c++) {
      var value = "a" + c + "b";
      boolean allowed = c == '\t' || (c >= ' ' && c <= 0xff && c != 0x7f);
      if (allowed) {
        assertEquals(value, Headers.of("X-A", value).get("X-A"));
      } else {
        var message = refusal("X-A", value);
        assertTrue(message.contains("\"X-A\""), message);
        assertTrue(message.contains("U+%04X at index 1".formatted((int) c)), message);
      }
    }
    assertTrue(refusal("X-A", "✓").contains("not Latin-1"));
  }

  @Test
  void noMessageRepeatsWhatCouldBreakALog() {
    for (var message :
        List.of(refusal("X\r\nInjected", "1"), refusal("X-A", "1\r\nX-Injected: 1"))) {
      assertEquals(1, message.lines().count(), message);
    }
  }

  @Test
  void blanksAndTabsAroundAValueAreDroppedAndNothingElse() {
    assertEquals("a b", Headers.of("X-A", " \ta b\t ").get("X-A"));
    assertEquals("", Headers.of("X-A", " ").get("X-A"));
    for (var value : List.of("a\n", "a\r\n", "\r\na", " \n ", "a\f", "a\u001f", "a\u2003")) {
      assertThrows(IllegalArgumentException.class, () -> Headers.of("X-A", value));
    }
  }

  @Test
  void everyWayToAFieldChecksIt() {
    assertThrows(IllegalArgumentException.class, () -> new Headers.Field("X-A", "a\nb"));
    assertThrows(IllegalArgumentException.class, () -> TAGS.plus("X-A", "a\nb"));
    assertThrows(IllegalArgumentException.class, () -> TAGS.with("X A", "1"));
    var response = Response.text("");
    assertThrows(IllegalArgumentException.class, () -> response.withHeader("X-A", "a\rb"));
    assertThrows(IllegalArgumentException.class, () -> response.plusHeader("X\0", "1"));
    assertThrows(IllegalArgumentException.class, () -> response.withType("a\nb"));
    assertThrows(IllegalArgumentException.class, () -> Request.get("/").withHeader("X-A", "a\nb"));
  }
}
