package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.auth.UserLines;
import httpd.auth.token.MadeTokens;
import httpd.cli.error.ExitCode;
import httpd.cli.process.StopControl;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "Rights by token", from the command line. */
class TokenOptionTest extends CommandTest {

  private static final byte[] OTHER = "another secret, of 32 bytes too.".getBytes(UTF_8);
  private static final String NONE = "";

  private LogCapture log;

  @BeforeEach
  void makeFiles() throws Exception {
    log = new LogCapture();
    MadeTokens.write(folder.resolve("key"), MadeTokens.SECRET);
    MadeTokens.write(folder.resolve("other"), OTHER);
    MadeTokens.write(folder.resolve("short"), "secret\n");
    Files.setPosixFilePermissions(
        MadeTokens.write(folder.resolve("shown"), MadeTokens.SECRET),
        PosixFilePermissions.fromString("rw-r--r--"));
  }

  @AfterEach
  void releaseLog() {
    log.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--token-key ~/none hub: | --token-key ~/none: no such file | openssl rand -base64 48"
            + " >~/none; chmod 600 ~/none makes a secret",
        "--token-key ~/short hub: | --token-key ~/short: a secret has at least 32 bytes, this one"
            + " has 6 | openssl rand -base64 48 >~/short; chmod 600 ~/short makes a secret",
        "--token-key ~/shown hub: | --token-key ~/shown: every user of this machine may read or"
            + " change it | chmod o= ~/shown",
        "--token-key ~/key text:x | --token-key ~/key: no route with topics is at / | routes with"
            + " topics are those of hub: and streams:",
        "--token-key /b=~/key /a=hub: | --token-key /b=~/key: no route with topics is at /b | they"
            + " are /a",
        "--token-key /a/b=~/key /a/{t}=hub: | --token-key /a/b=~/key: that is only a part of /a/{t}"
            + " | name the path of the route; the claims of a token say for which topics it is",
        "--token-key PUT:/a=~/key /a=hub: | --token-key PUT:/a=~/key: PUT is not an action | GET:"
            + " is for all that subscribes, POST: for all that publishes, no method for both",
        "--token-key /a= /a=hub: | --token-key /a=: no file is named | openssl rand -base64 48"
            + " >FILE makes a secret for tokens",
        "--token-key /a=~/key --token-key /a=off /a=hub: | --token-key: /a has keys and is off |"
            + " leave out one of the two; off opens a part of what another --token-key is for",
        "--token-key off hub: | --token-key: no route needs a token | off opens a part of what"
            + " another --token-key FILE is for; leave it out",
        "--token-audience me hub: | --token-audience me is given without --token-key | it is for"
            + " tokens: add --token-key FILE",
        "--token-issuer me hub: | --token-issuer me is given without --token-key | it is for"
            + " tokens: add --token-key FILE",
      })
  @DisplayName("JT-4, JT-7, JT-8 what is wrong is two lines, and the exit code 2")
  void wrong(String line, String what, String hint) {
    for (var check : List.of("", "--check ")) {
      assertEquals(ExitCode.WRONG_ARGUMENTS, run(inFolder(check + "--port 0 " + line).split(" ")));
    }
    var once = "httpd: %s\n  hint: %s\n".formatted(inFolder(what), inFolder(hint));
    assertTrue(err().startsWith(once), err());
    assertEquals("", out());
  }

  /** What is sent to a server while it runs. */
  private interface Task {
    void run(Serving serving) throws Exception;
  }

  /** Runs a task while the command serves, and can hang up. */
  private final class Serving implements StopControl {

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

    String status(String line, String fields) throws IOException {
      try (var client = new RawClient(address())) {
        var head = " HTTP/1.1\nHost: localhost\nContent-Length: 0\nConnection: close\n";
        var status = client.send(line + head + fields + "\n").readHead();
        return status.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
      }
    }
  }

  private void serve(Task task, String line) {
    var all = inFolder("--port 0 --log off " + line).split(" ");
    assertEquals(ExitCode.STOPPED, run(new Serving(task), false, all), err());
  }

  private static String bearer(byte[] secret, String rights) {
    var claims = "{\"exp\":" + (MadeTokens.now() + 600) + ",\"httpd\":{" + rights + "}}";
    return bearer(MadeTokens.signed("{\"alg\":\"HS256\"}", claims, "HmacSHA256", secret));
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token + "\n";
  }

  private static final String BOTH = "\"publish\":[\"**\"],\"subscribe\":[\"**\"]";

  @Test
  @DisplayName("JT-1, JT-2, JT-3 the most specific path counts, by what a request does")
  void paths() {
    serve(
        serving -> {
          var key = bearer(MadeTokens.SECRET, BOTH);
          var other = bearer(OTHER, BOTH);
          assertEquals("401", serving.status("HEAD /all/x", NONE));
          assertEquals("200", serving.status("HEAD /all/x", key));
          assertEquals("401", serving.status("HEAD /all/x", other));
          assertEquals("201", serving.status("POST /all/x", key));
          assertEquals("200", serving.status("HEAD /news", NONE));
          assertEquals("401", serving.status("POST /news", NONE));
          assertEquals("401", serving.status("PUT /news", NONE));
          assertEquals("201", serving.status("PUT /news", key));
          assertEquals("200", serving.status("HEAD /two", other));
          assertEquals("200", serving.status("HEAD /two", key));
          assertEquals("401", serving.status("POST /two", key));
          assertEquals("201", serving.status("POST /two", other));
          assertEquals("200", serving.status("HEAD /text", NONE));
        },
        "--token-key ~/key --token-key GET:/news=off --token-key /two=~/key --token-key"
            + " /two=~/other --token-key POST:/two=~/other /all/{t}=hub: /news=hub: /two=hub:"
            + " /text=text:x");
  }

  @Test
  @DisplayName("JT-10 HUP reads the keys again, and a wrong file leaves them as they were")
  void reload() {
    serve(
        serving -> {
          var key = bearer(MadeTokens.SECRET, BOTH);
          var other = bearer(OTHER, BOTH);
          assertEquals("200", serving.status("HEAD /", key));
          MadeTokens.write(folder.resolve("key"), OTHER);
          serving.hangUp();
          waitFor("reloads", () -> status(serving, other).equals("200"));
          assertEquals("401", serving.status("HEAD /", key));
          MadeTokens.write(folder.resolve("key"), "short");
          serving.hangUp();
          waitFor("an error", () -> err().contains("; the keys stay as they were\n"));
          assertEquals("200", serving.status("HEAD /", other));
        },
        "--token-key ~/key hub:");
    assertTrue(err().contains("a secret has at least 32 bytes, this one has 5;"), err());
  }

  private static String status(Serving serving, String fields) {
    try {
      return serving.status("HEAD /", fields);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void waitFor(String what, Supplier<Boolean> condition) {
    Eventually.holds(what, condition);
  }

  @Test
  @DisplayName("JT-27 audience and issuer have to be those of the options")
  void expected() {
    serve(
        serving -> {
          var right = MadeTokens.claims("\"aud\":[\"a\",\"chat\"],\"iss\":\"https://id\",");
          var header = "{\"alg\":\"HS256\"}";
          for (var claims :
              List.of(
                  "\"aud\":\"chats\",\"iss\":\"https://id\",",
                  "\"iss\":\"https://id\",",
                  "\"aud\":\"chat\",",
                  "\"aud\":\"chat\",\"iss\":\"https://ID\",",
                  "\"aud\":\"chat\",\"iss\":[\"https://id\"],")) {
            var token = MadeTokens.hs256(header, MadeTokens.claims(claims));
            assertEquals("401", serving.status("HEAD /news", bearer(token)), claims);
          }
          var token = MadeTokens.hs256(header, right);
          assertEquals("200", serving.status("HEAD /chat/x", bearer(token)));
        },
        "--token-key ~/key --token-audience chat --token-issuer https://id /{a}/{b}=hub:"
            + " /{a}=hub:");
  }

  @Test
  @DisplayName(
      "JT-54 with --auth, user and token are both needed, and a note says how to do without")
  void withUsers() throws Exception {
    UserLines.write(folder.resolve("users"), UserLines.ADA);
    serve(
        serving -> {
          var token = MadeTokens.hs256("{\"alg\":\"HS256\"}", MadeTokens.claims(""));
          var user = "Authorization: " + UserLines.basic("ada", "hunter2") + "\n";
          assertEquals("401", serving.status("HEAD /news/x", user));
          assertEquals("401", serving.status("HEAD /news/x?authorization=" + token, NONE));
          assertEquals("403", serving.status("HEAD /news/x?authorization=" + token, user));
          assertEquals("200", serving.status("HEAD /open?topic=news&authorization=" + token, NONE));
        },
        "--auth ~/users --auth /open=off --token-key ~/key /news/{t}=hub: /open=hub:");
    assertTrue(
        err()
            .contains(
                "/news/{t} needs a user of --auth and a token; --auth /news/{t}=off leaves it"),
        err());
    assertFalse(err().contains("/open needs"), err());
  }

  @Test
  @DisplayName("JT-55 a server for others without TLS is told that tokens can be read")
  void warning() {
    run(inFolder("--check --bind 0.0.0.0 --token-key ~/key hub:").split(" "));
    assertTrue(err().contains("--token-key without TLS: tokens can be read on the network"), err());
  }
}
