package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.RawClient;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start without options costs, in classes and files: its time is not a test's to judge. */
class PlainStartIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final Path BUILT = Path.of("target").toAbsolutePath();
  private static final String LIBRARY = "netty_transport_native_epoll";

  /** The time since the start of the JVM, and the class. */
  private static final Pattern LOADING = Pattern.compile("\\[([\\d.]+)s](?:\\[[^]]*])* *(.*)");

  /**
   * In seconds: the log of errors starts 1 s after its preparation, in a log whose times are cut.
   */
  private static final double BEFORE_THE_LOG_STARTS = 0.99;

  /** As measured (2,690), and a twentieth more. */
  private static final int MOST_CLASSES = 2825;

  /** Of packages that nothing of a fixed text uses, and of what costs most to load. */
  private static final List<String> FORBIDDEN =
      List.of(
          "java.util.logging.",
          "java.security.SecureRandom",
          "java.sql.",
          "sun.security.provider.Sun",
          "javax.tools.",
          "com.sun.tools.",
          "tools.jackson.",
          "at.favre.lib.",
          "com.nimbusds.",
          "httpd.admin.",
          "httpd.auth.",
          "io.netty.handler.codec.http2.",
          "javax.crypto.",
          "io.netty.util.internal.NativeLibraryLoader",
          "java.lang.runtime.ObjectMethods",
          "java.lang.runtime.SwitchBootstraps",
          "httpd.exec.ExecHandler",
          "httpd.file.",
          "httpd.hub.",
          "httpd.live.TopicHandler",
          "httpd.metrics.",
          "java.lang.management.",
          "httpd.proxy.ProxyHandler",
          "httpd.redis.",
          "io.lettuce.",
          "reactor.",
          "httpd.script.HandlerFile ",
          "httpd.tail.",
          "httpd.upstream.");

  @TempDir Path directory;

  @Test
  @DisplayName(
      "AD-2.4, B-24, B-62, C-121, J-5, MT-8, RD-6 until the first answer only needed classes load")
  void classes() throws Exception {
    assumeTrue(isLinux(), "over NIO there are others");
    var log = directory.resolve("loaded");
    // A cache would load all that is in it.
    var environment =
        Map.of("HTTPD_AOT", "off", "HTTPD_JAVA_OPTIONS", "-Xlog:class+load:file=" + log);
    try (var httpd = start(environment, PROGRAM, "--port", "0", "text:x");
        var client = new RawClient(httpd.address())) {
      client.get("/").readUntil("\n\nx");
    }
    var loaded = loaded(log);
    for (var name : loaded) {
      assertFalse(FORBIDDEN.stream().anyMatch(name::startsWith), name);
    }
    assertTrue(loaded.size() <= MOST_CLASSES, "classes: " + loaded.size());
  }

  /** Those of the first answer, and before; or of the second before the log of errors starts. */
  private static List<String> loaded(Path log) throws IOException {
    var loaded = new ArrayList<String>();
    double end = Double.MAX_VALUE;
    for (var line : Files.readAllLines(log)) {
      var parts = LOADING.matcher(line);
      assertTrue(parts.matches(), line);
      if (Double.parseDouble(parts.group(1)) >= end) {
        return loaded;
      }
      loaded.add(parts.group(2));
      if (loaded.getLast().startsWith("httpd.cli.output.StderrLog$Preparation ")) {
        end = Double.parseDouble(parts.group(1)) + BEFORE_THE_LOG_STARTS;
      } else if (loaded.getLast().startsWith("httpd.server.answer.TextAnswer ")) {
        return loaded;
      }
    }
    throw new AssertionError("no answer in the log of classes: " + loaded.getLast());
  }

  @Test
  @DisplayName("B-60 the classes of picocli are compiled for the Java of the program")
  void picocli() throws Exception {
    try (var files = Files.list(BUILT.resolve("lib"))) {
      var jars = files.filter(file -> file.toString().contains("picocli")).toList();
      assertEquals(1, jars.size(), jars.toString());
      try (var jar = new JarFile(jars.getFirst().toFile())) {
        for (var entry : jar.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
          var parsed = ClassFile.of().parse(jar.getInputStream(entry).readAllBytes());
          assertEquals(ClassFile.JAVA_25_VERSION, parsed.majorVersion(), entry.getName());
        }
      }
    }
  }

  @Test
  @DisplayName("B-61 the native library is loaded from the directory of the program")
  void nativeLibrary() throws Exception {
    assumeTrue(isLinux(), "only Linux has epoll");
    try (var httpd = start(Map.of(), PROGRAM, "--port", "0", "text:x")) {
      httpd.address();
      assertEquals(
          List.of(BUILT.resolve("lib/native").toString()), directoriesOfLibrary(httpd.pid()));
    }
  }

  @Test
  @DisplayName("B-61 without that directory, and with one that is broken, Netty brings its own")
  void withoutNativeLibrary() throws Exception {
    assumeTrue(isLinux(), "only Linux has epoll");
    var jar = Files.copy(BUILT.resolve("httpd.jar"), directory.resolve("httpd.jar"));
    var libraries = Files.createDirectory(directory.resolve("lib"));
    try (var files = Files.newDirectoryStream(BUILT.resolve("lib"), "*.jar")) {
      for (var file : files) {
        Files.copy(file, libraries.resolve(file.getFileName()));
      }
    }
    assertBringsItsOwn(jar);
    var broken = Files.createDirectory(libraries.resolve("native"));
    for (var processor : List.of("x86_64", "aarch_64")) {
      Files.writeString(broken.resolve("lib" + LIBRARY + "_" + processor + ".so"), "broken");
    }
    assertBringsItsOwn(jar);
  }

  private void assertBringsItsOwn(Path jar) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var temporary = Files.createTempDirectory(directory, "native");
    try (var httpd =
            start(
                Map.of("LC_ALL", "C.UTF-8"),
                java,
                "-Dio.netty.native.workdir=" + temporary,
                "-jar",
                jar.toString(),
                "--port",
                "0",
                "text:x");
        var client = new RawClient(httpd.address())) {
      client.get("/").readUntil("\n\nx");
      assertEquals(List.of(temporary.toString()), directoriesOfLibrary(httpd.pid()));
    }
  }

  /** The directories from which a process has the library; it may be deleted by now. */
  private static List<String> directoriesOfLibrary(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "maps")).stream()
        .filter(line -> line.contains(LIBRARY))
        .map(line -> line.substring(line.indexOf('/'), line.lastIndexOf('/')))
        .distinct()
        .toList();
  }

  private Launched start(Map<String, String> environment, String... command) throws IOException {
    return Launched.start(directory, environment, List.of(command));
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").equals("Linux");
  }
}
