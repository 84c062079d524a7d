package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/spec/file.md, "Compressed siblings". */
class FileCodingsTest extends FileWireTest {

  private void compressed() throws IOException {
    file("app.js", "plain");
    file("app.js.gz", "as gzip");
    file("app.js.br", "as br");
    file("app.js.zst", "as zstd");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip                         | gzip",
        "gzip, deflate, br            | br",
        "gzip, deflate, br, zstd      | zstd",
        "gzip;q=1.0, br;q=0.9         | gzip",
        "GZIP;Q=0.5                   | gzip",
        "zstd;q=0, br;q=0.001         | br",
        "*                            | zstd",
        "*, zstd;q=0                  | br",
        "gzip;q=0                     | ",
        "deflate                      | ",
        "identity                     | ",
        "identity;q=1, gzip;q=0.5     | ",
        "gzip;q=2                     | ",
        "gzip;q=x                     | ",
      })
  @DisplayName("F-40 the compressed sibling that the client prefers")
  void coding(String accepted, String coding) throws Exception {
    compressed();
    var answer = get("/app.js", "Accept-Encoding: " + accepted);
    assertEquals(200, answer.status());
    assertEquals(coding, answer.header("Content-Encoding"));
    assertEquals(coding == null ? "plain" : "as " + coding, answer.body());
    assertEquals("text/javascript; charset=utf-8", answer.header("Content-Type"));
    assertEquals("Accept-Encoding", answer.header("Vary"));
  }

  @Test
  @DisplayName("F-41 each coding has a tag of its own, and all have Vary")
  void codingTags() throws Exception {
    compressed();
    var plain = get("/app.js");
    var gzip = get("/app.js", "Accept-Encoding: gzip");
    assertEquals("Accept-Encoding", plain.header("Vary"));
    assertNull(plain.header("Content-Encoding"));
    assertNotEquals(plain.header("ETag"), gzip.header("ETag"));
    var again = get("/app.js", "Accept-Encoding: gzip", "If-None-Match: " + gzip.header("ETag"));
    assertEquals(304, again.status());
    assertEquals("Accept-Encoding", again.header("Vary"));
    assertEquals(200, get("/app.js", "If-None-Match: " + gzip.header("ETag")).status());
    var part = get("/app.js", "Accept-Encoding: gzip", "Range: bytes=3-6");
    assertEquals("bytes 3-6/7", part.header("Content-Range"));
    assertEquals("gzip", part.header("Content-Encoding"));
    assertEquals("gzip", part.body());
    var itself = get("/app.js.gz", "Accept-Encoding: gzip");
    assertNull(itself.header("Content-Encoding"));
    assertEquals("application/gzip", itself.header("Content-Type"));
    assertNull(get("/letters.txt").header("Vary"));
  }

  @Test
  @DisplayName("F-42 a sibling that is older, a link or not a file is ignored")
  void unfitSiblings() throws Exception {
    file("old.js", "plain");
    Files.setLastModifiedTime(file("old.js.gz", "old"), FileTime.from(CHANGED.minusSeconds(1)));
    file("near.js", "plain");
    Files.setLastModifiedTime(file("near.js.gz", "near"), FileTime.from(CHANGED.minusMillis(200)));
    file("link.js", "plain");
    Files.createSymbolicLink(directory.resolve("link.js.gz"), Path.of("near.js.gz"));
    file("sub.js", "plain");
    Files.createDirectory(directory.resolve("sub.js.gz"));
    assertEquals("plain", get("/old.js", "Accept-Encoding: gzip").body());
    assertEquals("near", get("/near.js", "Accept-Encoding: gzip").body());
    assertEquals("plain", get("/link.js", "Accept-Encoding: gzip").body());
    assertEquals("plain", get("/sub.js", "Accept-Encoding: gzip").body());
  }
}
