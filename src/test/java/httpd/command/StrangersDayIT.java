package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.Eventually;
import httpd.testing.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hundreds of clients that do no good, of every kind and at once, with a heap of 64 MiB, beside one
 * that wants its answers. Not tested here: thousands of them, several addresses, and how long the
 * answers take, which a busy machine decides.
 */
class StrangersDayIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int OF_EACH = 40;
  private static final int STREAMS = 100;

  private static final String HANDLER =
      """
      static final String BIG = "0123456789abcdef".repeat(1 << 17);

      Response handle(Request request) throws Exception {
        return switch (request.path()) {
          case "/flood" -> Response.lines(Stream.generate(() -> "x".repeat(63)));
          case "/echo" -> Response.text(request.text());
          default -> Response.text(BIG);
        };
      }
      """;

  @TempDir Path folder;
  private final List<RawClient> clients = new ArrayList<>();

  @AfterEach
  void leave() throws IOException {
    for (var client : clients) {
      client.close();
    }
  }

  private Launched start(String... limits) throws IOException {
    Files.writeString(folder.resolve("H.java"), HANDLER);
    var command = new ArrayList<>(List.of(PROGRAM, "--port", "0", "--log", "off", "--limit"));
    command.add(String.join(",", limits));
    command.addAll(
        List.of("/hi=text:hello", "/flood=H.java", "/echo=H.java", "/big=H.java", "/yes=exec:yes"));
    command.add("/arenas=exec:echo arenas: ${MALLOC_ARENA_MAX-not set}");
    return Launched.start(folder, Map.of("HTTPD_JAVA_OPTIONS", "-Xmx64m"), command);
  }

  private List<RawClient> send(InetSocketAddress server, String what) throws IOException {
    var all = new ArrayList<RawClient>();
    for (int i = 0; i < OF_EACH; i++) {
      all.add(new RawClient(server, 4 * 1024).send(what));
    }
    clients.addAll(all);
    return all;
  }

  private void honest(InetSocketAddress server) throws IOException {
    try (var client = new RawClient(server)) {
      for (int i = 0; i < 20; i++) {
        client.get("/hi").readUntil("hello");
        client.send("POST /echo HTTP/1.1\nHost: test\nContent-Length: 4\n\ngood").readUntil("good");
      }
    }
  }

  /** Each is closed or reset while it waits. */
  private static void allEnd(List<RawClient> clients) throws IOException {
    for (var client : clients) {
      client.readEnd();
    }
  }

  @Test
  @DisplayName(
      "M-1, M-50, M-51 each attacker comes to a named limit, and nothing runs out of memory")
  void day() throws Exception {
    try (var httpd = start("head-time=2s,rate-time=2s,idle-time=4s,streams=" + STREAMS)) {
      var server = httpd.address();
      honest(server);
      send(server, "GET /flood HTTP/1.1\nHost: test\n\n".repeat(3));
      send(server, "GET /flood HTTP/1.1\nHost: test\nAccept: text/event-stream\n\n");
      send(server, "GET /yes HTTP/1.1\nHost: test\n\n");
      send(server, "GET /big HTTP/1.1\nHost: test\n\n".repeat(4));
      var silent = send(server, "");
      var halfHeads = send(server, "GET /hi HTTP/1.1\nHost: test\nX-Long: " + "x".repeat(10_000));
      var head = "POST /echo HTTP/1.1\nHost: test\nContent-Length: 900000\n\n";
      var halfBodies = send(server, head + "x".repeat(100_000));
      honest(server);
      for (var limit :
          List.of("head-time", "body-rate", "answer-rate", "streams", "stream-memory")) {
        Eventually.isFine(
            PATIENCE,
            () -> httpd.readErr().contains("limit " + limit + " (") ? null : httpd.readErr());
      }
      allEnd(silent);
      allEnd(halfHeads);
      allEnd(halfBodies);
      honest(server);
      assertFalse(httpd.readErr().contains("OutOfMemory"), httpd.readErr());
      httpd.signal("TERM");
      assertEquals(0, httpd.await().code());
    }
  }

  @Test
  @DisplayName("B-17, M-51 streams that come and go, and are not read, leave the memory as it was")
  void comeAndGo() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "the system does not tell the memory");
    try (var httpd = start("streams=1000")) {
      var server = httpd.address();
      try (var client = new RawClient(server)) {
        client
            .get("/arenas")
            .readUntil(System.getenv().getOrDefault("MALLOC_ARENA_MAX", "not set"));
      }
      long first = 0;
      for (int round = 0; round < 6; round++) {
        for (var client : send(server, "GET /flood HTTP/1.1\nHost: test\n\n")) {
          client.readHead();
        }
        send(server, "GET /big HTTP/1.1\nHost: test\n\n");
        honest(server);
        leave();
        clients.clear();
        first = round == 2 ? residentMegabytes(httpd) : first;
      }
      long last = residentMegabytes(httpd);
      assertTrue(last < first + 40, "from " + first + " to " + last + " MB");
    }
  }

  private static long residentMegabytes(Launched httpd) throws IOException {
    var status = Files.readString(Path.of("/proc/" + httpd.pid() + "/status"));
    var resident = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
    assertTrue(resident.find(), status);
    return Long.parseLong(resident.group(1)) / 1024;
  }
}
