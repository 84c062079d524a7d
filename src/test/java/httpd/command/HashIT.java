package httpd.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.auth.UserLines;
import httpd.testing.Installed;
import httpd.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Identity": lines that are made by the program, and by {@code htpasswd}. */
class HashIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  @TempDir Path folder;

  private static String status(Launched httpd, String authorization) throws Exception {
    try (var client = new RawClient(httpd.address())) {
      client.send("GET / HTTP/1.0\nAuthorization: " + authorization + "\n\n");
      return client.readAll().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }
  }

  @Test
  @DisplayName(
      "I-70, I-70.1 on a terminal it asks for the name, and twice for the password, unseen")
  void terminal() throws Exception {
    Installed.require("script");
    var line = folder.resolve("line");
    var command =
        List.of("script", "-qec", PROGRAM + " --hash >" + line, folder.resolve("seen").toString());
    try (var httpd = Launched.startWithPipe(folder, command)) {
      httpd.awaitOut("Name: ");
      httpd.type("ada");
      httpd.awaitOut("Password of ada: ");
      httpd.type("open sesame");
      httpd.awaitOut("The same again: ");
      httpd.type("open sesame");
      var result = httpd.await();
      assertEquals(0, result.code(), result.out());
      assertFalse(result.out().contains("sesame"), result.out());
    }
    UserLines.write(folder.resolve("users"), Files.readString(line).strip());
    try (var httpd =
        Launched.start(
            folder, Map.of(), List.of(PROGRAM, "--port", "0", "--auth", "users", "text:x"))) {
      assertEquals("200", status(httpd, UserLines.basic("ada", "open sesame")));
    }
  }

  @Test
  @DisplayName("I-70 two passwords that differ make no line")
  void different() throws Exception {
    Installed.require("script");
    var command = List.of("script", "-qec", PROGRAM + " --hash ada", "/dev/null");
    try (var httpd = Launched.startWithPipe(folder, command)) {
      httpd.awaitOut("Password of ada: ");
      httpd.type("one");
      httpd.awaitOut("The same again: ");
      httpd.type("two");
      var result = httpd.await();
      assertEquals(1, result.code(), result.out());
      assertTrue(result.out().contains("--hash: the two passwords differ"), result.out());
      assertFalse(result.out().contains("$2y$"), result.out());
    }
  }

  @Test
  @DisplayName("I-10, I-34 a file of htpasswd -B lets its users in, with passwords of 72 bytes too")
  void htpasswd() throws Exception {
    Installed.require("htpasswd");
    var users = UserLines.write(folder.resolve("users"), "");
    var longest = "ü".repeat(36);
    for (var pair : List.of("ada hunter2", "bob x", "eve " + longest)) {
      var words = pair.split(" ");
      var made =
          new ProcessBuilder("htpasswd", "-b", "-B", users.toString(), words[0], words[1])
              .redirectErrorStream(true)
              .start();
      assertEquals(0, made.waitFor(), new String(made.getInputStream().readAllBytes(), UTF_8));
    }
    try (var httpd =
        Launched.start(
            folder, Map.of(), List.of(PROGRAM, "--port", "0", "--auth", "users", "text:x"))) {
      assertEquals("200", status(httpd, UserLines.basic("ada", "hunter2")));
      assertEquals("200", status(httpd, UserLines.basic("bob", "x")));
      assertEquals("200", status(httpd, UserLines.basic("eve", longest)));
      assertEquals("401", status(httpd, UserLines.basic("eve", longest + "x")));
      assertEquals("401", status(httpd, UserLines.basic("ada", "hunter")));
      Files.delete(users);
      httpd.signal("HUP");
      httpd.awaitErr("no such file; the users stay as they were");
      assertEquals("200", status(httpd, UserLines.basic("ada", "hunter2")));
    }
  }
}
