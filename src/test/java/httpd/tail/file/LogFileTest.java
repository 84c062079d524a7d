package httpd.tail.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.tail.name.FileStat;
import httpd.tail.name.PlainName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC V-24: an id is the same whenever its file was opened. */
class LogFileTest {

  private static final long LENGTH = "one\ntwo\nthree\n".length();

  @TempDir Path folder;

  private Path file;

  /** A generation whose file has grown by a line since it was opened. */
  private LogFile grown() throws Exception {
    file = Files.writeString(folder.resolve("a.log"), "one\n");
    var generation = LogFile.open(FileStat.at(file), new PlainName(file));
    Files.writeString(file, "two\nthree\n", StandardOpenOption.APPEND);
    return generation;
  }

  @Test
  @DisplayName("V-24 a position is read from a file that has grown since it was opened")
  void read() throws Exception {
    try (var early = grown();
        var late = LogFile.open(FileStat.at(file), new PlainName(file))) {
      assertEquals(late.position(LENGTH), early.position(LENGTH));
      assertTrue(late.holds(early.position(LENGTH)));
    }
  }

  @Test
  @DisplayName("V-24 a line has a position even if the bytes before it were not read with it")
  void followed() throws Exception {
    try (var early = grown();
        var late = LogFile.open(FileStat.at(file), new PlainName(file))) {
      byte[] line = "three\n".getBytes(UTF_8);
      early.remember(line, LENGTH - line.length, line.length);
      assertEquals(
          late.position(LENGTH).content(), early.position(LENGTH, line, line.length).content());
    }
  }
}
