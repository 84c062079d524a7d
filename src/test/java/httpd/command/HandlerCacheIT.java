package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-50 to H-56, C-140: kept classes, from one start of the program to the next. */
class HandlerCacheIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  @TempDir Path folder;
  private Path base;

  @BeforeEach
  void write() throws Exception {
    base = Files.createDirectory(folder.resolve("cache"));
    Files.writeString(folder.resolve("Word.java"), "class Word { static String TEXT = \"hi\"; }");
    Files.writeString(
        folder.resolve("Foo.java"), "Response handle(Request r) { return text(Word.TEXT); }");
  }

  private Launched start(Map<String, String> more, List<String> command) throws IOException {
    var environment = new HashMap<>(Map.of("XDG_CACHE_HOME", base.toString()));
    environment.putAll(more);
    return Launched.start(folder, environment, command);
  }

  /** The names of all classes that a start loads until it has answered. */
  private String loaded(Map<String, String> more, String... options) throws Exception {
    var log = folder.resolve("classes.log");
    var environment = new HashMap<>(more);
    environment.put("HTTPD_JAVA_OPTIONS", "-Xlog:class+load:file=" + log);
    var command = new ArrayList<>(List.of(PROGRAM, "--port", "0"));
    command.addAll(List.of(options));
    command.add("Foo.java");
    try (var httpd = start(environment, command)) {
      assertAnswers(httpd);
    }
    return Files.readString(log);
  }

  private static void assertAnswers(Launched httpd) throws Exception {
    try (var client = new RawClient(httpd.address())) {
      var answer = client.get("/").readUntil("\n\nhi");
      assertTrue(answer.startsWith("HTTP/1.1 200 OK\n"), answer);
    }
    assertEquals(1, httpd.readErr().lines().count(), httpd.readErr());
  }

  private static boolean hasCompiler(String loaded) {
    return loaded.contains("com.sun.tools.javac.")
        || loaded.contains("com.sun.source.")
        || loaded.contains("javax.tools.");
  }

  private List<Path> files() {
    var entries = base.resolve("httpd/handlers");
    if (!Files.exists(entries)) {
      return List.of();
    }
    try (var all = Files.list(entries)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("H-50 the second start of an unchanged handler file loads no class of the compiler")
  void theSecondStartLoadsNoCompiler() throws Exception {
    assertTrue(hasCompiler(loaded(Map.of())));
    assertEquals(1, files().size());
    var second = loaded(Map.of(), "--watch");
    assertTrue(second.contains("httpd.script.HandlerCache "), second);
    assertFalse(hasCompiler(second), second);
  }

  @Test
  @DisplayName("C-140 --no-cache and HTTPD_NO_CACHE neither write kept classes nor use them")
  void noCache() throws Exception {
    assertTrue(hasCompiler(loaded(Map.of(), "--no-cache")));
    assertEquals(List.of(), files());
    loaded(Map.of());
    assertEquals(1, files().size());
    assertTrue(hasCompiler(loaded(Map.of("HTTPD_NO_CACHE", "true"))));
  }

  @Test
  @DisplayName("H-54 a full disk is a start without a word, and leaves no half file")
  void aFullDisk() throws Exception {
    var command =
        List.of("sh", "-c", "ulimit -f 1; exec \"$0\" --port 0 --log off Foo.java", PROGRAM);
    try (var httpd = start(Map.of(), command)) {
      assertAnswers(httpd);
    }
    assertEquals(List.of(), files());
  }

  @Test
  @DisplayName("H-55 two starts at once, and one that is killed, leave an entry that is right")
  void twoAtOnce() throws Exception {
    var command = List.of(PROGRAM, "--port", "0", "Foo.java");
    try (var one = start(Map.of(), command);
        var other = start(Map.of(), command);
        var killed = start(Map.of(), command)) {
      Eventually.isFine(() -> files().isEmpty() && killed.process().isAlive() ? "no entry" : null);
      killed.process().destroyForcibly();
      assertAnswers(one);
      assertAnswers(other);
    }
    assertFalse(hasCompiler(loaded(Map.of())));
  }
}
