package httpd.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.tail.file.Position;
import httpd.testing.Take;
import httpd.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailNameTest {

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-12-31T23:59:59Z");

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
          throw new UnsupportedOperationException();
        }
      };

  private final TailedFiles files = new TailedFiles(clock);

  @Test
  @DisplayName("T-15 the reader waits for a missing file and reads it from its beginning")
  void missing() throws Exception {
    try (var source = begun("new/app.log")) {
      Files.createDirectory(folder.resolve("new"));
      write("new/app.log", "a\n");
      assertEquals("a", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-14 a link whose target changes is followed")
  void link() throws Exception {
    write("one/app.log", "old\n");
    write("two/app.log", "b\n");
    var data = folder.resolve("..data");
    Files.createSymbolicLink(data, Path.of("one"));
    Files.createSymbolicLink(folder.resolve("app.log"), Path.of("..data/app.log"));
    try (var source = begun("app.log")) {
      write("one/app.log", "a\n");
      assertEquals("a", Take.line(source));
      var next = Files.createSymbolicLink(folder.resolve("..next"), Path.of("two"));
      Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
      assertEquals("b", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-24.1 the next day is read once it has bytes, after the end of the old one")
  void nextDay() throws Exception {
    write("2026-12-31.log", "old\n");
    write("2027-01-02.log", "from the future\n");
    try (var source = begun("%Y-%m-%d.log")) {
      now = Instant.parse("2027-01-01T00:00:01Z");
      write("2026-12-31.log", "late\n");
      assertEquals("late", Take.line(source));
      write("2026-12-31.log", "later\nunended");
      write("2027-01-01.log", "first\n");
      assertEquals("later", Take.line(source));
      assertEquals("unended", Take.line(source));
      assertEquals("first", Take.line(source));
      now = Instant.parse("2027-01-02T00:00:00Z");
      assertEquals("from the future", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-24 all date fields are known, and any other % is refused")
  void partsOfADate() throws Exception {
    now = Instant.parse("2027-02-03T04:05:06Z");
    write("2027/034/02-03T0405%.log", "a\n");
    var file = files.file(folder + "/%Y/%j/%m-%dT%H%M%%.log");
    try (var source = file.last(1)) {
      assertEquals("a", Take.line(source));
    }
    var refused =
        assertThrows(IllegalArgumentException.class, () -> files.file(folder + "/%y.log"));
    assertEquals(
        "%y is not a part of a date; use %Y %m %d %H %M %j, or %% for %", refused.getMessage());
  }

  @Test
  @DisplayName(
      "T-25 the newest file of a pattern is read, then only files that were not there before")
  void pattern() throws Exception {
    write("a.log", "old\n");
    write("b.log.gz", "packed\n");
    write("b.log", "old\n");
    try (var source = begun("*.log")) {
      write("a.log", "ignored\n");
      write("b.log", "b\n");
      assertEquals("b", Take.line(source));
      write("a2.log", "new file\n");
      assertEquals("new file", Take.line(source));
      Files.delete(folder.resolve("a2.log"));
      Files.delete(folder.resolve("a.log"));
      write("c.log", "c\n");
      assertEquals("c", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-25.1 when the file that is read disappears, the newest left is read from its end")
  void fallback() throws Exception {
    write("a.log", "old\n");
    write("b.log", "old\n");
    try (var source = begun("?.log")) {
      write("b.log", "b\n");
      assertEquals("b", Take.line(source));
      Files.delete(folder.resolve("b.log"));
      String line = null;
      for (int i = 0; line == null; i++) { // It is read from its end, whenever that is noticed.
        write("a.log", i + "\n");
        line = source.poll(() -> {}) instanceof Line got ? got.text() : null;
        Thread.onSpinWait();
      }
      assertTrue(line.matches("[0-9]+"), line);
    }
  }

  @Test
  @DisplayName("T-26 a name that is a file means that file")
  void nameOfAFile() throws Exception {
    write("50%d*.log", "a\n");
    var file = files.file(folder + "/50%d*.log");
    try (var source = file.last(1)) {
      assertEquals("a", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-20 a position is short, safe in URLs and survives a rename")
  void position() throws Exception {
    write("app.log", "a\nb\n");
    var file = files.file(folder + "/app.log");
    String position;
    try (var source = file.last(2)) {
      assertEquals("a", Take.line(source));
      position = source.position();
    }
    assertTrue(position.matches("[0-9a-z-]{1,64}"), position);
    assertEquals(Position.parse(position).toString(), position);
    Files.move(folder.resolve("app.log"), folder.resolve("app.log.1"));
    write("app.log", "c\n");
    var found = assertInstanceOf(Topic.Resumption.Found.class, file.after(position));
    try (var source = found.source()) {
      assertEquals("b", Take.line(source));
      assertEquals("c", Take.line(source));
    }
    Files.delete(folder.resolve("app.log.1"));
    assertInstanceOf(Topic.Resumption.Lost.class, file.after(position));
  }

  private LineSource begun(String name) throws IOException {
    var source = files.file(folder + "/" + name).last(0);
    assertSame(Poll.PENDING, source.poll(() -> {}));
    return source;
  }

  private void write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
