package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher beside its jar, as a package installs it. */
class LauncherInstalledIT {

  @TempDir Path temp;
  private LauncherTree tree;

  @BeforeEach
  void install() throws IOException {
    tree = new LauncherTree(temp);
    tree.install("installed");
  }

  @Test
  @DisplayName("B-30 the launcher starts the jar beside it, and writes nothing there")
  void startsTheJarBesideIt() throws Exception {
    var before = names();
    var result = tree.run(Map.of(), "text:x");
    assertTrue(result.out().startsWith("installed\n"), result.out());
    assertTrue(result.out().endsWith("a tree/httpd.jar>\n<text:x>\n"), result.out());
    assertEquals("", result.err());
    Files.delete(tree.path("descriptors"));
    Files.delete(tree.path("locale"));
    assertEquals(before, names());
    assertEquals(0, tree.builds());
  }

  @Test
  @DisplayName("B-30.2 a link from another directory finds the jar")
  void throughALink() throws Exception {
    var bin = Files.createDirectory(temp.resolve("bin"));
    var link = Files.createSymbolicLink(bin.resolve("httpd"), Path.of("../a tree/httpd"));
    var environment = Map.of("HTTPD_JAVA_HOME", tree.jdk.toString());
    try (var started = Launched.start(tree.path("."), environment, List.of(link.toString()))) {
      assertTrue(started.await().out().startsWith("installed\n"));
    }
  }

  @Test
  @DisplayName("B-31 a runtime beside the launcher is taken, with or without javac")
  void aRuntimeBesideIt() throws Exception {
    Files.move(tree.jdk("runtime", "25.0.3"), tree.path("runtime"));
    Files.delete(tree.path("runtime/bin/javac"));
    var other = tree.jdk("other", "26").toString();
    var found = tree.run(Map.of("HTTPD_JAVA_HOME", "", "JAVA_HOME", other));
    assertTrue(found.out().startsWith("installed\n"), found.err());
    assertEquals(7, found.code());
    var chosen = tree.run(Map.of("HTTPD_JAVA_HOME", other));
    assertTrue(chosen.out().contains("<-XX:+IgnoreUnrecognizedVMOptions>\n"), chosen.out());
    assertFalse(found.out().contains("<-XX:+IgnoreUnrecognizedVMOptions>\n"), found.out());
  }

  @Test
  @DisplayName("B-31.1 a runtime that is too old is an error, and no other JDK is tried")
  void anOldRuntimeIsAnError() throws Exception {
    Files.move(tree.jdk("runtime", "21.0.1"), tree.path("runtime"));
    var failed = tree.run(Map.of("HTTPD_JAVA_HOME", "", "JAVA_HOME", tree.jdk.toString()));
    assertEquals(1, failed.code());
    assertEquals(2, failed.err().lines().count(), failed.err());
    assertTrue(failed.err().contains("a tree/runtime is not a Java runtime of version 25"));
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(tree.path("."))) {
      return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.toList());
    }
  }
}
