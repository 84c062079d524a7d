package httpd.source.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
    name = TailName.parse(log.toString(), Clock.systemUTC());
  }

  /** Descriptors of files of this test. */
  private long opened() throws IOException {
    long count = 0;
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (var descriptor : descriptors) {
        try {
          count += Files.readSymbolicLink(descriptor).startsWith(folder) ? 1 : 0;
        } catch (IOException closedMeanwhile) {
          continue;
        }
      }
    }
    return count;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("M-68 to look for a position takes a few descriptors, however many files there are")
  void descriptors() throws IOException {
    try (var generations = new Generations(name)) {
      var forged = Position.parse("2s-5k3m1x0qz-8f");
      var lost = assertThrows(PositionLostException.class, () -> generations.find(forged, null));
      assertTrue(opened() <= 3, () -> "files are open");
      assertEquals("rotated 300\n", beginning(generations, lost.oldest()), "it is told of all");
      generations.oldest();
      generations.bounds();
      assertTrue(opened() <= 4, () -> "files are open");
    }
  }

  private static String beginning(Generations generations, String position) throws IOException {
    var place = Objects.requireNonNull(generations.find(Position.parse(position), null));
    return Files.readAllLines(place.generation().file().path()).getFirst() + "\n";
  }

  @Test
  @DisplayName("M-67 T-71 last lines are looked for in so many bytes, and no further")
  void backwards() throws IOException {
    Files.writeString(log, ("x".repeat(1023) + "\n").repeat(1024));
    try (var generation = Generation.open(Objects.requireNonNull(FoundFile.at(log)))) {
      var feeds = new LineFeeds(generation, 256 * 1024);
      long size = generation.size();
      assertEquals(size - 100 * 1024, feeds.behind(size, 101));
      assertEquals(size - 256 * 1024 + 1024, feeds.behind(size, 100_000));
    }
  }
}
