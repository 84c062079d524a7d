package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client whose network is gone: neither a FIN nor a reset ever comes. Server and clients are in a
 * network namespace of their own, whose only interface is taken down.
 */
class VanishedClientIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  /** Reads a line of input before it takes the network down, and one before it ends everything. */
  private static final String SCRIPT =
      """
      ip link set lo up
      "$0" --heartbeat 1s /x=hub: & server=$!
      for try in $(seq 300); do
        curl -s -o started --retry 0 'localhost:8080/nothing' && break
        sleep 0.1
      done
      curl -sN 'localhost:8080/x?as=sse' > events & events=$!
      curl -sN 'localhost:8080/x?as=lines' > lines & lines=$!
      trap 'kill $server $events $lines' TERM
      read -r down
      ip link set lo down
      read -r over
      kill $server $events $lines
      wait $server
      """;

  @TempDir Path folder;

  private boolean may(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).directory(folder.toFile()).start().waitFor() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  @Test
  @DisplayName("V-33 a client of events that vanished is given up; one of plain lines may rest")
  void vanished() throws Exception {
    assumeTrue(
        may("unshare", "-n", "ip", "link", "set", "lo", "up") && may("curl", "--version"),
        "no network namespace can be made here (root, unshare, ip and curl are needed)");
    var command = List.of("unshare", "-n", "sh", "-c", SCRIPT, PROGRAM);
    try (var httpd = Launched.startWithPipe(folder, command)) {
      Eventually.isFine(
          Duration.ofSeconds(60),
          () -> httpd.readOut().split(" head in ", -1).length == 3 ? null : httpd.readOut());
      httpd.type("down");
      Eventually.isFine(
          Duration.ofSeconds(60),
          () -> httpd.readOut().contains(", client gone\n") ? null : httpd.readOut());
      var gone = httpd.readOut().lines().filter(line -> line.endsWith(", client gone")).toList();
      assertEquals(1, gone.size());
      assertTrue(gone.getFirst().contains("/x?as=sse"), gone.getFirst());
      assertFalse(httpd.readErr().contains("Exception"), httpd.readErr());
      httpd.type("over");
      assertEquals(0, httpd.await().code());
    }
  }
}
