package httpd.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Request;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.live.Presentation;
import httpd.tail.TailedFiles;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/spec/logs.md, "Several files". */
class SeveralFilesTest {

  @TempDir Path folder;

  private LogsHandler logs;

  @BeforeEach
  void create() throws IOException {
    write("a.log", "a1", "a2");
    write("sub/b.log", "b1", "b2");
    logs = handler(folder);
  }

  private static LogsHandler handler(Path folder) {
    return new LogsHandler("tail:logs/", LogDirectory.parse(folder + "/"), Presentation.DEFAULT);
  }

  private void write(String name, String... lines) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    var text = joined(lines);
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String joined(String... lines) {
    return Stream.of(lines).map(line -> line + "\n").collect(Collectors.joining());
  }

  private void written(String name, String time) throws IOException {
    Files.setLastModifiedTime(folder.resolve(name), FileTime.from(Instant.parse(time)));
  }

  private FilesReader events(String query, String id) throws Exception {
    return FilesReader.events(logs, query, id);
  }

  @Test
  @DisplayName("TL-30, TL-35, TL-39 one event stream has the lines of several files, each named")
  void severalFiles() throws Exception {
    try (var reader = events("file=a.log&file=sub/b.log", "")) {
      assertEquals("2", reader.response().headers().get("Httpd-Files"));
      write("a.log", "a3");
      assertEquals(List.of("a.log:a3"), reader.read(1).lines());
      write("sub/b.log", "b3");
      reader.read(2);
      write("a.log", "a4");
      assertEquals(List.of("a.log:a3", "sub/b.log:b3", "a.log:a4"), reader.read(3).lines());
      assertTrue(reader.id().matches("[0-9A-Za-z._-]+"), reader.id());
    }
  }

  @Test
  @DisplayName("TL-33 plain lines have the file and a tab before each")
  void plainLines() throws Exception {
    try (var reader = new FilesReader(logs, Request.get("/?file=*.log&file=*/*.log"))) {
      write("a.log", "a3");
      assertEquals("a.log\ta3", reader.line());
      write("sub/b.log", "b3");
      assertEquals("sub/b.log\tb3", reader.line());
    }
  }

  @Test
  @DisplayName("TL-34 ?as=json has objects, as lines and as the data of events")
  void json() throws Exception {
    try (var lines = new FilesReader(logs, Request.get("/?file=a.log&as=json&last=1"));
        var events =
            new FilesReader(
                logs,
                Request.get("/?file=a.log&as=json&last=1")
                    .withHeader("Accept", "text/event-stream"))) {
      assertEquals("application/x-ndjson", lines.response().headers().get("Content-Type"));
      assertEquals("{\"file\":\"a.log\",\"line\":\"a2\"}", lines.line());
      write("a.log", "say \"hi\"");
      assertEquals("{\"file\":\"a.log\",\"line\":\"say \\\"hi\\\"\"}", lines.line());
      assertEquals(List.of("a.log:{\"file\":\"a.log\",\"line\":\"a2\"}"), events.read(1).lines());
    }
  }

  @Test
  @DisplayName("TL-38, TL-38.1 ?last= begins with lines of each file, the newest file at the end")
  void lastLines() throws Exception {
    written("a.log", "2026-11-02T00:00:00Z");
    written("sub/b.log", "2026-11-01T00:00:00Z");
    try (var reader = events("file=**&last=2", "")) {
      reader.read(4);
      write("sub/b.log", "b3");
      assertEquals(
          List.of("sub/b.log:b1", "sub/b.log:b2", "a.log:a1", "a.log:a2", "sub/b.log:b3"),
          reader.read(5).lines());
      var marks = reader.text().split("\n\n", -1);
      assertTrue(marks[5].matches("id: \\.\\S+"), reader.text());
    }
    try (var more = events("file=**&last=100", "")) {
      assertEquals(
          List.of("a.log:a1", "a.log:a2", "sub/b.log:b1", "sub/b.log:b2", "sub/b.log:b3"),
          more.read(5).lines());
    }
  }

  @Test
  @DisplayName("TL-38 a file that is emptied while its last lines are due holds no other one up")
  void emptiedBeforeItsLastLines() throws Exception {
    written("a.log", "2026-11-01T00:00:00Z");
    written("sub/b.log", "2026-11-02T00:00:00Z");
    Files.write(folder.resolve("a.log"), new byte[0]);
    written("a.log", "2026-11-01T00:00:00Z");
    try (var reader = events("file=**&last=5", "")) {
      assertEquals(List.of("sub/b.log:b1", "sub/b.log:b2"), reader.read(2).lines());
      write("a.log", "a3");
      assertEquals("a.log:a3", reader.read(3).lines().getLast());
    }
  }

