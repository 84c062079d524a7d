package httpd.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.LineSplitter;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedFilesTest implements LineSourceContract {

  private static final AtomicInteger NAMES = new AtomicInteger();

  @TempDir Path folder;

  private final FollowedFiles files = new FollowedFiles();

  @Override
  public Origin origin() throws IOException {
    return new FileOrigin(file("before\n"));
  }

  private final class FileOrigin implements Origin {
    private final Path file;
    private final LineSource source;

    FileOrigin(Path file) {
      this.file = file;
      this.source = files.lines(file);
    }

    @Override
    public LineSource source() {
      return source;
    }

    @Override
    public boolean opened() {
      return readers(file) > 0;
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

    /** A line that is too long is the failure that can be made at will. */
    @Override
    public void fail() throws IOException {
      append(file, "x".repeat(LineSplitter.LONGEST_LINE + 2));
    }

    @Override
    public boolean released() {
      return readers(file) == 0 && descriptors(file) == 0;
    }
  }

  @Test
  void onlyLinesAddedFromTheFirstPollOnAreGiven_T10() throws Exception {
    var file = file("old\n");
    try (var source = files.lines(file)) {
      append(file, "added before the first poll\n");
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, "new\n"); // At once: the reader has hardly started.
      assertEquals("new", Take.line(source));
    }
  }

  @Test
  void aLineWithoutAnEndingWaitsForItAndIsGivenWhole_T11() throws Exception {
    var file = file("old\nbegun ");
    try (var source = files.lines(file)) {
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
  void aLongBegunLineIsFoundWhereItBegins_T11() throws Exception {
    var begun = "x".repeat(200_000);
    var file = file("old\n" + begun);
    try (var source = files.lines(file)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, "y\n");
      assertEquals(begun + "y", Take.line(source));
    }
  }

  @Test
  void oneReaderAndOneDescriptorServeAll_T12() throws Exception {
    var file = file("");
    var sources = new ArrayList<LineSource>();
    for (int i = 0; i < 100; i++) {
      var source = files.lines(i % 2 == 0 ? file : file.resolveSibling("./" + file.getFileName()));
      assertSame(Poll.PENDING, source.poll(() -> {}));
      sources.add(source);
      append(file, i + "\n");
    }
    for (int i = 0; i < 100; i++) { // Each gets what was added since its own first poll.
      for (int line = i; line < 100; line++) {
        assertEquals("" + line, Take.line(sources.get(i)));
      }
      assertEquals(1, readers(file));
      assertEquals(1, descriptors(file));
    }
    sources.forEach(LineSource::close);
    Eventually.holds("the reader has gone", () -> readers(file) + descriptors(file) == 0);
  }

  @Test
  void oneWhoComesAfterTheLastHasLeftIsServedAsWell_T12() throws Exception {
    var file = file("");
    for (int round = 0; round < 20; round++) {
      try (var source = files.lines(file)) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        append(file, "round " + round + "\n");
        assertEquals("round " + round, Take.line(source));
      }
    }
  }

  @Test
  void oneWhoFallsBehindIsCutAndTheOtherGetsEveryLine_T5() throws Exception {
    var file = file("");
    try (var slow = files.lines(file);
        var fast = files.lines(file)) {
      assertSame(Poll.PENDING, slow.poll(() -> {}));
      assertSame(Poll.PENDING, fast.poll(() -> {}));
      var kilobyte = "x".repeat(1023) + "\n";
      for (int i = 0; i < 32; i++) {
        append(file, kilobyte.repeat(64));
        for (int line = 0; line < 64; line++) {
          assertEquals(1024, ((Line) Take.next(fast)).length());
        }
      }
      var last = Take.next(slow);
      while (last instanceof Line) {
        last = Take.next(slow);
      }
      assertInstanceOf(FellBehindException.class, ((Poll.Failed) last).cause());
      append(file, "more\n");
      assertEquals("more", Take.line(fast));
    }
  }

  @Test
  void aFileThatBecomesShorterIsReadFromItsBeginning_T13() throws Exception {
    var file = file("some old lines\nthat go away\nbegun");
    try (var source = files.lines(file)) {
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
  void aFileThatDisappearsIsWaitedForAndItsSuccessorIsReadFromItsBeginning_T14() throws Exception {
    var file = file("old\n");
    try (var source = files.lines(file)) {
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
      assertEquals(1, descriptors(file));
    }
  }

  @Test
  void aFileThatIsRenamedIsReadToItsEndBeforeItsSuccessor_T14() throws Exception {
    var file = file("");
    var old = file.resolveSibling("old");
    try (var source = files.lines(file)) {
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
  void whatCannotBeFollowedIsAFailureAtTheFirstPoll_T15() throws Exception {
    var missing = failureOf(folder.resolve("nowhere.log"));
    assertInstanceOf(NoSuchFileException.class, missing);
    assertTrue(missing.getMessage().endsWith("nowhere.log: no such file"), missing.getMessage());
    var isFolder = failureOf(folder);
    assertInstanceOf(FileSystemException.class, isFolder);
    assertTrue(isFolder.getMessage().endsWith(": is a folder"), isFolder.getMessage());
    assertTrue(failureOf(Path.of("/dev/null")).getMessage().endsWith(": is no regular file"));
  }

  @Test
  void aLineOverTheLimitFailsAndTheNextFollowerBeginsAnew_T8() throws Exception {
    var file = file("");
    try (var source = files.lines(file)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, "good\n" + "x".repeat(LineSplitter.LONGEST_LINE + 2));
      assertEquals("good", Take.line(source));
      var failed = assertInstanceOf(Poll.Failed.class, Take.next(source));
      assertInstanceOf(LineTooLongException.class, failed.cause());
    }
    append(file, "\n");
    try (var source = files.lines(file)) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(file, "again\n");
      assertEquals("again", Take.line(source));
    }
  }

  @Test
  void noLineIsLostOrDoubledWhileManyComeAndGo_T10() throws Exception {
    var file = file("");
    try (var steady = files.lines(file)) {
      assertSame(Poll.PENDING, steady.poll(() -> {}));
      for (int round = 0; round < 50; round++) {
        append(file, "x\n".repeat(round));
        try (var passer = files.lines(file)) {
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

  private Throwable failureOf(Path path) throws InterruptedException {
    try (var source = files.lines(path)) {
      return assertInstanceOf(Poll.Failed.class, source.poll(() -> {})).cause();
    }
  }

  /** A new file; its name tells its reader from those of other tests. */
  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("file-" + NAMES.incrementAndGet() + ".log"), text);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static long readers(Path file) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("httpd-tail " + file.getFileName()))
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
