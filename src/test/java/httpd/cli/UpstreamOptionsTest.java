package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.process.StopControl;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options for upstreams whose values are rules, files and paths. */
class UpstreamOptionsTest extends CommandTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--upstream-header=x | --upstream-header ...: there is no colon after the name | \"Name: v",
        "--upstream-header=/x/:A | there is no field after the path | \"/path/: Name:\"",
        "--upstream-header=/{: A: b | path /{: the { in { is not closed | write \"Name: value\"",
        "--upstream-header=A b: c | there is no colon after the name | write",
        "--upstream-header=Content-Length: 1 | Content-Length belongs to a connection | write",
        "--upstream-header=upgrade:h2c | upgrade belongs to a connection | write",
        "--upstream-header=A: @~/none | none cannot be read: there is no such file | name a file",
        "--upstream-header=A: @~/app.log | app.log has nothing in its first line | value of A",
        "--upstream-header=A: Bearer @~/none | none cannot be read: there is no such | name a file",
        "--upstream-header=A: @~/sub | sub cannot be read: | name a file",
        "--upstream-ca=~/none.pem | none.pem cannot be read: there is no such file | name a file",
        "--upstream-ca=~/Hello.java | Hello.java has no certificates: | BEGIN",
        "--upstream-ca=~/app.log | app.log has no certificates: | BEGIN",
        "--upstream-check=health | it is not a path of the upstreams | --upstream-check /health",
        "--upstream-check=/a b | it is not a path of the upstreams | --upstream-check /health",
      })
  @DisplayName("PX-22, PX-30.1, PX-42 what is not right is an error of two lines, exit status 2")
  void wrong(String argument, String what, String hint) {
    assertEquals(
        ExitCode.WRONG_ARGUMENTS, run(inFolder(argument), "--check", "http://127.0.0.1:1/"));
    var lines = err().lines().toList();
    assertEquals(2, lines.size(), err());
    assertTrue(lines.get(0).startsWith("httpd: ") && lines.get(0).contains(what), err());
    assertTrue(lines.get(1).startsWith("  hint: ") && lines.get(1).contains(hint), err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--upstream-header=Authorization: Bearer s3cret\r\nX: y",
        "--upstream-header=Authorization Bearer s3cret",
        "--upstream-header=s3cret",
        "--upstream-header=Authorization Bearer s3cret: x",
        "--upstream-header=/x{: Authorization: s3cret",
        "--upstream-header=Connection: s3cret",
        "--upstream-header=Connection:s3cret",
        "--upstream-header Authorization: s3cret",
      })
  @DisplayName("PX-21.1 the message about a wrong rule does not have its value")
  void wrongSecret(String argument) {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run(argument, "--check", "http://127.0.0.1:1/"));
    assertTrue(err().contains("--upstream-header"), err());
    assertFalse(err().contains("s3cret"), err());
  }

  @Test
  @DisplayName(
      "PX-21, PX-21.1 a value comes from a file, goes to the upstream, and is shown nowhere")
  void secret() throws Exception {
    Files.writeString(folder.resolve("key"), "s3cret \nsecond line\n");
    try (var upstream = new ScriptedUpstream();
        var log = new LogCapture()) {
      var code =
          run(
              () -> {
                try (var client = new RawClient(address())) {
                  client.get("/x/");
                  var connection = upstream.next();
                  assertTrue(
                      connection.head().contains("\r\nAuthorization: Bearer s3cret\r\n"),
                      connection.head());
                  connection.close(); // A failure is logged.
                  client.readUntil("way␊");
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              false,
              "--port=0",
              inFolder("--upstream-header=/x/: Authorization: Bearer @~/key"),
              "/x/=" + upstream.uri("/"));
      assertEquals(ExitCode.STOPPED, code);
      assertFalse((out() + err() + log.text()).contains("s3cret"));
    }
  }

  /** Replaces a key, and then spoils it. */
  private final class Rotation implements StopControl {
    private final ScriptedUpstream upstream;
    private Runnable hangUp = () -> {};

    Rotation(ScriptedUpstream upstream) {
      this.upstream = upstream;
    }

    @Override
    public void onHangUp(Runnable action) {
      hangUp = action;
    }

    @Override
    public void await() throws InterruptedException {
      try (var client = new RawClient(address())) {
        assertEquals("Bearer s3cret", sent(client));
        write("s3cret-2\n");
        Eventually.isFine(() -> "Bearer s3cret-2".equals(sent(client)) ? null : "not read again");
        write("\n");
        Eventually.isFine(() -> err().contains("key has nothing in its first") ? null : err());
        assertEquals("Bearer s3cret-2", sent(client));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private void write(String key) throws IOException {
      Files.writeString(folder.resolve("key"), key);
      hangUp.run();
    }

    /** Sends a request, and returns what the upstream gets. */
    private String sent(RawClient client) {
      try {
        client.get("/x/");
        var connection = upstream.next();
        connection.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        client.readHead();
        var head = connection.head();
        int at = head.indexOf("Authorization: ");
        return head.substring(at + "Authorization: ".length(), head.indexOf("\r\n", at));
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  @DisplayName("PX-21.2, PX-21.1 HUP reads the file again, and a wrong one leaves the value")
  void rotated() throws Exception {
    Files.writeString(folder.resolve("key"), "s3cret\n");
    try (var upstream = new ScriptedUpstream()) {
      var code =
          run(
              new Rotation(upstream),
              false,
              "--port=0",
              inFolder("--upstream-header=/x/: Authorization: Bearer @~/key"),
              "/x/=" + upstream.uri("/"));
      assertEquals(ExitCode.STOPPED, code);
      assertTrue(err().contains("; the previous value is still sent\n  hint: write"), err());
      assertFalse((out() + err()).contains("s3cret"));
    }
  }

  @Test
  @DisplayName("PX-23 a path of shared+http: counts if it takes that of the route")
  void shared() throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      var code =
          run(
              () -> {
                try (var client = new RawClient(address())) {
                  client.get("/feed");
                  var connection = upstream.next();
                  assertTrue(connection.head().contains("\r\nA: 1\r\n"), connection.head());
                  assertFalse(connection.head().contains("\r\nB: "), connection.head());
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              false,
              "--port=0",
              "--upstream-header=/feed: A: 1",
              "--upstream-header=/other: B: 1",
              "/feed=shared+" + upstream.uri("/"));
      assertEquals(ExitCode.STOPPED, code);
    }
  }

  @Test
  @DisplayName("PX-42 checks begin with the start, for http: and sse+http:, and end with the stop")
  void checks() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var log = new LogCapture()) {
      var code =
          run(
              () -> {
                try {
                  for (int i = 0; i < 2; i++) {
                    var head = upstream.next().head();
                    assertTrue(head.startsWith("GET /up HTTP/1.1\r\n"), head);
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              false,
              "--port=0",
              "--upstream-check=/up",
              "/a=sse+" + upstream.uri("/a"),
              "/b=" + upstream.uri("/b"));
      assertEquals(ExitCode.STOPPED, code);
      Eventually.isFine(() -> upstream.everyClientHasGone() ? null : "a check goes on");
    }
  }
}
