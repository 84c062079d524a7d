package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code --check}. */
class CheckTest extends CommandTest {

  @Test
  @DisplayName("C-25 prints the table of routes on standard output, and opens nothing")
  void fine() throws Exception {
    var marker = folder.resolve("marker");
    var handler = folder.resolve("Opens.java");
    Files.writeString(
        handler,
        "Path made = make();\nPath make() { try { return Files.createFile(Path.of(\"%s\")); }"
                .formatted(marker)
            + " catch (IOException e) { throw new UncheckedIOException(e); } }\n"
            + "String handle() { return \"\"; }");
    try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var code =
          run(
              "--check",
              "--port=" + holder.getLocalPort(),
              "--log-file=" + folder.resolve("new.log"),
              "/in=-",
              "/b/=" + handler,
              "POST:/a=text:x",
              inFolder("/log=~/app.log"));
      assertEquals(ExitCode.STOPPED, code, err());
    }
    assertEquals(
        inFolder(
            """
            GET,HEAD  /in   stdin:
            *         /b/   java:~/Opens.java
            POST      /a    text:x
            GET,HEAD  /log  tail:~/app.log
            """),
        out());
    assertEquals("", err());
    assertFalse(Files.exists(marker), "the handler has run");
    assertFalse(Files.exists(folder.resolve("new.log")), "the log was made");
  }

  @Test
  @DisplayName("C-25.3 certificates, users, places and the log are looked at, each for itself")
  void places() {
    var code =
        run(
            inFolder(
                    "--check --log-file=~/none/a.log --tls=~/a.pem,~/b.pem --bind=unix:~/none/s"
                        + " --auth=~/users text:x")
                .split(" "));
    assertEquals(ExitCode.WRONG_ARGUMENTS, code);
    var said = err().lines().filter(line -> line.startsWith("httpd: ")).toList();
    assertEquals(4, said.size(), err());
    for (var place : new String[] {"~/none\n", "~/a.pem: no", "unix:~/none/s: ", "~/users: no"}) {
      assertTrue(err().contains(inFolder(place)), err());
    }
  }

  @Test
  @DisplayName("C-25 says everything that is wrong; the exit code is that of the first")
  void wrong() throws Exception {
    var broken = Files.writeString(folder.resolve("Broken.java"), "String handle( {");
    var none = Files.writeString(folder.resolve("None.java"), "class None {}");
    var closed =
        Files.writeString(
            folder.resolve("Closed.java"),
            "class Closed { Closed(int i) {} String handle() { return null; } }");
    var code =
        run(
            "--check",
            inFolder("--log-file=~/none/a.log"),
            "/a//b=text:x",
            inFolder("/log=file:~/app.lgo"),
            "/c=" + broken,
            "/c=text:x",
            "/GET=text:y",
            "GET:/GET=text:z",
            "/d=" + none,
            "/e=" + closed);
    assertEquals(ExitCode.WRONG_ARGUMENTS, code);
    assertEquals("", out());
    var said = err().lines().filter(line -> !line.startsWith("  ")).toList();
    for (var expected :
        new String[] {
          "httpd: /log=file:~/app.lgo: ~/app.lgo: no such file",
          "httpd: /a//b=text:x: path /a//b: // has no segment between its slashes",
          "httpd: routes GET,HEAD /GET and GET,HEAD /GET take the same requests",
          "~/Broken.java:1:",
          "~/None.java:1:7: error: it has no method handle",
          "~/Closed.java:1:7: error: Closed: the handler class needs a constructor",
          "httpd: --log-file ~/none/a.log: there is no directory ~/none",
        }) {
      assertEquals(
          1,
          said.stream().filter(line -> line.startsWith(inFolder(expected))).limit(1).count(),
          expected + " is not in:\n" + err());
    }
  }

  @Test
  @DisplayName("C-25 all wrong options are named, and the first alone otherwise")
  void options() {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--check", "--log=x", "--port=y", "--nonsense"));
    assertEquals(3, err().lines().filter(line -> line.startsWith("httpd: ")).count(), err());
  }

  @Test
  @DisplayName("C-20 without it the first error is the only one")
  void first() {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--log=x", "--port=y", "--nonsense"));
    assertEquals(2, err().lines().count(), err());
  }

  @Test
  @DisplayName("C-25 a handler file that does not compile alone is exit code 1")
  void compileErrorAlone() throws Exception {
    var broken = Files.writeString(folder.resolve("Broken.java"), "String handle( {");
    assertEquals(ExitCode.FAILED, run("--check", broken.toString()));
  }
}
