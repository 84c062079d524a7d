package httpd.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H-5, H-14, H-20: class paths, class loaders and runtimes, each in a JVM of its own. */
class RuntimesIT {

  @TempDir Path path;
  private HandlerDirectory directory;

  @BeforeEach
  void open() throws Exception {
    directory = new HandlerDirectory(path);
    directory.write("Word.java", "class Word { String text() { return \"hi\"; } }");
    directory.write(
        "Foo.java",
        """
        Response handle(Request r) { return text(new Word().text()
            + httpd.testing.Take.class.getSimpleName()); }
        """);
  }

  @Test
  @DisplayName("H-20 classes on the class path are found")
  void classesOnTheClassPathAreFound() throws Exception {
    assertEquals("hiTake", java(List.of("-cp", ownDirectories(":")), "Foo.java"));
  }

  @Test
  @DisplayName("H-20 jars named in the manifest of a jar are found")
  void theClassPathMayBeAJarThatNamesTheRest() throws Exception {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    var urls = own().map(each -> each.toUri().toString()).collect(Collectors.joining(" "));
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, urls);
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, LoadOne.class.getName());
    var jar = path.resolve("all.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();

    assertEquals("hiTake", run(List.of("-jar", jar.toString()), "Foo.java"));
  }

  @Test
  @DisplayName("H-14 a bare file name is shown bare")
  void aBareFileNameIsShownBare() throws Exception {
    directory.write("Word.java", "class Word { int text = \"\"; }");
    var said = java(List.of("-cp", ownDirectories(":")), "Foo.java");
    assertTrue(said.contains("Foo.java:1:52: error: cannot find symbol\n"), said);
    assertTrue(said.startsWith("Word.java:1:25: ") || said.contains("\nWord.java:1:25: "), said);
  }

  @Test
  @DisplayName("H-20 a Java runtime without a compiler is refused")
  void aRuntimeWithoutACompilerIsRefused() throws Exception {
    var said =
        java(List.of("--limit-modules", "java.base", "-cp", ownDirectories(":")), "Foo.java");
    assertEquals(
        "Foo.java: error: a handler file needs a JDK to compile it\nthe Java runtime in "
            + System.getProperty("java.home")
            + " has no compiler (module jdk.compiler); run httpd with a JDK",
        said);
  }

  @Test
  @DisplayName("H-5 the classes of a load come before those of the class path")
  void freshClassesComeBeforeThoseOfTheClassPath() throws Exception {
    var name = Stale.class.getName();
    byte[] bytes;
    try (var in = Stale.class.getResourceAsStream("RuntimesIT$Stale.class")) {
      bytes = in.readAllBytes();
    }
    var loader = new HandlerClassLoader("test", Map.of(name, bytes), Stale.class.getClassLoader());
    assertNotSame(Stale.class, loader.loadClass(name));
    assertSame(loader.loadClass(name), loader.loadClass(name));
    assertSame(Handler.class, loader.loadClass(Handler.class.getName()));
  }

  /** Also on the class path. */
  private static final class Stale {}

  private String java(List<String> options, String file) throws Exception {
    var all = new ArrayList<>(options);
    all.add(LoadOne.class.getName());
    return run(all, file);
  }

  private String run(List<String> options, String file) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add(file);
    var process =
        new ProcessBuilder(command).directory(path.toFile()).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      return new String(out.readAllBytes(), UTF_8);
    } finally {
      process.waitFor();
    }
  }

  private static String ownDirectories(String separator) {
    return own().map(Path::toString).collect(Collectors.joining(separator));
  }

  /** Where the classes and the tests were compiled to. */
  private static Stream<Path> own() {
    return Stream.of(Handler.class, LoadOne.class)
        .map(each -> each.getProtectionDomain().getCodeSource().getLocation())
        .map(url -> Path.of(URI.create(url.toString())));
  }
}
