package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.auth.UserLines;
import httpd.cli.error.CommandException;
import httpd.cli.error.ExitCode;
import httpd.cli.output.Console;
import httpd.cli.output.TextStyle;
import httpd.cli.process.StopControl;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.RawClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "Identity", from the command line. */
class AuthOptionTest extends CommandTest {

  private LogCapture log;

  @BeforeEach
  void makeFiles() throws Exception {
    log = new LogCapture();
    UserLines.write(folder.resolve("ada"), UserLines.ADA);
    UserLines.write(folder.resolve("bob"), UserLines.BOB);
    UserLines.write(folder.resolve("md5"), UserLines.BOB, "ada:$apr1$x$y");
    Files.setPosixFilePermissions(
        UserLines.write(folder.resolve("shown"), UserLines.ADA),
        PosixFilePermissions.fromString("rw-r--r--"));
  }

  @AfterEach
  void releaseLog() {
    log.close();
  }

  /** Runs a task while the command serves, and can hang up. */
  private final class Serving implements StopControl {

    private interface Task {
      void run(Serving serving) throws Exception;
    }

    private final List<Runnable> actions = new ArrayList<>();
    private final Task task;

    Serving(Task task) {
      this.task = task;
    }

    @Override
    public void await() {
      try {
        task.run(this);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void onHangUp(Runnable action) {
      actions.add(action);
    }

    void hangUp() {
      actions.forEach(Runnable::run);
    }

    String status(String line, String authorization) throws IOException {
      try (var client = new RawClient(address())) {
        var field = authorization.isEmpty() ? "" : "Authorization: " + authorization + "\n";
        client.send(
            line
                + " HTTP/1.1\nHost: localhost\nContent-Length: 0\n"
                + field
                + "Connection: close\n\n");
        return client.readAll().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
      }
    }
  }

  private void serve(Serving.Task task, String... arguments) {
    var all = new ArrayList<>(List.of("--port", "0", "--log", "off"));
    for (var argument : arguments) {
      all.add(inFolder(argument));
    }
    assertEquals(
        ExitCode.STOPPED, run(new Serving(task), false, all.toArray(String[]::new)), err());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--auth ~/none text:x | --auth ~/none: ~/none: no such file | httpd --hash NAME >~/none;"
            + " chmod 600 ~/none makes it",
        "--auth ~/md5 text:x | --auth ~/md5: ~/md5:2: the password of ada is hashed with MD5, and"
            + " not with bcrypt | htpasswd -B ~/md5 ada sets it with bcrypt",
        "--auth ~/shown text:x | --auth ~/shown: ~/shown: every user of this machine may read or"
            + " change it | chmod o= ~/shown",
        "--auth /b=~/ada /a=text:x | --auth /b=~/ada: no route takes /b | the routes are GET,HEAD"
            + " /a",
        "--auth POST:/a=~/ada /a=text:x | --auth POST:/a=~/ada: no route takes POST:/a | the routes"
            + " are GET,HEAD /a",
        "--auth post:/a=~/ada /a=text:x | --auth post:/a=~/ada: no such method post | methods are"
            + " capitals: POST",
        "--auth PSOT:/a=~/ada /a=text:x | --auth PSOT:/a=~/ada: no such method PSOT | did you mean"
            + " POST:?",
        "--auth /a//b=~/ada /a=text:x | --auth /a//b=~/ada: path /a//b: // has no segment between"
            + " its slashes | write the path as that of a route, as /deploy=FILE",
        "--auth /a= /a=text:x | --auth /a=: no file is named | httpd --hash NAME prints a line for"
            + " one",
        "--auth ~/ada --auth ~/bob text:x | --auth: / and / take the same requests | give each"
            + " file a path or a method of its own",
        "--auth off text:x | --auth: no part of the server has users | off opens a part of what"
            + " another --auth FILE protects; leave it out",
      })
  @DisplayName("I-12, I-14, I-22.1, I-24, I-27 what is wrong is two lines, and the exit code 2")
  void wrong(String line, String what, String hint) {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run(inFolder("--port 0 " + line).split(" ")));
    assertEquals("httpd: %s\n  hint: %s\n".formatted(inFolder(what), inFolder(hint)), err());
    assertEquals("", out());
  }

  @Test
  @DisplayName("I-27 --check reports all of it")
  void check() {
    assertEquals(
        ExitCode.WRONG_ARGUMENTS,
        run(inFolder("--check --auth ~/none --auth /b=~/ada /a=text:x").split(" ")));
    assertEquals(4, err().lines().count(), err());
    assertTrue(err().contains("no such file") && err().contains("no route takes /b"), err());
  }

  @Test
  @DisplayName("I-20, I-23 all requests need users, except those of a path that is off")
  void all() {
    serve(
        serving -> {
          var ada = UserLines.basic("ada", "hunter2");
          assertEquals("401", serving.status("GET /", ""));
          assertEquals("401", serving.status("GET /nothing", ""));
          assertEquals("200", serving.status("GET /x", ada));
          assertEquals("404", serving.status("GET /nothing", ada));
          assertEquals("200", serving.status("GET /health", ""));
          assertEquals("401", serving.status("GET /", UserLines.basic("bob", "swordfish")));
        },
        "--auth",
        "~/ada",
        "--auth",
        "/health=off",
        "/x=text:x",
        "/health=text:ok");
    assertFalse(err().contains("only a part"), err());
  }

