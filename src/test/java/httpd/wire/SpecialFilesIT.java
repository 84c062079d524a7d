package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/spec/file.md: files that Java cannot make; programs make them. */
class SpecialFilesIT extends FileWireTest {

  /** JUnit warns of links that lead out of the directory that it deletes. */
  @AfterEach
  void removeTheLink() throws IOException {
    Files.deleteIfExists(directory.resolve("null"));
  }

  private int run(String... command) throws Exception {
    return new ProcessBuilder(command).directory(directory.toFile()).start().waitFor();
  }

  @Test
  @DisplayName("F-53 a named pipe is a 404, and the server does not wait for its writer")
  void pipe() throws Exception {
    assumeTrue(run("mkfifo", "pipe") == 0);
    Files.createSymbolicLink(directory.resolve("null"), Path.of("/dev/null"));
    Files.createSymbolicLink(directory.resolve("index.html"), Path.of("pipe"));
    assertEquals(404, get("/pipe").status());
    assertEquals(404, get("/null").status());
    var listing = get("/");
    assertEquals(200, listing.status());
    assertFalse(listing.body().contains("pipe"), listing.body());
  }

  @Test
  @DisplayName("F-80 a name that is not UTF-8 is not listed; the other names are")
  void otherBytes() throws Exception {
    assertEquals(0, run("sh", "-c", "echo >\"$(printf 'latin\\374.txt')\""));
    var listing = get("/").body();
    assertTrue(listing.contains("<a href=\"./letters.txt\">"), listing);
    assertEquals(1, listing.split("<td><a href", -1).length - 1, listing);
    assertFalse(listing.contains("latin"), listing);
  }
}
