package httpd.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

  record Item(String name, int count, List<String> tags, LocalDate day) {}

  record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("must be positive");
      }
    }
  }

  record Order(List<Positive> amounts) {}

  private static Object read(String text, Class<?> type) throws InvalidJsonException {
    return Json.read(text.getBytes(UTF_8), type);
  }

  @Test
  void recordsGoThereAndBack() throws Exception {
    var item = new Item("a \"ü\"", 2, List.of("x"), LocalDate.of(2026, 1, 2));
    var text = new String(Json.write(item), UTF_8);
    assertEquals(
        "{\"name\":\"a \\\"ü\\\"\",\"count\":2,\"tags\":[\"x\"],\"day\":\"2026-01-02\"}", text);
    assertEquals(item, read(text, Item.class));
  }

  @Test
  void mapsListsAndArraysAreRead() throws Exception {
    assertEquals(Map.of("a", List.of(1, true, "x")), read("{\"a\":[1,true,\"x\"]}", Map.class));
    assertEquals(2, ((Positive[]) read("[{\"value\":1},{\"value\":2}]", Positive[].class)).length);
    assertEquals("\"1970-01-01T00:00:00Z\"", new String(Json.write(Instant.EPOCH), UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "{\"name\":\"a\",}             ! line 1, column 13: Unexpected character",
        "{\"name\":\"a\"               ! line 1, column",
        "{\"name\":\"a\",\"more\":1}     ! line 1, column 13: \"more\" is not expected here",
        "{\"name\":\"a\",\"name\":\"b\"} ! line 1, column",
        "{\"name\":\"a\",\"count\":\"1\"} ! line 1, column 21: \"count\" has another type",
        "{\"name\":\"a\",\"count\":1.5}  ! line 1, column 21: \"count\" has another type",
        "{\"name\":\"a\",\"count\":null} ! line 1, column 21: \"count\" has another type",
        "{\"tags\":[\"x\",{}]}         ! line 1, column 14: \"tags[1]\" has another type",
        "{\"name\":\"a\"} x            ! line 1, column 14",
        "[1]                           ! line 1, column 1: the value has another type",
      })
  void whatIsNotOfTheTypeIsRefusedWithItsPlace(String text, String message) {
    var invalid = assertThrows(InvalidJsonException.class, () -> read(text, Item.class));
    assertTrue(invalid.getMessage().startsWith(message), invalid.getMessage());
    assertTrue(!invalid.getMessage().contains("httpd"), invalid.getMessage());
  }

  @Test
  void aRecordThatRefusesItsValuesSaysWhy() {
    var text = "{\n  \"amounts\": [\n    {\"value\": 1},\n    {\"value\": 0}\n  ]\n}";
    var invalid = assertThrows(InvalidJsonException.class, () -> read(text, Order.class));
    assertEquals("line 4, column 16: \"amounts[1]\": must be positive", invalid.getMessage());
  }

  @Test
  void moreThanAHundredLevelsAreRefused() throws Exception {
    read("[".repeat(100) + "]".repeat(100), Object.class);
    assertThrows(
        InvalidJsonException.class, () -> read("[".repeat(101) + "]".repeat(101), Object.class));
  }

  @Test
  void aWriterNeedsNoValueAsAWhole() {
    try (var json = JsonWriter.ofAscii()) {
      json.object().add("a", "ü\u2028\ud800").add("none", null).add("n", 1).array("list");
      assertEquals("{\"a\":\"\\u00fc\\u2028\\ud800\",\"n\":1,\"list\":[", json.take());
      json.blank("\n").object().add("b", true).end().end().end();
      assertEquals("\n{\"b\":true}]}", json.take());
    }
  }
}
