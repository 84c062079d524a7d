package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.Eventually;
import httpd.testing.RawClient;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user types in a shell, by the real program. */
class ShellIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  /** A command that prints its process and then nothing for long. */
  private static final String SILENT = "exec:echo $$; exec sleep 1000";

  @TempDir Path folder;

  private Launched start(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(List.of(arguments));
    return Launched.start(folder, Map.of(), command);
  }

  private static void awaitEndOf(String process) {
    long id = Long.parseLong(process);
    Eventually.isFine(() ->
        ProcessHandle.of(id).filter(ProcessHandle::isAlive).isPresent()
            ? "still running: " + id
            : null);
  }

  @Test
  @DisplayName("HC-14, HC-12 INT ends the source of a body that is being printed")
  void anInterruptEndsTheSource() throws Exception {
    try (var httpd = start(SILENT, "--get", "/")) {
      httpd.awaitOut("\n"); // Before the command has printed more.
      httpd.signal("INT");
      var result = httpd.await();
      assertEquals(1, result.code(), result.err());
      assertEquals("", result.err());
      awaitEndOf(result.out().strip());
    }
  }

  @Test
  @DisplayName("HC-14.1 so does the end of the next program of the pipe, while nothing is printed")
  void theEndOfTheReaderEndsTheSource() throws Exception {
    var line = "('%s' '%s' --get /; echo $? >code) | head -n 1".formatted(PROGRAM, SILENT);
    try (var shell = Launched.start(folder, Map.of(), List.of("sh", "-c", line))) {
      var result = shell.await();
      assertEquals("1\n", Files.readString(folder.resolve("code")), result.err());
      awaitEndOf(result.out().strip());
    }
  }

  @Test
  @DisplayName(
      "HC-30, HC-30.1, HC-31, HC-32, HC-32.1 a pipe is shown, kept, and served after its end")
  void aPipeIsShownAndKept() throws Exception {
    try (var httpd =
        Launched.startWithPipe(folder, List.of(PROGRAM, "--port", "0", "--tee", "-"))) {
      httpd.type("first\r");
      httpd.type("second");
      httpd.awaitOut("second\n");
      var address = httpd.address();
      try (var late = new RawClient(address)) {
        late.get("/").readUntil("second");
        httpd.type("third");
        late.readUntil("third");
        httpd.endInput();
        late.readUntil("0\n\n");
      }
      httpd.awaitErr("httpd: standard input ended at ");
      assertTrue(httpd.readErr().contains(" after 3 lines; "), httpd.readErr());
      try (var later = new RawClient(address)) {
        assertTrue(later.get("/").readHead().contains("Httpd-Ended: 20"));
        later.readUntil("third");
      }
      httpd.signal("TERM");
      var result = httpd.await();
      assertEquals(0, result.code());
      assertEquals("first\r\nsecond\nthird\n", result.out());
    }
  }

  @Test
  @DisplayName("HC-21 the real mvn finds a library that is in the local repository")
  void mavenFindsALibrary() throws Exception {
    var repository = Path.of(System.getProperty("user.home"), ".m2/repository");
    var jars = repository.resolve("info/picocli/picocli");
    var pom = Files.readString(Path.of("pom.xml"));
    var version = Pattern.compile("<picocli.version>([^<]+)<").matcher(pom);
    assumeTrue(version.find(), "the pom names no version of picocli");
    var mvn = installed("mvn");
    assumeTrue(
        !mvn.isEmpty()
            && Files.exists(
                repository.resolve("org/apache/maven/plugins/maven-dependency-plugin/3.11.0"))
            && Files.exists(jars.resolve(version.group(1))),
        "skipped: mvn with its local repository is not there");
    var offline = Files.createDirectory(folder.resolve("bin")).resolve("mvn");
    Files.writeString(offline, "#!/bin/sh\nexec '" + mvn + "' -o \"$@\"\n");
    Files.setPosixFilePermissions(offline, PosixFilePermissions.fromString("rwx------"));
    var code = "//DEPS info.picocli:picocli:" + version.group(1) + "\npicocli.CommandLine.VERSION";
    var environment =
        Map.of(
            "PATH",
            offline.getParent() + File.pathSeparator + System.getenv("PATH"),
            "XDG_CACHE_HOME",
            Files.createDirectory(folder.resolve("cache")).toString());
    var command = List.of(PROGRAM, "-c", code, "--get", "/");
    try (var httpd = Launched.start(folder, environment, command)) {
      var result = httpd.await();
      assertEquals(0, result.code(), result.err());
      assertEquals(version.group(1), result.out());
    }
  }

  private static String installed(String program) {
    for (var directory : System.getenv("PATH").split(File.pathSeparator)) {
      var file = Path.of(directory, program);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    return "";
  }

  @Test
  @DisplayName("HC-10, H-20.2 --get listens nowhere, and reads no library that code does not use")
  void startsNoServer() throws Exception {
    var environment =
        Map.of("HTTPD_AOT", "off", "HTTPD_JAVA_OPTIONS", "-Xlog:class+load:file=classes.log");
    var command = List.of(PROGRAM, "-c", "\"x\"", "--get", "/");
    try (var httpd = Launched.start(folder, environment, command)) {
      assertEquals("x", httpd.await().out());
    }
    var classes = Files.readString(folder.resolve("classes.log"));
    assertFalse(classes.contains(" httpd.server.Server "));
    assertFalse(classes.contains("EventLoop"));
    // The compiler mounts a library as a file system.
    assertFalse(classes.contains("ZipFileSystem$IndexNode"));
  }

  @Test
  @DisplayName("H-20.2 what needs a library of httpd is compiled with it")
  void usesALibrary() throws Exception {
    try (var httpd = start("-c", "io.netty.util.CharsetUtil.UTF_8", "--get", "/")) {
      assertEquals("UTF-8", httpd.await().out());
    }
  }

  @Test
  @DisplayName(
      "C-83 code is compiled with the class that it runs with: httpd's libraries are first")
  void aLibraryIsFirst() throws Exception {
    var other = Files.createDirectory(folder.resolve("picocli")).resolve("CommandLine.java");
    Files.writeString(
        other,
        "package picocli; public class CommandLine { public static final int VERSION = 1; }");
    ToolProvider.getSystemJavaCompiler().run(null, null, null, other.toString());
    var code = "picocli.CommandLine.VERSION.isEmpty()";
    try (var httpd = start("--class-path", folder.toString(), "-c", code, "--get", "/")) {
      var result = httpd.await();
      assertEquals("false", result.out(), result.err());
    }
  }
}
