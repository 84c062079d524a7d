package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands behind the real program: what becomes of them when it ends. */
class ExecIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final int CLIENTS = 5;

  @TempDir Path folder;

  private Launched start(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(PROGRAM, "--port", "0"));
    command.addAll(List.of(arguments));
    return Launched.start(folder, Map.of(), command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL"})
  @DisplayName("X-44 whatever ends the server ends its commands and what they have started")
  void serverEnds(String signal) throws Exception {
    var all = new ArrayList<String>();
    var clients = new ArrayList<RawClient>();
    // One of each three does not listen to TERM.
    var line = "(trap '' TERM; sleep 1000) & sleep 1000 & echo $! $$; sleep 1000";
    try (var httpd = start("/x/=exec:" + line)) {
      for (int i = 0; i < CLIENTS; i++) {
        var client = new RawClient(httpd.address());
        clients.add(client);
        client.get("/x/").readHead();
        var chunk = client.readUntil("␊\n");
        all.addAll(
            List.of(chunk.lines().skip(1).findFirst().orElseThrow().replace("␊", "").split(" ")));
      }
      httpd.signal(signal);
      assertEquals(signal.equals("TERM") ? 0 : 128 + 9, httpd.await().code());
      Eventually.isFine(
          Duration.ofSeconds(signal.equals("TERM") ? 1 : 10),
          () -> alive(all).isEmpty() ? null : "alive: " + alive(all));
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  /** Everyone of these groups; who has ended and waits for init alone has gone. */
  private static List<String> alive(List<String> groups) {
    try (var processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(process -> process.getFileName().toString().matches("\\d+"))
          .map(ExecIT::stat)
          .filter(stat -> stat.length > 4 && groups.contains(stat[4]) && !stat[2].equals("Z"))
          .map(stat -> String.join(" ", stat))
          .toList();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String[] stat(Path process) {
    try {
      return Files.readString(process.resolve("stat")).split(" ");
    } catch (java.io.IOException goneMeanwhile) {
      return new String[0];
    }
  }

  @Test
  @DisplayName("X-110, X-113 in the C locale bytes reach a command as the server was given them")
  void bytesInTheCLocale() throws Exception {
    var line = "printf '%s %s' \"$OWN\" \"$HTTP_X_A\" | od -An -v -tx1";
    var launch = "OWN=$(printf 'a\\351') LC_ALL=C exec \"$@\"";
    var command = List.of("sh", "-c", launch, "sh", PROGRAM, "--port", "0", "/x=exec:" + line);
    try (var httpd = Launched.start(folder, Map.of(), command);
        var client = new RawClient(httpd.address())) {
      client.send("GET /x HTTP/1.1\nHost: h\nX-A: \u00e9\n\n").readHead();
      assertEquals("10\n 61 e9 20 c3 a9␊\n", client.readUntil("␊\n"));
    }
  }

  @Test
  @DisplayName("X-70, X-80, C-3 the options of the command line reach the commands")
  void options() throws Exception {
    try (var httpd = start("--max-exec", "1", "/t=pty+exec:test -t 1 && echo yes; sleep 1000");
        var first = new RawClient(httpd.address());
        var second = new RawClient(httpd.address())) {
      first.get("/t").readHead();
      assertEquals("4\nyes␊\n", first.readUntil("yes␊\n"));
      var refused = second.get("/t").readHead();
      assertTrue(refused.startsWith("HTTP/1.1 503 Service Unavailable\n"), refused);
    }
  }
}
