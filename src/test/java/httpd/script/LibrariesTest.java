package httpd.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Request;
import httpd.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Libraries of {@code //DEPS} lines, found by programs that this test writes. */
class LibrariesTest {

  private static final String CODE = "//DEPS org.example:greet:1.0\nfar.Greeting.TEXT";

  @TempDir Path directory;
  private Path programs;
  private Path calls;
  private Map<String, String> environment;

  @BeforeEach
  void makeDirectories() throws IOException {
    programs = Files.createDirectory(directory.resolve("bin"));
    calls = directory.resolve("calls");
    environment =
        Map.of(
            "PATH",
            programs.toString(),
            "XDG_CACHE_HOME",
            Files.createDirectory(directory.resolve("cache")).toString());
  }

  /** A jar with one class, whose constant is this text. */
  private Path jar(String text) throws IOException {
    var source = directory.resolve("Greeting.java");
    Files.writeString(
        source,
        "package far; public class Greeting { public static String TEXT = \"" + text + "\"; }");
    var classes = Files.createDirectories(directory.resolve("classes"));
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-d", classes.toString(), source.toString());
    var jar = directory.resolve(text + ".jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("far/Greeting.class"));
      out.write(Files.readAllBytes(classes.resolve("far/Greeting.class")));
    }
    return jar;
  }

  private void program(String name, String script) throws IOException {
    var file = programs.resolve(name);
    Files.writeString(file, "#!/bin/sh\necho \"$0 $*\" >>" + calls + "\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private String answer(String code) throws Exception {
    var handler = HandlerFile.loadCode(code, HandlerCache.of(environment));
    return handler.handle(Request.get("/")).readText();
  }

  private String refusal(String code) {
    return String.valueOf(
        assertThrows(HandlerFileException.class, () -> answer(code)).getMessage());
  }

  private String calls() throws IOException {
    return Files.exists(calls) ? Files.readString(calls) : "";
  }

  @Test
  @DisplayName("HC-20, HC-21 cs gets the coordinates, and its class path has the classes")
  void coursierFindsThem() throws Exception {
    program("cs", "echo " + jar("hello"));
    assertEquals(
        "hello",
        answer("//DEPS org.example:greet:1.0, a:b:2:linux;c:d:3\n//DEPS e:f:4\nfar.Greeting.TEXT"));
    assertTrue(
        calls()
            .endsWith(
                "fetch --classpath org.example:greet:1.0 a:b:2,classifier=linux c:d:3 e:f:4\n"),
        calls());
  }

  @Test
  @DisplayName("HC-21 mvn gets a project, and writes its class path into a file")
  void mavenFindsThem() throws Exception {
    program(
        "mvn",
        """
        for word; do
          case $last in -f) grep -q '<artifactId>greet</artifactId>' "$word" || exit 1 ;; esac
          case $word in -Dmdep.outputFile=*) printf %s JAR >"${word#*=}" ;; esac
          last=$word
        done\
        """
            .replace("JAR", jar("maven").toString()));
    program("cs", "exit 1");
    assertEquals("maven", answer(CODE));
  }

  @Test
  @DisplayName("HC-21 jbang comes first, and gets a file with the lines")
  void jbangFindsThem() throws Exception {
    program(
        "jbang",
        "for file; do :; done\ngrep -q '^//DEPS org.example:greet:1.0$' \"$file\" || exit 1\necho "
            + jar("jbang")
            + ":/no/such.jar");
    program("mvn", "exit 1");
    assertEquals("jbang", answer(CODE));
    assertTrue(calls().contains("jbang --quiet info classpath "), calls());
  }

  @Test
  @DisplayName("HC-21.1 without any of them the file is refused, with what to install")
  void noneIsInstalled() {
    assertEquals(
        """
        code:1:1: error: no program is installed that finds libraries
        //DEPS org.example:greet:1.0
        ^
        install jbang, mvn or cs, or remove the line and name the jars by --class-path\
        """,
        refusal(CODE));
  }

  @Test
  @DisplayName("HC-21.2 what the program says when it fails is shown")
  void theProgramFails() throws Exception {
    program("cs", "echo 'not found: org.example:greet:1.0' >&2; exit 1");
    assertEquals(
        """
        code:1:1: error: cs does not find org.example:greet:1.0
        //DEPS org.example:greet:1.0
        ^
        not found: org.example:greet:1.0\
        """,
        refusal(CODE));
  }

  /** A program that goes on for long, with a child whose process it names. */
  private void hangs() throws IOException {
    program(
        "cs",
        "sleep 1000 & echo $! >"
            + directory
            + "/new; mv "
            + directory
            + "/new "
            + directory
            + "/child; wait");
  }

  private HandlerFileException found(LibrarySearch search) {
    var source = new SourceText("code", CODE);
    return assertThrows(
        HandlerFileException.class,
        () -> {
          var jars =
              new DependencyResolver(environment, null, search)
                  .jars(source, DependencyLines.of(source));
          throw new AssertionError(jars);
        });
  }

  private long child() throws IOException {
    return Long.parseLong(Files.readString(directory.resolve("child")).strip());
  }

  private static void awaitEnd(long child) {
    Eventually.isFine(() ->
        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isPresent() ? "it runs" : null);
  }

  @Test
  @DisplayName("HC-21.3 a program that takes too long is ended")
  void theProgramHangs() throws Exception {
    hangs();
    var refusal = found(new LibrarySearch(Duration.ofMillis(1))).getMessage();
    assertEquals(
        """
        code:1:1: error: cs has not found org.example:greet:1.0 in time, and was ended
        //DEPS org.example:greet:1.0
        ^
        find out by %s what it waits for, or name the jars by --class-path\
        """
            .formatted(programs.resolve("cs")),
        refusal);
  }

  @Test
  @DisplayName("HC-21.4 a stop ends it and its children")
  void aStopEndsTheSearch() throws Exception {
    hangs();
    var search = new LibrarySearch(LibrarySearch.PATIENCE);
    var refused = new FutureTask<>(() -> found(search).getMessage());
    Thread.startVirtualThread(refused);
    Eventually.isFine(() -> Files.exists(directory.resolve("child")) ? null : "not started");
    search.end();
    assertTrue(refused.get().contains("cs was ended, since httpd is stopped"), refused.get());
    awaitEnd(child());
  }

  @Test
  @DisplayName("HC-22 what was found is kept as long as the jars are there")
  void isKept() throws Exception {
    var jar = jar("kept");
    program("cs", "echo " + jar);
    assertEquals("kept", answer(CODE));
    Files.delete(programs.resolve("cs"));
    assertEquals("kept", answer(CODE));
    Files.move(jar, directory.resolve("away.jar"));
    assertTrue(refusal(CODE).contains("install jbang, mvn or cs"));
  }

  @Test
  @DisplayName("HC-22 a version that changes is not kept")
  void aSnapshotIsNotKept() throws Exception {
    program("cs", "echo " + jar("snapshot"));
    var code = CODE.replace("1.0", "1.0-SNAPSHOT");
    assertEquals("snapshot", answer(code));
    assertEquals("snapshot", answer(code));
    assertEquals(2, calls().lines().count());
  }

  @ParameterizedTest(name = "HC-23 {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "//DEPS a:b              | code:1:8: error: \"a:b\" does not name a library",
        "//DEPS a:b:1 c:d:${v}   | code:1:14: error: \"c:d:${v}\" does not name a library",
        "//DEPS a:b:1@pom        | code:1:8: error: \"a:b:1@pom\" does not name a library",
        "//DEPS a:b:-1           | code:1:8: error: \"a:b:-1\" does not name a library",
        "//DEPS https://x.org/y  | code:1:8: error: \"https://x.org/y\" does not name a library",
        "//REPOS mine=https://x/ | code:1:1: error: //REPOS is not supported",
      })
  void invalidLinesAreRefused(String line, String error) {
    assertTrue(refusal(line + "\n\"x\"").startsWith(error), refusal(line + "\n\"x\""));
  }

  @Test
  @DisplayName("HC-24 a changed line loads the jars that it names")
  void aReloadFindsOthers() throws Exception {
    program("cs", "case $* in *:1.0) echo " + jar("one") + ";; *) echo " + jar("two") + ";; esac");
    var file = directory.resolve("Greet.java");
    var text = "//DEPS org.example:greet:1.0\nString handle() { return far.Greeting.TEXT; }\n";
    Files.writeString(file, text);
    var cache = HandlerCache.of(environment);
    var first = HandlerFile.load(file, new Dependencies(file), cache);
    Files.writeString(file, text.replace("1.0", "2.0"));
    var second = HandlerFile.load(file, new Dependencies(file), cache);
    assertEquals("one", first.handle(Request.get("/")).readText());
    assertEquals("two", second.handle(Request.get("/")).readText());
  }
}
