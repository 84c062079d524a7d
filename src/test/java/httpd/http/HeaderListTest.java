package httpd.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderListTest {

  @Test
  void allFieldsOfANameAreOneListWithoutEmptyElements() {
    assertEquals(
        List.of("gzip", "br", "x y"), HeaderList.of(List.of(" gzip ,, br", "", ",", "\tx y,")));
  }

  @Test
  void aQuotationMarkSeparatesNothingInAListOfTokens() {
    assertEquals(List.of("\"a", "b\""), HeaderList.of(List.of("\"a,b\"")));
    assertEquals(List.of("\"a,b\"", "c"), HeaderList.ofQuoted(List.of("\"a,b\", c")));
  }

  @Test
  void tokensCompareWithoutRegardToCase() {
    assertTrue(HeaderList.has(List.of("Accept, ORIGIN"), "Origin"));
    assertFalse(HeaderList.has(List.of("Accept, Origins"), "Origin"));
  }
}
