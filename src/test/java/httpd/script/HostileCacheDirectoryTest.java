package httpd.script;

import static httpd.script.KeptHandlers.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-53, H-54: directories that are not this user's alone, or not usable, cost a compilation. */
class HostileCacheDirectoryTest {

  @TempDir Path path;
  private KeptHandlers kept;

  @BeforeEach
  void open() throws Exception {
    kept = new KeptHandlers(path);
    kept.write("Foo.java", saying("hi"));
  }

  private void answers(int compilations, String text) throws Exception {
    assertEquals(text, kept.answer("Foo.java"));
    assertEquals(compilations, kept.compilations(), "compilations");
  }

  @Test
  @DisplayName("H-53 a directory that others may use is not used")
  void othersMayUseIt() throws Exception {
    answers(1, "hi");
    for (var each : List.of(kept.entries(), kept.entries().getParent())) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-x---"));
      answers(1, "hi");
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
      answers(0, "hi");
    }
  }

  @Test
  @DisplayName("H-53 a directory below one that all may write is not used, unless it is sticky")
  void allMayWriteAbove() throws Exception {
    answers(1, "hi");
    Files.setAttribute(kept.base, "unix:mode", 0777);
    answers(1, "hi");
    Files.setAttribute(kept.base, "unix:mode", 01777);
    answers(0, "hi");
  }

  @Test
  @DisplayName("H-53 a directory, or an entry, of another user is not used")
  void anotherUsers() throws Exception {
    answers(1, "hi");
    for (var each : List.of(kept.entry(), kept.entries(), kept.base)) {
      assumeTrue(chown(each, 12345), "only root gives files away");
      answers(1, "hi");
      chown(each, 0);
    }
    answers(0, "hi");
  }

  private static boolean chown(Path path, int user) throws Exception {
    var command = new ProcessBuilder("chown", "-h", Integer.toString(user), path.toString());
    command.redirectErrorStream(true);
    var process = command.start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }

  @Test
  @DisplayName("H-53 a link in the place of a directory is not used, nor what it leads to")
  void aLinkedDirectory() throws Exception {
    answers(1, "hi");
    for (var each : List.of(kept.entries(), kept.entries().getParent())) {
      var real = path.resolve("real");
      Files.move(each, real);
      Files.createSymbolicLink(each, real);
      answers(1, "hi");
      Files.delete(each);
      Files.move(real, each);
    }
    answers(0, "hi");
  }

  @Test
  @DisplayName("H-53 a link in the place of an entry is not used, and replaced")
  void aLinkedEntry() throws Exception {
    answers(1, "hi");
    var entry = kept.entry();
    var real = Files.move(entry, path.resolve("real"));
    Files.createSymbolicLink(entry, real);
    var before = Files.readAllBytes(real);
    answers(1, "hi");
    assertTrue(Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS));
    assertTrue(Arrays.equals(before, Files.readAllBytes(real)));
    answers(0, "hi");
  }

  @Test
  @DisplayName("H-53 a link that leads nowhere is not followed when an entry is written")
  void aBrokenLink() throws Exception {
    Files.createSymbolicLink(kept.base.resolve("httpd"), path.resolve("nowhere"));
    answers(1, "hi");
    assertFalse(Files.exists(path.resolve("nowhere")));
  }

  @Test
  @DisplayName("H-54 a directory in the place of an entry, and a file in that of a directory")
  void ofAnotherKind() throws Exception {
    answers(1, "hi");
    var entry = kept.entry();
    Files.delete(entry);
    Files.createDirectories(entry.resolve("full"));
    answers(1, "hi");
    answers(1, "hi");
    assertEquals(List.of(entry), kept.files());
    Files.move(kept.entries(), path.resolve("aside"));
    Files.writeString(kept.entries(), "a file");
    answers(1, "hi");
  }

  @Test
  @DisplayName("H-54 a base that is missing, a file, or that is read-only")
  void noBase() throws Exception {
    Files.delete(kept.base);
    answers(1, "hi");
    answers(0, "hi");
    kept = new KeptHandlers(path.resolve("again"));
    kept.write("Foo.java", saying("hi"));
    Files.delete(kept.base);
    Files.writeString(kept.base, "a file");
    answers(1, "hi");
    var nowhere = HandlerCache.of(Map.of("XDG_CACHE_HOME", "/proc/1/none"));
    var file = kept.directory.resolve("Foo.java");
    HandlerFile.load(file, new Dependencies(file), nowhere);
  }

  @Test
  @DisplayName("H-54 a clock that went back changes nothing")
  void aClockThatWentBack() throws Exception {
    answers(1, "hi");
    var future = FileTime.fromMillis(System.currentTimeMillis() + 900_000_000L);
    Files.setLastModifiedTime(kept.entry(), future);
    Files.setLastModifiedTime(kept.directory.resolve("Foo.java"), FileTime.fromMillis(1000));
    answers(0, "hi");
    assertTrue(Files.getLastModifiedTime(kept.entry()).compareTo(future) < 0);
  }
}