  @Test
  @DisplayName("I-21, I-21.1 a path with all below it, and a method")
  void parts() {
    serve(
        serving -> {
          assertEquals("401", serving.status("GET /files", ""));
          assertEquals("401", serving.status("GET /files/", ""));
          assertEquals("401", serving.status("GET /files/app.log", ""));
          assertEquals(
              "200", serving.status("GET /files/app.log", UserLines.basic("ada", "hunter2")));
          assertEquals("401", serving.status("POST /chat", UserLines.basic("ada", "hunter2")));
          assertEquals("201", serving.status("POST /chat", UserLines.basic("bob", "swordfish")));
          assertEquals("200", serving.status("HEAD /chat?as=sse", ""));
        },
        "--auth",
        "/files=~/ada",
        "--auth",
        "POST:/chat=~/bob",
        "/files=dir:~",
        "/chat=hub:");
  }

  @Test
  @DisplayName("I-24 a note says if only a part of a route is meant")
  void note() {
    serve(
        serving -> assertEquals("401", serving.status("GET /sub/", "")),
        "--auth",
        "/sub=~/ada",
        "/=dir:~");
    assertTrue(
        err().contains(inFolder("httpd: --auth /sub=~/ada: only a part of / is meant\n")), err());
  }

  @Test
  @DisplayName("I-24 a path with all below it is not a part of a route below it")
  void wholeRoute() {
    serve(
        serving -> assertEquals("401", serving.status("GET /files/app.log", "")),
        "--auth",
        "/files=~/ada",
        "/files/=dir:~");
    assertFalse(err().contains("only a part"), err());
  }

  @Test
  @DisplayName("I-16 HUP takes the users that there are now; a file with a mistake is two lines")
  void reload() {
    serve(
        serving -> {
          var ada = UserLines.basic("ada", "hunter2");
          assertEquals("200", serving.status("GET /", ada));
          UserLines.write(folder.resolve("ada"), "nonsense");
          serving.hangUp();
          var two =
              inFolder(
                  "httpd: ~/ada:1: the line is neither NAME:HASH nor token NAME sha256:HEX; the"
                      + " users stay as they were\n"
                      + "  hint: httpd --hash NAME prints a line, and");
          Eventually.isFine(() -> err().contains(two) ? null : err());
          assertEquals("200", serving.status("GET /", ada));
          UserLines.write(folder.resolve("ada"), UserLines.BOB);
          serving.hangUp();
          Eventually.holds("ada is no user", () -> isRefused(serving, ada));
          assertEquals("200", serving.status("GET /", UserLines.basic("bob", "swordfish")));
        },
        "--auth",
        "~/ada",
        "text:x");
  }

  private static boolean isRefused(Serving serving, String authorization) {
    try {
      return serving.status("GET /", authorization).equals("401");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("I-20 a command that only users reach needs no warning")
  void warning() {
    run(inFolder("--check --bind 0.0.0.0 --auth ~/ada exec:date").split(" "));
    assertFalse(err().contains("can run the command"), err());
    assertTrue(err().contains("warning: --auth without TLS"), err());
  }

  private String hash(String input, String... words) throws CommandException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new PrintStream(out, true, UTF_8),
            out,
            new PrintStream(err, true, UTF_8),
            false,
            false,
            TextStyle.PLAIN,
            TextStyle.PLAIN);
    var code =
        new HashCommand(console, new ByteArrayInputStream(input.getBytes(UTF_8)))
            .run(List.of(words));
    assertEquals(ExitCode.STOPPED, code);
    return out.toString(UTF_8) + err.toString(UTF_8);
  }

  @Test
  @DisplayName("I-70 --hash prints a line with the password of standard input, that lets it in")
  void hashOfPipe() throws Exception {
    for (var end : List.of("", "\n", "\r\n")) {
      var line = hash("open sesame: ü" + end, "eve");
      assertTrue(line.matches("eve:\\$2y\\$10\\$[./A-Za-z0-9]{53}\n"), line);
      UserLines.write(folder.resolve("ada"), line);
    }
    serve(
        serving ->
            assertEquals("200", serving.status("GET /", UserLines.basic("eve", "open sesame: ü"))),
        "--auth",
        "~/ada",
        "text:x");
  }

  @Test
  @DisplayName("I-71 --hash token prints a line, and the token that it stands for")
  void hashOfToken() throws Exception {
    var printed = hash("", "token", "ci").lines().toList();
    assertEquals("The token of ci, which is shown only now:", printed.get(1));
    var token = printed.get(2);
    assertTrue(token.matches("httpd_[A-Za-z0-9_-]{43}"), token);
    UserLines.write(folder.resolve("ada"), printed.getFirst());
    serve(
        serving -> {
          assertEquals("200", serving.status("GET /", "Bearer " + token));
          assertEquals("401", serving.status("GET /", "Bearer " + token + "x"));
        },
        "--auth",
        "~/ada",
        "text:x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ada       |             | --hash: the password is empty",
        "ada       | ~           | --hash: the password has 73 bytes, and bcrypt uses 72",
        "ada       | a\tb        | --hash: the password has a control character",
        "ada:      | x           | --hash: a name has no colons, blanks and control characters:"
            + " ada:",
        "a b       | x           | --hash a b: there is one name",
        "''        | x           | --hash: a pipe has the password, and no name is given",
      })
  @DisplayName("I-70, I-72 what makes no line is an error with a hint")
  void hashOfNothing(String words, String password, String what) {
    var input = password == null ? "" : password.replace("~", "x".repeat(73));
    var list = words.isEmpty() ? new String[0] : words.split(" ");
    var thrown =
        org.junit.jupiter.api.Assertions.assertThrows(
            CommandException.class, () -> hash(input, list));
    assertEquals(what, thrown.what());
    assertEquals(ExitCode.WRONG_ARGUMENTS, thrown.exitCode());
    assertTrue(thrown.hint() != null && !thrown.hint().isEmpty());
  }
}
