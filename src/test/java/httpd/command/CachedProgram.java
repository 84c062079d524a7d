package httpd.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

/**
 * A launcher with a program of two small jars, whose caches are made in little time, and not at low
 * priority. It prints a letter of {@code httpd.jar} and a digit of {@code lib/letter.jar}.
 */
final class CachedProgram {

  private static final long TRAINING_SECONDS = 120;

  private static final String MAIN =
      """
      package httpd.cli;
      public class Main {
        public static void main(String... arguments) throws Exception {
          System.out.println("LETTER" + Letter.letter());
          if (arguments.length > 0 && arguments[0].equals("stay")) Thread.sleep(Long.MAX_VALUE);
        }
      }
      """;

  private static final String TRAINING =
      """
      package httpd.cli;
      public class Training {
        public static void main(String... arguments) throws Exception { Main.main(); }
      }
      """;

  private static final String DIGIT =
      """
      package httpd.cli;
      public class Letter { static String letter() { return "LETTER"; } }
      """;

  private final Path temp;

  /** Where the launcher is. */
  final Path root;

  private final Path jars;

  /** The value of {@code XDG_CACHE_HOME}. */
  final Path cacheHome;

  private CachedProgram(Path temp, Path root, Path jars) throws IOException {
    this.temp = temp;
    this.root = root;
    this.jars = jars;
    cacheHome = temp.resolve("cache");
    Files.createDirectories(jars.resolve("lib"));
    Files.writeString(root.resolve("httpd"), Files.readString(Path.of("httpd")));
    assertTrue(root.resolve("httpd").toFile().setExecutable(true));
    for (var name : List.of("nice", "ionice")) {
      var tool = Files.createDirectories(temp.resolve("tools")).resolve(name);
      Files.writeString(tool, "#!/bin/sh\nshift 2\nexec \"$@\"\n");
      assertTrue(tool.toFile().setExecutable(true));
    }
    writeLetter("1");
    writeMain("A");
  }

  /** As in a clone that is built: its caches are the user's. */
  static CachedProgram cloned(Path temp) throws IOException {
    var root = Files.createDirectories(temp.resolve("a clone"));
    Files.createDirectories(root.resolve("src/main"));
    Files.writeString(root.resolve("pom.xml"), "");
    return new CachedProgram(temp, root, root.resolve("target"));
  }

  /** As a package: its caches are beside it. */
  static CachedProgram installed(Path temp) throws IOException {
    var root = temp.resolve("a package");
    return new CachedProgram(temp, root, root);
  }

  Path directory() {
    return cacheHome.resolve("httpd/aot");
  }

  Path jar() {
    return jars.resolve("httpd.jar");
  }

  Path letterJar() {
    return jars.resolve("lib/letter.jar");
  }

  /** The cache of this kind, if it is the only one. */
  Path cache(String kind) throws IOException {
    try (var files = Files.list(directory())) {
      return files.filter(f -> f.toString().endsWith("-" + kind + ".aot")).findAny().orElseThrow();
    }
  }

  Path seal(String kind) throws IOException {
    var name = cache(kind).toString();
    return Path.of(name.substring(0, name.length() - ".aot".length()) + ".seal");
  }

  void writeMain(String letter) throws IOException {
    pack(jar(), Map.of("Main", MAIN.replace("LETTER", letter), "Training", TRAINING));
  }

  void writeLetter(String letter) throws IOException {
    pack(letterJar(), Map.of("Letter", DIGIT.replace("LETTER", letter)));
  }

  /** Compiles sources into a jar without compression, so that its size does not depend on text. */
  private void pack(Path jar, Map<String, String> sources) throws IOException {
    var classes = Files.createTempDirectory(temp, "classes");
    var options = new ArrayList<>(List.of("-d", classes.toString()));
    options.addAll(List.of("-cp", letterJar().toString()));
    for (var source : sources.entrySet()) {
      var file = classes.resolve(source.getKey() + ".java");
      options.add(Files.writeString(file, source.getValue()).toString());
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertEquals(0, compiler.run(null, null, null, options.toArray(String[]::new)));
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "httpd.cli.Main");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "lib/letter.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.setLevel(0);
      for (var name : sources.keySet()) {
        out.putNextEntry(new JarEntry("httpd/cli/" + name + ".class"));
        out.write(Files.readAllBytes(classes.resolve("httpd/cli/" + name + ".class")));
      }
    }
  }

  Map<String, String> environment() {
    var all = new HashMap<String, String>();
    all.put("HTTPD_JAVA_HOME", System.getProperty("java.home"));
    all.put("XDG_CACHE_HOME", cacheHome.toString());
    all.put("HTTPD_AOT", "use");
    all.put("CI", "");
    all.put("PATH", temp.resolve("tools") + ":" + System.getenv("PATH"));
    return all;
  }

  Launched start(Map<String, String> more, String... arguments) throws IOException {
    var environment = environment();
    environment.putAll(more);
    var command = new ArrayList<>(List.of(root.resolve("httpd").toString()));
    command.addAll(List.of(arguments));
    return Launched.start(temp, environment, command);
  }

  /** Starts it; gives what it printed, and whether its class came from a cache. */
  Start run(Map<String, String> more) throws Exception {
    var loaded = temp.resolve("loaded");
    Files.deleteIfExists(loaded);
    var all = new HashMap<>(more);
    var log = " -Xlog:class+load:file=" + loaded;
    all.merge("HTTPD_JAVA_OPTIONS", log, String::concat);
    try (var started = start(all)) {
      var result = started.await();
      var classes = Files.exists(loaded) ? Files.readString(loaded, UTF_8) : "";
      var cached = classes.contains("httpd.cli.Main source: shared objects file");
      return new Start(result.code(), result.out(), result.err(), cached);
    }
  }

  record Start(int code, String out, String err, boolean cached) {}

  /** Makes the caches; gives the exit code. */
  int train() throws Exception {
    try (var training = start(Map.of("HTTPD_AOT", "train"))) {
      assertTrue(training.process().waitFor(TRAINING_SECONDS, TimeUnit.SECONDS));
      return training.process().exitValue();
    }
  }

  /** Writes the seal that fits the cache as it is now. */
  void seal(Path cache) throws Exception {
    var stat = new ProcessBuilder("stat", "-L", "-c", "%a %u %i %s %z", cache.toString());
    stat.environment().put("TZ", "UTC0");
    var text = new String(stat.start().getInputStream().readAllBytes(), UTF_8);
    var name = cache.toString();
    Files.writeString(Path.of(name.substring(0, name.length() - 4) + ".seal"), text);
  }
}