  @Test
  @DisplayName("TL-36 a client that comes back gets what it has not had, from each file")
  void comesBack() throws Exception {
    String id;
    try (var reader = events("file=**", "")) {
      write("a.log", "a3");
      reader.read(1);
      write("sub/b.log", "b3");
      id = reader.read(2).id();
    }
    write("sub/b.log", "b4");
    write("a.log", "a4", "a5");
    write("new.log", "n1");
    try (var reader = events("file=**", id)) {
      var lines = reader.read(4).lines();
      assertEquals(List.of("a.log:a4", "a.log:a5"), of("a.log", lines));
      assertEquals(List.of("sub/b.log:b4"), of("sub/b.log", lines));
      assertEquals(List.of("new.log:n1"), of("new.log", lines));
    }
  }

  private static List<String> of(String file, List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(file + ":")).toList();
  }

  @Test
  @DisplayName("TL-36.1, TL-7 a client that comes back between two steps of a rotation waits")
  void comesBackDuringRotation() throws Exception {
    String id;
    try (var reader = events("file=*.log", "")) {
      write("a.log", "a3");
      id = reader.read(1).id();
    }
    write("a.log", "a4");
    Files.move(folder.resolve("a.log"), folder.resolve("a-20260101.log"));
    try (var reader = events("file=*.log", id)) {
      assertEquals(List.of("a.log:a4"), reader.read(1).lines());
      write("a.log", "a5");
      assertEquals(List.of("a.log:a4", "a.log:a5"), reader.read(2).lines());
      assertFalse(reader.text().contains("reset"), reader.text());
    }
  }

  @Test
  @DisplayName("TL-31 a file joins although its rotated part was asked for by name")
  void joinsBesideItsPart() throws Exception {
    Files.move(folder.resolve("a.log"), folder.resolve("a.log.1"));
    String id;
    try (var reader = events("file=a.log.1&file=*.log", "")) {
      write("a.log", "a3");
      assertEquals(List.of("a.log:a3"), reader.read(1).lines());
      id = reader.id();
    }
    write("a.log", "a4");
    try (var reader = events("file=a.log.1&file=*.log", id)) {
      assertEquals(List.of("a.log:a4"), reader.read(1).lines());
    }
  }

  @Test
  @DisplayName("TL-36.1 a client comes back between two steps of a rotation after a restart")
  void comesBackDuringRotationAfterRestart() throws Exception {
    String id;
    try (var reader = events("file=*.log*", "")) {
      write("a.log", "a3");
      id = reader.read(1).id();
    }
    write("a.log", "a4");
    Files.move(folder.resolve("a.log"), folder.resolve("a.log.1"));
    logs = handler(folder);
    try (var reader = events("file=*.log*", id)) {
      assertEquals(List.of("a.log:a4"), reader.read(1).lines());
      write("a.log", "a5");
      assertEquals(List.of("a.log:a4", "a.log:a5"), reader.read(2).lines());
      assertFalse(reader.text().contains("reset"), reader.text());
    }
  }

  @Test
  @DisplayName(
      "TL-31.1 a stream that began between two steps of a rotation is cut, and continues in the"
          + " log")
  void beginsDuringRotation() throws Exception {
    Files.move(folder.resolve("a.log"), folder.resolve("a.log.1"));
    String id;
    try (var reader = events("file=*.log*", "")) {
      write("a.log.1", "a3");
      assertEquals(List.of("a.log.1:a3"), reader.read(1).lines());
      id = reader.id();
      write("a.log.1", "a4");
      write("a.log", "a5");
      while (Take.next(reader.source()) instanceof Line) {
        // What the stream still had.
      }
    }
    try (var reader = events("file=*.log*", id)) {
      assertEquals(List.of("a.log:a4", "a.log:a5"), reader.read(2).lines());
      assertFalse(reader.text().contains("reset"), reader.text());
    }
  }

  @Test
  @DisplayName(
      "TL-31, TL-5.1, TL-7 a file that comes later joins from its first line; no part does")
  void joins() throws Exception {
    try (var reader = events("file=**", "")) {
      Files.move(folder.resolve("a.log"), folder.resolve("a.log.1"));
      write("a.log", "a3");
      assertEquals(List.of("a.log:a3"), reader.read(1).lines());
      Files.createSymbolicLink(folder.resolve("link.log"), Path.of("a.log"));
      write("deep/er/c.log", "c1", "c2");
      assertEquals(
          List.of("a.log:a3", "deep/er/c.log:c1", "deep/er/c.log:c2"), reader.read(3).lines());
      write("a.log", "a4");
      assertEquals("a.log:a4", reader.read(4).lines().getLast());
    }
  }

  @Test
  @DisplayName(
      "TL-37, TL-37.1 a reset names the files whose lines were lost, and counts those that are"
          + " gone")
  void lost() throws Exception {
    String id;
    try (var reader = events("file=**", "")) {
      write("a.log", "a3");
      write("sub/b.log", "b3");
      id = reader.read(2).id();
    }
    Files.delete(folder.resolve("a.log"));
    write("a.log", "other");
    Files.delete(folder.resolve("sub/b.log"));
    try (var reader = events("file=**", id)) {
      var reset = reader.read(1).events().getFirst();
      assertEquals("reset", reset.type());
      assertTrue(
          reset
              .data()
              .matches(
                  "\\{\"files\":\\[\\{\"file\":\"a.log\",\"oldest\":\".+\",\"newest\":\".+\"}],"
                      + "\"gone\":1}"),
          reset.data());
      assertEquals("a.log:other", reader.read(2).lines().getLast());
    }
    var plain = Request.get("/?file=**&after=" + id);
    var refused = assertThrows(HttpException.class, () -> logs.handle(plain));
    assertEquals(410, refused.status());
    var never = Request.get("/?file=**&after=x");
    assertEquals(400, assertThrows(HttpException.class, () -> logs.handle(never)).status());
  }

  @Test
  @DisplayName("TL-32 a stream has 64 files at most: more are refused, and a 65th cuts it")
  void tooMany() throws Exception {
    for (int i = 1; i <= 62; i++) {
      write("n" + i + ".log", "x");
    }
    try (var reader = events("file=**", "")) {
      write("one-more.log", "x");
      assertTrue(Take.next(reader.source()) instanceof Line);
      assertTrue(Take.next(reader.source()) instanceof Poll.Failed);
    }
    var refused = assertThrows(HttpException.class, () -> events("file=**", "").close());
    assertEquals(400, refused.status());
    assertTrue(refused.getMessage().startsWith("65 files match"), refused.getMessage());
  }

  @Test
  @DisplayName("TL-30 a long line in pieces does not move the place of its file until it is whole")
  void longLine() throws Exception {
    var half = "x".repeat(800 * 1024);
    String id;
    try (var reader = events("file=**", "")) {
      Files.writeString(folder.resolve("a.log"), half, StandardOpenOption.APPEND);
      write("sub/b.log", "b3");
      id = reader.read(1).id();
      Files.writeString(folder.resolve("a.log"), half + "\n", StandardOpenOption.APPEND);
      write("a.log", "a3");
      assertEquals("a.log:a3", reader.read(2).lines().getLast());
      assertTrue(reader.text().contains(": file \"a.log\": "), "a comment");
    }
    try (var reader = events("file=**", id)) {
      assertEquals(List.of("a.log:a3"), reader.read(1).lines());
    }
  }

  @Test
  @DisplayName(
      "TL-41 ?grep= looks at the lines, not at the names, in each file, also in later ones")
  void grep() throws Exception {
    write("a.log", "log 1", "other", "log 2", "other");
    try (var events = events("file=**&grep=log&last=1", "");
        var lines = new FilesReader(logs, Request.get("/?file=**&grep=log&last=1"))) {
      assertEquals("a.log\tlog 2", lines.line());
      assertEquals(List.of("a.log:log 2"), events.read(1).lines());
      write("sub/b.log", "b3", "log 3");
      assertEquals("sub/b.log\tlog 3", lines.line());
      assertEquals("sub/b.log:log 3", events.read(2).lines().getLast());
      write("c.log", "c1", "log 4");
      assertEquals("c.log\tlog 4", lines.line());
      assertEquals("c.log:log 4", events.read(3).lines().getLast());
    }
  }

  @Test
  @DisplayName("TL-40 no thread reads, once no client is left")
  void released() throws Exception {
    for (var query : List.of("file=a.log", "file=**", "file=**&last=1")) {
      try (var reader = events(query, "")) {
        write("a.log", "a3");
        reader.read(1);
      }
    }
    Eventually.holds("no reader", () -> !TailedFiles.ofTheProcess().isReading());
  }
}
