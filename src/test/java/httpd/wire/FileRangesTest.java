package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/spec/file.md, "Ranges". */
class FileRangesTest extends FileWireTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0      | 0-0   | a",
        "bytes=2-4      | 2-4   | cde",
        "bytes=24-      | 24-25 | yz",
        "bytes=24-99    | 24-25 | yz",
        "bytes=24-99999999999999999999999 | 24-25 | yz",
        "bytes=-3       | 23-25 | xyz",
        "bytes=-26      | 0-25  | abcdefghijklmnopqrstuvwxyz",
        "bytes=-99999999999999999999 | 0-25  | abcdefghijklmnopqrstuvwxyz",
        "bytes=0-       | 0-25  | abcdefghijklmnopqrstuvwxyz",
        "BYTES=25-25    | 25-25 | z",
        "bytes=0-3,2-5  | 0-5   | abcdef",
        "bytes=4-5,0-1  | 0-5   | abcdef",
        "bytes=0-1,99-  | 0-1   | ab",
        "bytes= 0-1 , , | 0-1   | ab",
        "bytes=00-0001  | 0-1   | ab",
      })
  @DisplayName("F-30 one range is a 206 with Content-Range")
  void range(String range, String sent, String body) throws Exception {
    var answer = get("/letters.txt", "Range: " + range);
    assertEquals(206, answer.status());
    assertEquals("bytes " + sent + "/26", answer.header("Content-Range"));
    assertEquals(body, answer.body());
    assertEquals(Integer.toString(body.length()), answer.header("Content-Length"));
    assertEquals(TAG, answer.header("ETag"));
    assertEquals("text/plain; charset=utf-8", answer.header("Content-Type"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {"bytes=26-", "bytes=-0", "bytes=99-100,26-26"})
  @DisplayName("F-32 a range after the end is a 416 with the length")
  void unsatisfiable(String range) throws Exception {
    var answer = get("/letters.txt", "Range: " + range);
    assertEquals(416, answer.status());
    assertEquals("bytes */26", answer.header("Content-Range"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=4-2",
        "bytes=a-b",
        "bytes=-",
        "bytes=",
        "bytes=,",
        "bytes",
        "lines=0-1",
        "bytes=0-1;2-3",
        "bytes=0x1-2",
        "bytes=--1",
        "bytes=0-1,x",
        "bytes=١-٢",
        "bytes=+1-2",
      })
  @DisplayName("F-33 a Range that is malformed or in other units is ignored")
  void malformed(String range) throws Exception {
    var answer = get("/letters.txt", "Range: " + range);
    assertEquals(200, answer.status());
    assertEquals(26, answer.body().length());
  }

  @Test
  @DisplayName("F-33 Range is ignored for HEAD, for an empty file, and if it is repeated")
  void noRange() throws Exception {
    var head = ask("HEAD", "/letters.txt", "Range: bytes=0-1");
    assertEquals(200, head.status());
    assertEquals("26", head.header("Content-Length"));
    file("empty.txt", "");
    assertEquals(200, get("/empty.txt", "Range: bytes=0-").status());
    assertEquals(200, get("/empty.txt", "Range: bytes=-1").status());
    assertEquals(200, get("/letters.txt", "Range: bytes=0-1", "Range: bytes=2-3").status());
  }

  @Test
  @DisplayName("F-31 several ranges are one multipart/byteranges, in the order of the request")
  void several() throws Exception {
    var digits = "0123456789".repeat(1000);
    file("digits.html", digits);
    var answer = get("/digits.html", "Range: bytes=9000-9002,1-2,-1,1-1,99999-");
    assertEquals(206, answer.status());
    assertNull(answer.header("Content-Range"));
    var type = answer.header("Content-Type");
    var boundary = type.substring("multipart/byteranges; boundary=".length());
    assertEquals(
        """
        --B
        Content-Type: text/html; charset=utf-8
        Content-Range: bytes 9000-9002/10000

        012
        --B
        Content-Type: text/html; charset=utf-8
        Content-Range: bytes 1-2/10000

        12
        --B
        Content-Type: text/html; charset=utf-8
        Content-Range: bytes 9999-9999/10000

        9
        --B--
        """
            .replace("B", boundary)
            .replace(boundary + "ytes", "Bytes"),
        answer.body());
    assertNotEquals(type, get("/digits.html", "Range: bytes=0-0,-1").header("Content-Type"));
  }

  @Test
  @DisplayName("F-34 too many ranges are ignored, near ones are joined")
  void tooMany() throws Exception {
    file("large.txt", "x".repeat(100_000));
    assertEquals(206, get("/large.txt", "Range: bytes=" + ranges(16, 1000)).status());
    assertEquals(200, get("/large.txt", "Range: bytes=" + ranges(17, 1000)).status());
    assertEquals(206, get("/large.txt", "Range: bytes=" + ranges(64, 10)).status());
    assertEquals(200, get("/large.txt", "Range: bytes=" + ranges(65, 10)).status());
    assertEquals(
        "bytes 0-200/100000",
        get("/large.txt", "Range: bytes=0-0,200-200,100-100").header("Content-Range"));
    assertNull(get("/large.txt", "Range: bytes=0-0,300-300").header("Content-Range"));
  }

  private static String ranges(int count, int step) {
    var ranges = new StringBuilder();
    for (int i = 0; i < count; i++) {
      ranges.append(i == 0 ? "" : ",").append(i * step).append('-').append(i * step);
    }
    return ranges.toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "If-Range: T          | 206",
        "If-Range: D          | 206",
        "If-Range: W/T        | 200",
        "If-Range: \"x\"      | 200",
        "If-Range: BEFORE     | 200",
        "If-Range: AFTER      | 200",
        "If-Range: nonsense   | 200",
      })
  @DisplayName("F-35 If-Range: ranges of the file that the client has, otherwise the whole file")
  void ifRange(String header, int status) throws Exception {
    assertEquals(
        status, get("/letters.txt", "Range: bytes=0-1", header(header)).status(), header(header));
  }
}
