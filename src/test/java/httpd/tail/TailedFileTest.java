package httpd.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.Take;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailedFileTest implements LineSourceContract {

  private static final AtomicInteger NAMES = new AtomicInteger();

  /** Bytes of the newest lines, which all clients share. */
  private static final int SHARED = 1024 * 1024;

  @TempDir Path folder;

  private final TailedFiles files = new TailedFiles(Clock.systemUTC());

  @Override
  public Origin origin() throws IOException {
    return new FileOrigin(file("before\n"));
  }

  private final class FileOrigin implements Origin {
    private final Path file;
    private final LineSource source;

    FileOrigin(Path file) throws IOException {
      this.file = file;
      this.source = from(file);
    }

    @Override
    public LineSource source() {
      return source;
    }

    @Override
    public boolean opened() {
      return readers() > 0;
    }

    @Override
    public void emit(String line) throws IOException {
      append(file, line + "\n");
    }

    @Override
    public void end() {
      throw new IllegalStateException("a file has no end that one could see");
    }

    @Override
    public boolean canEnd() {
      return false;
    }

    /** The next line leaves the window, and its file is truncated without a copy. */
    @Override
    public void fail() throws Exception {
      try (var fast = from(file)) {
        assertSame(Poll.PENDING, fast.poll(() -> {}));
        for (int i = 0; i < 2 * SHARED / 1024 / 64; i++) {
          append(file, String.format(Locale.ROOT, "%01023d\n", i).repeat(64));
          for (int line = 0; line < 64; line++) {
            assertEquals(String.format(Locale.ROOT, "%01023d", i), Take.line(fast));
          }
        }
        Files.writeString(file, "new\n");
        assertEquals("new", Take.line(fast));
      }
    }

    @Override
    public boolean released() {
      return readers() == 0 && descriptors(file) == 0;
    }
  }

  @Test
  @DisplayName("T-10 the client gets lines that are added after the request")
  void addedLines() throws Exception {
    var file = file("old\n");
    try (var source = from(file)) {
      append(file, "added before the first poll\n");
      assertEquals("added before the first poll", Take.line(source));
      append(file, "new\n");
      assertEquals("new", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-11 an unfinished line is sent whole once it ends")
  void unfinishedLine() throws Exception {
    var file = file("old\nbegun ");
    try (var source = from(file)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, "and ended\r\nnext");
      assertEquals(
          new Line("begun and ended".getBytes(UTF_8), Line.Ending.CR_LF), Take.next(source));
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, "\n");
      assertEquals("next", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-11 a long unfinished line is sent from its beginning")
  void longUnfinishedLine() throws Exception {
    var begun = "x".repeat(200_000);
    var file = file("old\n" + begun);
    try (var source = from(file)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, "y\n");
      assertEquals(begun + "y", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-12 T-9 one thread and one descriptor serve all clients")
  void oneDescriptor() throws Exception {
    var file = file("");
    var sources = new ArrayList<LineSource>();
    for (int i = 0; i < 100; i++) {
      var source = from(i % 2 == 0 ? file : file.resolveSibling("./" + file.getFileName()));
      assertSame(Poll.PENDING, source.poll(() -> {}));
      sources.add(source);
      append(file, i + "\n");
    }
    for (int i = 0; i < 100; i++) { // Each gets what was added since its own first poll.
      for (int line = i; line < 100; line++) {
        assertEquals("" + line, Take.line(sources.get(i)));
      }
      assertEquals(1, readers());
      assertEquals(1, descriptors(file));
    }
    sources.forEach(LineSource::close);
    Eventually.holds("the reader has gone", () -> readers() + descriptors(file) == 0);
  }

  @Test
  @DisplayName("T-12 two thousand clients share one descriptor and each line")
  void twoThousand() throws Exception {
    var file = file("");
    var sources = new ArrayList<LineSource>();
    for (int i = 0; i < 2000; i++) {
      var source = from(file);
      assertSame(Poll.PENDING, source.poll(() -> {}));
      sources.add(source);
    }
    append(file, "shared\n");
    var first = Take.next(sources.getFirst());
    for (var source : sources.subList(1, sources.size())) {
      assertSame(first, Take.next(source));
    }
    assertEquals(1, readers());
    assertEquals(1, descriptors(file));
    sources.forEach(LineSource::close);
    Eventually.holds("the reader has gone", () -> readers() + descriptors(file) == 0);
  }

  @Test
  @DisplayName("T-16 a file is looked at as long as it is followed, and then no more")
  void looks() throws Exception {
    var file = file("");
    try (var first = from(file);
        var second = from(file)) {
      assertSame(Poll.PENDING, first.poll(() -> {}));
      assertSame(Poll.PENDING, second.poll(() -> {}));
      first.close();
      append(file, "for the second\n");
      assertEquals("for the second", Take.line(second));
      second.close();
      Eventually.holds("nobody looks", () -> readers() + descriptors(file) == 0);
    }
  }

  @Test
  @DisplayName("T-12.2 a client that comes after the last has left is served")
  void afterTheLast() throws Exception {
    var file = file("");
    for (int round = 0; round < 20; round++) {
      try (var source = from(file)) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        append(file, "round " + round + "\n");
        assertEquals("round " + round, Take.line(source));
      }
    }
  }

  @Test
  @DisplayName("T-17 a client that falls behind is served from the file")
  void slowClient() throws Exception {
    var file = file("");
    try (var slow = from(file);
        var fast = from(file)) {
      assertSame(Poll.PENDING, slow.poll(() -> {}));
      assertSame(Poll.PENDING, fast.poll(() -> {}));
      int lines = 4 * SHARED / 1024;
      for (int i = 0; i < lines; i += 64) {
        var text = new StringBuilder();
        for (int line = i; line < i + 64; line++) {
          text.append(String.format(Locale.ROOT, "%01023d\n", line));
        }
        append(file, text.toString());
        for (int line = i; line < i + 64; line++) {
          assertEquals(String.format(Locale.ROOT, "%01023d", line), Take.line(fast));
        }
      }
      for (int line = 0; line < lines; line++) {
        assertEquals(String.format(Locale.ROOT, "%01023d", line), Take.line(slow));
      }
      append(file, "more\n");
      assertEquals("more", Take.line(fast));
      assertEquals("more", Take.line(slow));
    }
  }

  @Test
  @DisplayName("T-13 a cursor that has caught up survives a truncation")
  void caughtUp() throws Exception {
    var file = file("old\n");
    try (var first = from(file);
        var other = from(file)) {
      append(file, "before it was opened\n"); // So it is read for each of the two alone.
      assertEquals("before it was opened", Take.line(first));
      assertEquals("before it was opened", Take.line(other));
      Files.writeString(file, "new\n");
      assertEquals("new", Take.line(other)); // Now the truncation has been seen.
      assertEquals("new", Take.line(first));
    }
  }

  @Test
  @DisplayName("T-13 a truncated file is read from its beginning")
  void shorter() throws Exception {
    var file = file("some old lines\nthat go away\nbegun");
    try (var source = from(file)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, " line\n");
      assertEquals("begun line", Take.line(source));
      append(file, "dropped");
      Files.writeString(file, "one\ntwo\n"); // Truncates and writes.
      assertEquals("one", Take.line(source));
      assertEquals("two", Take.line(source));
    }
  }

  @Test
  @DisplayName("T-14 after a deletion the reader waits for the next file and reads all of it")
  void disappears() throws Exception {
    var file = file("old\n");
    try (var source = from(file)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      Eventually.holds("opened", () -> descriptors(file) == 1);
      append(file, "last of the old\n");
      Files.delete(file);
      assertEquals("last of the old", Take.line(source));
      assertSame(Poll.PENDING, source.poll(() -> {}));
      Files.writeString(file, "first of the new\n");
      assertEquals("first of the new", Take.line(source));
      append(file, "second\n");
      assertEquals("second", Take.line(source));
      Eventually.holds("the old one is closed", () -> descriptors(file) == 1);
    }
  }

  @Test
  @DisplayName("T-14.1 a renamed file is read to its end before the next one")
  void renamed() throws Exception {
    var file = file("");
    var old = file.resolveSibling("old");
    try (var source = from(file)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      Eventually.holds("opened", () -> descriptors(file) == 1);
      append(file, "a\n");
      Files.move(file, old);
      append(old, "b\n");
      Files.writeString(file, "c\n");
      for (var line : List.of("a", "b", "c")) {
        assertEquals(line, Take.line(source));
      }
    }
  }

  @Test
  @DisplayName("T-15.1 a directory, a device and an unreadable file are refused")
  void refused() {
    var isFolder = assertThrows(FileSystemException.class, () -> from(folder));
    assertTrue(isFolder.getMessage().endsWith(": is a directory"), isFolder.getMessage());
    var device = assertThrows(FileSystemException.class, () -> from(Path.of("/dev/null")));
    assertTrue(device.getMessage().endsWith(": is not a regular file"), device.getMessage());
  }

  @Test
  @DisplayName("T-75 a failed look is logged once, and the next look tries again")
  void failedLook() throws Exception {
    var file = file("old\n");
    var aside = file.resolveSibling(file.getFileName() + ".1");
    try (var log = new LogCapture();
        var source = from(file)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, "before\n");
      assertEquals("before", Take.line(source));
      for (int round = 0; round < 2; round++) {
        Files.move(file, aside);
        Files.createDirectory(file);
        int told = round + 1;
        Eventually.holds(
            "it is told",
            () ->
                log.text().split("cannot go on for now: .*: is a directory", -1).length - 1
                    == told);
        append(aside, "while it was gone\n");
        assertEquals("while it was gone", Take.line(source)); // By a look that failed as well.
        Files.delete(file);
        Files.move(aside, file);
        append(file, "after\n");
        assertEquals("after", Take.line(source));
        append(file, "the look that gave it is over\n"); // Before that, it could fail as well.
        assertEquals("the look that gave it is over", Take.line(source));
      }
      assertEquals(2, log.text().lines().count(), log.text());
    }
  }

  @Test
  @DisplayName("T-75.1 a failure to read for one client cuts its stream")
  void failedRead() throws Exception {
    var file = file("old\n");
    try (var source = from(file)) {
      Files.delete(file);
      Files.createDirectory(file);
      var failed = assertInstanceOf(Poll.Failed.class, Take.next(source));
      assertTrue(failed.cause().getMessage().endsWith(": is a directory"), failed.toString());
    }
  }

  @Test
  @DisplayName("T-10 no line is lost or doubled while many clients come and go")
  void comeAndGo() throws Exception {
    var file = file("");
    try (var steady = from(file)) {
      assertSame(Poll.PENDING, steady.poll(() -> {}));
      for (int round = 0; round < 50; round++) {
        append(file, "x\n".repeat(round));
        try (var passer = from(file)) {
          assertSame(Poll.PENDING, passer.poll(() -> {}));
          append(file, round + "\n");
          assertEquals("" + round, Take.line(passer));
        }
        for (int i = 0; i < round; i++) {
          assertEquals("x", Take.line(steady));
        }
        assertEquals("" + round, Take.line(steady));
      }
    }
  }

  /** A new file; its name tells its reader from those of other tests. */
  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("file-" + NAMES.incrementAndGet() + ".log"), text);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private PositionedSource from(Path file) throws IOException {
    return files.file(file.toString()).last(0);
  }

  private static long readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("httpd-tail"))
        .count();
  }

  private static long descriptors(Path file) {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(descriptor -> pointsTo(descriptor, file)).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean pointsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith(file.toString());
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
