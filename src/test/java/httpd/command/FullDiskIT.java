package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on a file system that is full, or that takes no longer files. */
class FullDiskIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final int MOST = 1_000;
  private static final Set<Integer> REFUSED = Set.of(503, 507);

  @TempDir Path directory;

  private Launched start(Path store, String... before) throws IOException {
    var command = new ArrayList<>(List.of(before));
    command.addAll(List.of(PROGRAM, "--port", "0", "/v1/=streams:" + store));
    return Launched.start(directory, Map.of(), command);
  }

  /** Runs a command; whether it succeeded. */
  private static boolean run(String... command) throws Exception {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }

  private static String text(int number) {
    return number + " " + "x".repeat(20_000) + "\n";
  }

  private static int append(KeptConnection connection, int number) throws IOException {
    return connection.ask("POST", "/v1/a", "Content-Type: text/plain\r\n", text(number)).status();
  }

  /** Appends until that is refused; returns how many were acknowledged. */
  private static int fill(KeptConnection connection, int from) throws IOException {
    for (int i = from; i < from + MOST; i++) {
      int status = append(connection, i);
      if (status != 204) {
        assertTrue(REFUSED.contains(status), "status " + status);
        return i;
      }
    }
    throw new AssertionError("never refused");
  }

  /** Reads all, and expects exactly what was acknowledged. */
  private static void expect(KeptConnection connection, int acknowledged) throws IOException {
    var all = new StringBuilder();
    var offset = "-1";
    for (boolean isEnd = false; !isEnd; ) {
      var answer = connection.ask("GET", "/v1/a?offset=" + offset, "", "");
      assertEquals(200, answer.status());
      all.append(answer.body());
      offset = answer.headers().get("stream-next-offset");
      isEnd = answer.headers().containsKey("stream-up-to-date");
    }
    var expected = new StringBuilder();
    for (int i = 0; i < acknowledged; i++) {
      expected.append(text(i));
    }
    assertEquals(expected.length(), all.length());
    assertEquals(expected.toString(), all.toString());
  }

  private interface Space {
    void make(Launched launched) throws Exception;
  }

  private void fullAndNotFull(Path store, Space space, String... before) throws Exception {
    int acknowledged;
    try (var launched = start(store, before);
        var connection = new KeptConnection(launched.address())) {
      assertEquals(
          201, connection.ask("PUT", "/v1/a", "Content-Type: text/plain\r\n", "").status());
      acknowledged = fill(connection, 0);
      assertTrue(acknowledged > 3, "acknowledged " + acknowledged);
      for (int i = 0; i < 5; i++) { // It is full, and stays so.
        assertTrue(REFUSED.contains(append(connection, acknowledged)));
      }
      expect(connection, acknowledged);
      space.make(launched);
      for (int i = 0; i < 5; i++) {
        assertEquals(204, append(connection, acknowledged++));
      }
      expect(connection, acknowledged);
      launched.process().destroyForcibly().waitFor();
    }
    try (var launched = start(store);
        var connection = new KeptConnection(launched.address())) {
      expect(connection, acknowledged);
      assertEquals(204, append(connection, acknowledged));
      expect(connection, acknowledged + 1);
    }
  }

  @Test
  @DisplayName(
      "LG-65 on a full disk appends are refused, nothing is lost, and it goes on with space")
  void fullDisk() throws Exception {
    var disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        Installed.isOnThePath("mount")
            && run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()),
        "no file system can be mounted here (root is needed)");
    try {
      var ballast = Files.write(disk.resolve("ballast"), new byte[700_000]);
      fullAndNotFull(disk.resolve("streams"), launched -> Files.delete(ballast));
    } finally {
      assertTrue(run("umount", disk.toString()));
    }
  }

  @Test
  @DisplayName("LG-65 where a file may not be longer appends are refused, until it may")
  void longestFile() throws Exception {
    Installed.require("prlimit");
    fullAndNotFull(
        directory.resolve("streams"),
        launched -> assertTrue(run("prlimit", "--pid", "" + launched.pid(), "--fsize=100000000")),
        "prlimit",
        "--fsize=300000:100000000");
  }
}
