package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** S-70: the query with repeated names. */
class QueryTest {

  @Test
  void namesMayComeAgainAndKeepTheirOrder() {
    var query = new Query("tag=b&page=2&tag=a&tag=b");
    assertEquals(List.of("b", "a", "b"), query.all("tag"));
    assertEquals("b", query.get("tag"));
    assertEquals("2", query.get("page"));
    assertEquals(List.of("tag", "page"), List.copyOf(query.asMap().keySet()));
  }

  @Test
  void aNameWithoutAValueIsThereAndEmpty() {
    var query = new Query("flag&empty=&=nameless&a=b=c");
    assertTrue(query.has("flag"));
    assertEquals("", query.get("flag"));
    assertEquals("", query.get("empty"));
    assertEquals("nameless", query.get(""));
    assertEquals("b=c", query.get("a"));
    assertFalse(query.has("other"));
    assertNull(query.get("other"));
    assertEquals(List.of(), query.all("other"));
  }

  @Test
  void nothingBetweenTwoAmpersandsIsNothing() {
    assertEquals(Map.of("a", List.of("1"), "b", List.of("2")), new Query("&&a=1&&b=2&").asMap());
    assertEquals(Map.of(), Query.NONE.asMap());
    assertEquals(Map.of(), new Query("&").asMap());
  }

  @Test
  void namesAndValuesAreDecodedAsFormsAreAndOnlyAfterTheyWereCut() {
    var query = new Query("a+b=c+d&%26=%3D&plus=%2B&u=%C3%BC&raw=ü");
    assertEquals("c d", query.get("a b"));
    assertEquals("=", query.get("&"));
    assertEquals("+", query.get("plus"));
    assertEquals("ü", query.get("u"));
    assertEquals("ü", query.get("raw"));
  }

  @Test
  void aBrokenEscapeIs400() {
    for (var raw : List.of("a=%", "a=%4", "a=%zz", "%ff=1")) {
      var e = assertThrows(HttpException.class, () -> new Query(raw).get("b"), raw);
      assertEquals(400, e.status());
    }
  }

  @Test
  void whatIsGivenCannotBeChanged() {
    var map = new Query("a=1").asMap();
    assertThrows(UnsupportedOperationException.class, () -> map.remove("a"));
    var values = map.get("a");
    assertThrows(UnsupportedOperationException.class, () -> values.add("2"));
  }
}
