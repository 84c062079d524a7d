package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.testing.TargetJar;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Kinds of targets from {@code --class-path}, as far as they serve nothing. */
class PluggedKindsTest extends CommandTest {

  private Path tcp;

  @BeforeEach
  void buildTheExample() throws Exception {
    tcp = TargetJar.ofTheExample(folder);
  }

  private Path jar(String className, String name, String parse) throws Exception {
    return TargetJar.of(
        folder, className + ".jar", className, className, kind(className, name, parse));
  }

  private void assertTwoLines(String what, String hint) {
    assertEquals("httpd: %s\n  hint: %s\n".formatted(inFolder(what), inFolder(hint)), err());
    assertEquals("", out());
  }

  @Test
  @DisplayName("C-80 a kind of a jar is in the help, the manual, the completion and the hints")
  void known() {
    assertEquals(ExitCode.STOPPED, run("--class-path", tcp.toString(), "--help"));
    assertTrue(out().contains("\n  tcp:HOST:PORT     lines that a TCP server sends\n"), out());
    assertTrue(out().lines().count() <= 131, out());
    assertEquals(ExitCode.STOPPED, run("--class-path=" + tcp, "--man"));
    assertEquals(3, out().split("\n  tcp:HOST:PORT     lines").length, "once in each");
    assertEquals(ExitCode.STOPPED, run("--class-path", tcp.toString(), "--completion", "bash"));
    assertTrue(out().matches("(?s).*_httpd_words 'java: [^']* tcp:'.*"), out());
    assertEquals(
        ExitCode.WRONG_ARGUMENTS, run("--class-path", tcp.toString(), "/x=tpc:localhost:1"));
    assertTrue(err().contains("  hint: did you mean tcp:? the kinds are java: "), err());
  }

  @Test
  @DisplayName("C-80 --check shows its routes, also shared and in one form")
  void checked() {
    var code =
        run(
            "--check",
            "--class-path",
            tcp.toString(),
            "/a=tcp:h:1",
            "/b=sse+tcp:h:2",
            "/c=lines+shared+tcp:h:3");
    assertEquals(ExitCode.STOPPED, code, err());
    assertEquals(
        """
        GET,HEAD  /a  tcp:h:1
        GET,HEAD  /b  sse+tcp:h:2
        GET,HEAD  /c  lines+shared+tcp:h:3
        """,
        out());
  }

  @Test
  @DisplayName("C-81 text that a kind refuses is two lines with its hint, and exit code 2")
  void refused() {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--class-path", tcp.toString(), "/x=tcp:host"));
    assertTwoLines(
        "/x=tcp:host: tcp: needs a host and a port", "write tcp:HOST:PORT, as tcp:localhost:30003");
  }

  @Test
  @DisplayName("C-81 a kind that throws is two lines with the place, and exit code 1")
  void throwsWhileParsing() throws Exception {
    var jar = jar("Broken", "broken", "throw new IllegalStateException(\"no \" + rest);");
    assertEquals(ExitCode.FAILED, run("--class-path", jar.toString(), "/x=broken:luck"));
    assertTwoLines(
        "/x=broken:luck: the kind broken: failed: java.lang.IllegalStateException: no luck",
        "tell its author; it failed at Broken.parse(Broken.java:6)");
  }

  @Test
  @DisplayName("C-81 a target that cannot be opened is two lines, and exit code 1")
  void throwsWhileOpening() throws Exception {
    var jar = jar("Shut", "shut", "return () -> { throw new java.io.IOException(\"shut\"); };");
    assertEquals(ExitCode.FAILED, run("-p0", "--class-path", jar.toString(), "/x=shut:x"));
    assertEquals(2, err().lines().count(), err());
    assertTrue(
        err().startsWith("httpd: /x=shut:x: shut:x failed: java.io.IOException: shut\n"), err());
  }

  @Test
  @DisplayName("C-82 an entry that does not exist, or is not a jar, is two lines and exit code 2")
  void noJar() throws Exception {
    assertEquals(
        ExitCode.WRONG_ARGUMENTS,
        run("--class-path", tcp + File.pathSeparator + folder.resolve("none.jar"), "text:x"));
    assertTwoLines(
        "--class-path ~/tcp.jar:~/none.jar: ~/none.jar does not exist",
        "name a jar or a directory with classes");
  }

  @Test
  @DisplayName("C-82 a file that is not a jar is two lines and exit code 2, also in a variable")
  void notAJar() {
    environment.put("HTTPD_CLASS_PATH", inFolder("~/app.log"));
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("text:x"));
    assertTwoLines(
        "HTTPD_CLASS_PATH=~/app.log: ~/app.log is not a jar: zip file is empty",
        "jar tf ~/app.log lists what is in it");
  }

  @Test
  @DisplayName("C-82 a service file that names a missing class is two lines and exit code 2")
  void missingClass() throws Exception {
    var jar = TargetJar.empty(folder, "hollow.jar", "no.SuchKind");
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--class-path", jar.toString(), "text:x"));
    assertTwoLines(
        "--class-path ~/hollow.jar: Provider no.SuchKind not found",
        "each line of META-INF/services/httpd.route.TargetKind names a public class of the jar that"
            + " implements TargetKind");
  }

  @Test
  @DisplayName("C-82 two kinds of one name are two lines and exit code 2")
  void twice() throws Exception {
    var other = jar("Other", "tail", "return null;");
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--class-path", other.toString(), "text:x"));
    assertTwoLines(
        "--class-path: two kinds have the name tail: httpd.cli.target.TailTarget$Kind and Other",
        "leave one of their jars out, or rename one of the kinds");
  }

  @Test
  @DisplayName("C-82 a kind with an invalid name is two lines and exit code 2")
  void invalidName() throws Exception {
    var jar = jar("Odd", "Odd Name", "return null;");
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--class-path", jar.toString(), "text:x"));
    assertTwoLines(
        "--class-path: the kind of Odd has the invalid name \"Odd Name\"",
        "a name is lower-case letters and digits, and begins with a letter");
  }

  @Test
  @DisplayName("C-83 handler files and their siblings are compiled with the class path, and run so")
  void handlerFiles() throws Exception {
    var jar =
        TargetJar.of(
            folder, "words.jar", "", "Words", "public class Words { public static int n = 7; }");
    Files.delete(folder.resolve("Words.java"));
    Files.writeString(folder.resolve("Sibling.java"), "class Sibling { int n = Words.n; }");
    var handler =
        Files.writeString(
            folder.resolve("Uses.java"), "String handle() { return \"\" + new Sibling().n; }");
    assertEquals(ExitCode.FAILED, run("--check", handler.toString()));
    assertTrue(err().contains("Words"), err());
    assertEquals(
        ExitCode.STOPPED, run("--check", "--class-path", jar.toString(), handler.toString()));
    var classes = folder.resolve("words.jar.classes");
    assertEquals(
        ExitCode.STOPPED,
        run(
            "--check",
            "--class-path",
            tcp.toString(),
            "--class-path",
            classes.toString(),
            handler.toString()));
  }

  private static String kind(String className, String name, String parse) {
    return """
    import httpd.route.*;
    public class %1$s implements TargetKind {
      public String name() { return "%2$s"; }
      public String usage() { return "%2$s:WORD"; }
      public String summary() { return "says WORD"; }
      public Target parse(String rest) throws TargetException { %3$s }
    }
    """
        .formatted(className, name, parse);
  }
}
