package httpd.command;

import static httpd.command.HostileCachesIT.assertStart;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How AOT caches are made, and which program they belong to. */
@Timeout(180)
class AotCacheIT {

  private static final Duration TRAINING = Duration.ofMinutes(2);

  @TempDir Path temp;

  @Test
  @DisplayName("B-33 classes of a rebuilt jar run, even with the size and the time of the old one")
  void aRebuiltJar() throws Exception {
    var program = CachedProgram.cloned(temp);
    assertEquals(0, program.train());
    assertStart("A1", true, program, Map.of());
    var time = Files.getLastModifiedTime(program.jar());
    long size = Files.size(program.jar());
    program.writeMain("B");
    Files.setLastModifiedTime(program.jar(), time);
    assertEquals(size, Files.size(program.jar()));
    assertStart("B1", false, program, Map.of());
    program.writeLetter("2");
    assertStart("B2", false, program, Map.of());
    var moved = temp.resolve("moved");
    assertEquals(0, program.train());
    assertStart("B2", true, program, Map.of());
    Files.move(program.root.resolve("target"), moved);
    Files.createSymbolicLink(program.root.resolve("target"), moved);
    assertStart("B2", true, program, Map.of());
  }

  @Test
  @DisplayName("B-37 a package has its caches beside it, and a link finds them")
  void beside() throws Exception {
    var program = CachedProgram.installed(temp);
    assertEquals(0, program.train());
    assertStart("A1", true, program, Map.of("XDG_CACHE_HOME", temp + "/none"));
    assertFalse(Files.exists(program.cacheHome));
    assertEquals(List.of("aot", "httpd", "httpd.jar", "lib"), names(program.root));
    program.writeMain("B");
    assertStart("B1", false, program, Map.of());
  }

  @Test
  @DisplayName("B-35 a program that stays makes its caches in the background, once")
  void inTheBackground() throws Exception {
    var program = CachedProgram.cloned(temp);
    var auto = Map.of("HTTPD_AOT", "auto");
    try (var one = program.start(auto, "stay");
        var two = program.start(auto, "stay")) {
      Eventually.isFine(
          TRAINING,
          () ->
              complete(program)
                  ? null
                  : "not complete: " + names(program.directory()) + failure(program.directory()));
      assertEquals("", one.readErr() + two.readErr());
    }
    assertEquals(4, names(program.directory()).size());
    assertStart("A1", true, program, Map.of());
  }

  @Test
  @DisplayName("B-35.1 who waits for the end of the output does not wait for the caches")
  void holdsNoDescriptor() throws Exception {
    var program = CachedProgram.cloned(temp);
    var environment = program.environment();
    environment.put("HTTPD_AOT", "auto");
    var command = "{ '" + program.root + "/httpd' & wait; } 3>&1 | cat";
    try (var started = Launched.start(temp, environment, List.of("sh", "-c", command))) {
      assertEquals("A1\n", started.await().out());
    }
    assertFalse(Files.exists(program.cacheHome), "a program that has ended makes no cache");
  }

  @Test
  @DisplayName("B-35 a killed maker of caches leaves nothing that is used or in the way")
  void killed() throws Exception {
    var program = CachedProgram.cloned(temp);
    try (var training = program.start(Map.of("HTTPD_AOT", "train"))) {
      Eventually.isFine(
          TRAINING,
          () ->
              Files.exists(program.directory().resolve("training/javac.conf")) ? null : "not yet");
      training.process().descendants().forEach(ProcessHandle::destroyForcibly);
      training.process().destroyForcibly().waitFor();
      training.process().descendants().forEach(ProcessHandle::destroyForcibly);
    }
    assertStart("A1", false, program, Map.of());
    assertEquals(0, program.train());
    assertStart("A1", true, program, Map.of());
    assertEquals(4, names(program.directory()).size());
  }

  @Test
  @DisplayName(
      "B-35 a program that begins to make caches, and has no pid there yet, is not disturbed")
  void begins() throws Exception {
    var program = CachedProgram.cloned(temp);
    var lock = Files.createDirectories(program.directory()).resolve("training");
    for (var directory : List.of(program.cacheHome.resolve("httpd"), program.directory())) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    Files.createDirectory(lock);
    assertEquals(1, program.train());
    assertEquals(List.of("training"), names(program.directory()));
    assertEquals(List.of(), names(lock));
  }

  @Test
  @DisplayName("B-35.1 a cache that cannot be written whole is not kept; the step that failed is")
  void noSpace() throws Exception {
    var program = CachedProgram.cloned(temp);
    var environment = program.environment();
    environment.put("HTTPD_AOT", "train");
    var command = "ulimit -f 2000; '" + program.root + "/httpd'";
    try (var training = Launched.start(temp, environment, List.of("sh", "-c", command))) {
      assertTrue(training.process().waitFor(TRAINING.toSeconds(), TimeUnit.SECONDS));
      assertEquals(1, training.process().exitValue());
      assertEquals(2, training.readErr().lines().count(), training.readErr());
    }
    assertEquals(1, names(program.directory()).size(), () -> "" + names(program.directory()));
    var failure = failure(program.directory());
    assertTrue(failure.matches("(the|making|keeping) .*: exit code [1-9]\\d*\n"), failure);
    assertStart("A1", false, program, Map.of());
  }

  private static boolean complete(CachedProgram program) {
    var names = names(program.directory());
    return names.stream().filter(name -> name.endsWith(".seal")).count() == 2
        && !names.contains("training");
  }

  /** Which step has failed; empty if none has. */
  private static String failure(Path directory) {
    try {
      for (var name : names(directory)) {
        if (name.endsWith(".failed")) {
          return Files.readString(directory.resolve(name));
        }
      }
      return "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> names(Path directory) {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
