package httpd.tail.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.tail.file.LogFile;
import httpd.tail.file.Position;
import httpd.tail.file.ReverseLineScanner;
import httpd.tail.name.FileStat;
import httpd.tail.name.PlainName;
import httpd.tail.name.TailName;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a client can have a followed file cost that is not there. */
class LooksAtManyFilesTest {

  @TempDir Path folder;

  private Path log;
  private TailName name;

  @BeforeEach
  void fill() throws IOException {
    log = folder.resolve("app.log");
    for (int i = 300; i > 0; i--) {
      Files.writeString(folder.resolve("app.log." + i), "rotated " + i + "\n".repeat(40));
    }
    Files.writeString(log, "newest\n".repeat(10));
    name = parse(log);
  }

  private static TailName parse(Path path) {
    return TailName.parse(path.toString(), Clock.systemUTC());
  }

  /** Descriptors of files of this test. */
  private long opened() throws IOException {
    long count = 0;
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (var descriptor : descriptors) {
        count += isOfThisTest(descriptor) ? 1 : 0;
      }
    }
    return count;
  }

  private boolean isOfThisTest(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(folder);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("M-68 a search for a position opens a few descriptors, however many files there are")
  void descriptors() throws IOException {
    try (var files = new LogFiles(name)) {
      var forged = Position.parse("2s-5k3m1x0qz-8f");
      var lost =
          assertThrows(PositionLostException.class, () -> new NextFile(files).find(forged, null));
      assertTrue(opened() <= 3, () -> "files are open");
      assertEquals("rotated 300\n", beginning(files, lost.bounds().oldest()), "it is told of all");
      new LogBounds(files).oldest();
      new LogBounds(files).bounds();
      assertTrue(opened() <= 4, () -> "files are open");
    }
  }

  private static String beginning(LogFiles files, String position) throws IOException {
    var place = Objects.requireNonNull(new NextFile(files).find(Position.parse(position), null));
    return Files.readAllLines(place.log().stat().path()).getFirst() + "\n";
  }

  @Test
  @DisplayName("M-67 T-71 the search for the last lines is limited in bytes")
  void backwards() throws IOException {
    Files.writeString(log, ("x".repeat(1023) + "\n").repeat(1024));
    try (var generation =
        LogFile.open(Objects.requireNonNull(FileStat.at(log)), new PlainName(log))) {
      var feeds = new ReverseLineScanner(generation, 256 * 1024);
      long size = generation.size();
      assertEquals(size - 100 * 1024, feeds.after(size, 101));
      assertEquals(size - 256 * 1024 + 1024, feeds.after(size, 100_000));
    }
  }

  /** Folders that the process has the system watch. */
  private static long watches() throws IOException {
    long count = 0;
    try (var infos = Files.newDirectoryStream(Path.of("/proc/self/fdinfo"))) {
      for (var info : infos) {
        count += watches(info);
      }
    }
    return count;
  }

  private static long watches(Path info) {
    try (var lines = Files.lines(info)) {
      return lines.filter(line -> line.startsWith("inotify wd:")).count();
    } catch (IOException | UncheckedIOException closedMeanwhile) {
      return 0;
    }
  }

  private static long watchesNow() {
    try {
      return watches();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("M-69 a directory is watched only while one of its files is followed")
  void watchedFolders() throws Exception {
    var reader = new TailReader();
    long before = watches();
    try (var stays = new TailedFile(reader, name).last(0)) {
      stays.poll(() -> {});
      for (int i = 0; i < 10; i++) {
        var other = Files.createDirectory(folder.resolve("other-" + i)).resolve("app.log");
        Files.writeString(other, "line\n");
        try (var goes = new TailedFile(reader, parse(other)).last(1)) {
          assertEquals("line", Take.line(goes));
        }
      }
      Eventually.holds("only one is watched", () -> watchesNow() == before + 1);
    }
    Eventually.holds("none is followed", () -> !reader.isRunning());
  }
}
