package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real program in locales of others, and without standard descriptors. A shell makes the names,
 * so that these tests do not depend on the locale that they run in.
 */
class SurroundingsIT {

  private static final Path PROGRAM = Path.of("httpd").toAbsolutePath();
  private static final Path JAR = Path.of("target/httpd.jar").toAbsolutePath();
  private static final String JAVA = System.getProperty("java.home") + "/bin/java -jar " + JAR;

  /** Everything that has a name or a text has one with {@code ü}. */
  private static final String EVERYWHERE =
      """
      u=$(printf '\\303\\274')
      echo file >f$u
      echo line >l$u
      echo 1 >$(printf 'latin\\374')
      echo "/at=text:$u" >a$u
      printf 'String handle() { return "%s " + System.getenv("U"); }' $u >H$u.java
      export U=$u L=$(printf '\\374') HTTPD_LOG_FILE=log$u
      exec PROGRAM -p 0 /dir/=dir:. /f$u=file:f$u /t=tail:l$u /j=java:H$u.java @a$u \\
        "/e/=exec:echo $u \\$PATH_INFO \\$U \\${LC_ALL-unset} \\$(printf %s \\$L | od -An -tx1)"
      """;

  @TempDir Path folder;

  private Launched start(String program, Map<String, String> environment, String script)
      throws Exception {
    var command = List.of("sh", "-c", script.replace("PROGRAM", program));
    return Launched.start(folder, environment, command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"launcher", "java -jar"})
  @DisplayName(
      "C-45, C-46, C-47, F-80 in the C locale names and texts are UTF-8; commands are in C")
  void locale(String how) throws Exception {
    var program = how.equals("launcher") ? PROGRAM.toString() : JAVA;
    try (var httpd = start(program, Map.of("LC_ALL", "C"), EVERYWHERE)) {
      assertEquals("file\u240a", get(httpd, "/f%C3%BC"));
      assertEquals("file\u240a", get(httpd, "/dir/f%C3%BC"));
      var listing = get(httpd, "/dir/");
      assertTrue(listing.contains("\"./log%C3%BC\""), listing);
      assertFalse(listing.contains("latin"), listing);
      assertEquals("\u00fc", get(httpd, "/at"));
      assertEquals("\u00fc \u00fc", get(httpd, "/j"));
      assertEquals("5\nline\u240a\n", get(httpd, "/t?last=1"));
      assertTrue(get(httpd, "/e/%C3%BC").contains("\u00fc /\u00fc \u00fc C fc\u240a"));
      assertEquals(1, httpd.readErr().lines().count(), httpd.readErr());
    }
  }

  private static String get(Launched httpd, String path) throws Exception {
    try (var client = new RawClient(httpd.address())) {
      client.send(
          "GET "
              + path
              + " HTTP/1.1\nHost: localhost\nConnection: close\nAccept: application/json\n\n");
      var head = client.readHead();
      assertTrue(head.startsWith("HTTP/1.1 200 "), head);
      return path.startsWith("/t") ? client.readUntil("\u240a\n") : client.readAll();
    }
  }

  @Test
  @DisplayName("C-48 java -jar with a closed standard input reads no lines, and no other file")
  void closed() throws Exception {
    try (var httpd = start(JAVA, Map.of(), "exec PROGRAM -p 0 - <&-");
        var client = new RawClient(httpd.address())) {
      client.get("/").readHead();
      assertEquals("0\n\n", client.readUntil("\n\n"));
    }
  }

  @Test
  @DisplayName("X-120, C-14 as process 1 it reaps what others have left, and ends with 0 on TERM")
  void firstProcess() throws Exception {
    var unshare = "unshare --pid --fork --mount-proc ";
    assumeTrue(start("", Map.of(), unshare + "true").await().code() == 0, "needs CAP_SYS_ADMIN");
    Files.writeString(
        folder.resolve("left.sh"),
        """
        (setsid sh -c 'echo $$ >orphan; exit 3' &)
        sh -c 'exit 4'
        echo status $?
        until [ -s orphan ] && [ ! -e /proc/$(cat orphan) ]; do sleep 0.1; done
        """);
    var program = unshare + PROGRAM;
    try (var httpd = start(program, Map.of(), "exec PROGRAM -p 0 '/left=exec:sh left.sh'")) {
      assertEquals("9\nstatus 4\u240a\n0\n\n", get(httpd, "/left"));
      httpd.process().toHandle().children().forEach(ProcessHandle::destroy);
      assertEquals(0, httpd.await().code());
    }
  }
}
