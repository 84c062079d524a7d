package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/spec/file.md, "Conditions": entity tags, dates and preconditions. */
class FileConditionsTest extends FileWireTest {

  @Test
  @DisplayName("F-20 the tag changes with the time and with the length")
  void tags() throws Exception {
    assertEquals(TAG, get("/letters.txt").header("ETag"));
    file("letters.txt", "x");
    assertEquals("\"18e9b35b8ba38a80-1\"", get("/letters.txt").header("ETag"));
    Files.setLastModifiedTime(
        directory.resolve("letters.txt"), FileTime.from(CHANGED.plusNanos(1000)));
    assertEquals("\"18e9b35b8ba38e68-1\"", get("/letters.txt").header("ETag"));
  }

  @ParameterizedTest
  @CsvSource({"1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z"})
  @DisplayName("F-20 a file without a known time has no validators")
  void noTime(String time) throws Exception {
    Files.setLastModifiedTime(directory.resolve("letters.txt"), FileTime.from(Instant.parse(time)));
    var answer = get("/letters.txt", "If-None-Match: \"x\"", "If-Modified-Since: " + DATE);
    assertEquals(200, answer.status());
    assertNull(answer.header("ETag"));
    assertNull(answer.header("Last-Modified"));
    assertEquals(412, get("/letters.txt", "If-Match: \"x\"").status());
    assertEquals(200, get("/letters.txt", "Range: bytes=0-1", "If-Range: \"x\"").status());
  }

  @Test
  @DisplayName("F-20 a time in the future is not sent")
  void future() throws Exception {
    Files.setLastModifiedTime(
        directory.resolve("letters.txt"), FileTime.from(Instant.parse("2199-01-01T00:00:00Z")));
    var answer = get("/letters.txt");
    assertNull(answer.header("Last-Modified"));
    assertTrue(answer.header("ETag").startsWith("\""));
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "If-None-Match: T              |                              | 304",
        "If-None-Match: W/T            |                              | 304",
        "If-None-Match: \"a,b\", T     |                              | 304",
        "If-None-Match: \"a\" , W/\"b\" |                             | 200",
        "If-None-Match: *              |                              | 304",
        "If-None-Match: \"nothing\"    |                              | 200",
        "If-None-Match: T-gzip         |                              | 200",
        "If-None-Match: broken, T      |                              | 200",
        "If-None-Match:                |                              | 200",
        "If-None-Match: \"x\"          | If-None-Match: T             | 304",
        "If-None-Match: \"x\"          | If-Modified-Since: D         | 200",
        "If-None-Match: T              | If-Modified-Since: BEFORE    | 304",
        "If-Modified-Since: D          |                              | 304",
        "If-Modified-Since: AFTER      |                              | 304",
        "If-Modified-Since: BEFORE     |                              | 200",
        "If-Modified-Since: yesterday  |                              | 200",
        "If-Modified-Since: D          | If-Modified-Since: D         | 200",
        "If-Modified-Since: Friday, 20-Nov-26 08:25:32 GMT |          | 304",
        "If-Modified-Since: Fri Nov 20 08:25:32 2026 |                | 304",
        "If-Modified-Since: Thursday, 19-Nov-26 08:25:32 GMT |        | 200",
        "If-Modified-Since: Sun Nov  1 08:25:32 2026 |                | 200",
        "If-Match: T                   |                              | 200",
        "If-Match: *                   |                              | 200",
        "If-Match: W/T                 |                              | 412",
        "If-Match: \"x\"               |                              | 412",
        "If-Match: \"x\", T            |                              | 200",
        "If-Match: T                   | If-Unmodified-Since: BEFORE  | 200",
        "If-Match: \"x\"               | If-Unmodified-Since: D       | 412",
        "If-Match: \"x\"               | If-None-Match: T             | 412",
        "If-Match: T                   | If-None-Match: T             | 304",
        "If-Unmodified-Since: D        |                              | 200",
        "If-Unmodified-Since: AFTER    |                              | 200",
        "If-Unmodified-Since: BEFORE   |                              | 412",
        "If-Unmodified-Since: nonsense |                              | 200",
        "If-Unmodified-Since: BEFORE   | If-None-Match: T             | 412",
        "If-Unmodified-Since: D        | If-Modified-Since: D         | 304",
        "If-None-Match: T              | Range: bytes=0-1             | 304",
        "If-Match: \"x\"               | Range: bytes=0-1             | 412",
        "If-Match: T                   | Range: bytes=0-1             | 206",
        "If-None-Match: \"x\"          | Range: bytes=0-1             | 206",
        "If-None-Match: T              | Range: bytes=99-             | 304",
      })
  @DisplayName("F-21 F-22 F-23 F-24 conditions, in the order of RFC 9110, section 13.2.2")
  void conditions(String first, String second, int status) throws Exception {
    var answer =
        second == null
            ? get("/letters.txt", header(first))
            : get("/letters.txt", header(first), header(second));
    assertEquals(status, answer.status());
    if (status == 304) {
      assertEquals("", answer.body());
      assertEquals(TAG, answer.header("ETag"));
      assertEquals("no-cache", answer.header("Cache-Control"));
      assertNull(answer.header("Content-Length"));
      assertNull(answer.header("Content-Type"));
    }
  }
}
