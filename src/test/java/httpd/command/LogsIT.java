package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs of the program at work: where they go, rotation, and pipes that nobody reads. */
class LogsIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final int CLIENTS = 4;
  private static final int REQUESTS = 2000;
  private static final int ROTATIONS = 10;
  private static final long LIMIT_SECONDS = 30;

  @TempDir Path folder;

  private Launched start(Map<String, String> environment, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(PROGRAM, "--port", "0"));
    command.addAll(List.of(arguments));
    return Launched.start(folder, environment, command);
  }

  /** Asks for {@code /CLIENT-0} to {@code /CLIENT-1999}, one after the other. */
  private static void ask(InetSocketAddress server, int client) {
    try (var connection = new RawClient(server)) {
      for (int i = 0; i < REQUESTS; i++) {
        connection.get("/" + client + "-" + i).readUntil("\n\nx");
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("G-21 a log that is rotated under load with HUP loses and duplicates no line")
  void rotation() throws Exception {
    var log = folder.resolve("access.log");
    try (var httpd = start(Map.of(), "--log-file", log.toString(), "text:x")) {
      var server = httpd.address();
      var clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(client -> Thread.ofPlatform().start(() -> ask(server, client)))
              .toList();
      for (int i = 0; i < ROTATIONS; i++) {
        Eventually.holds("the log is written to", () -> log.toFile().length() > 0);
        Files.move(log, folder.resolve("access.log." + i));
        httpd.signal("HUP");
        Eventually.holds("the log is opened anew", () -> Files.exists(log));
        if (clients.stream().noneMatch(Thread::isAlive)) {
          ask(server, CLIENTS + i); // Whatever the speed of the machine, there is load.
        }
      }
      for (var client : clients) {
        client.join();
      }
      httpd.signal("TERM");
      var result = httpd.await();
      assertEquals(0, result.code(), result.err());
      assertEquals(1, result.err().lines().count(), result.err());
      assertEquals("", result.out());
    }
    var targets = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(folder, "access.log*")) {
      for (var file : files) {
        for (var line : Files.readAllLines(file)) {
          targets.add(line.replaceFirst(".* GET (\\S+) 200 1 byte .*", "$1"));
        }
      }
    }
    assertEquals(targets.size(), targets.stream().distinct().count(), "lines there twice");
    assertEquals(0, targets.size() % REQUESTS);
    for (int client = 0; client < CLIENTS; client++) {
      var prefix = "/" + client + "-";
      assertEquals(REQUESTS, targets.stream().filter(each -> each.startsWith(prefix)).count());
    }
  }

  @Test
  @DisplayName("G-25, G-20 the log is on standard output, and whole when the program has ended")
  void standardOutput() throws Exception {
    try (var httpd = start(Map.of("HTTPD_LOG", "combined"), "text:x")) {
      ask(httpd.address(), 0);
      httpd.signal("TERM");
      var result = httpd.await();
      assertEquals(REQUESTS, result.out().lines().count());
      assertTrue(result.out().contains("\"GET /0-1999 HTTP/1.1\" 200 1 "), "the last");
    }
  }

  @Test
  @DisplayName("C-29 HUP stops what a person has started on a terminal, and twice is not a second")
  void hangUp() throws Exception {
    var terminal = Map.of("HTTPD_JAVA_OPTIONS", "-Dhttpd.tty=true", "NO_COLOR", "1");
    try (var httpd = start(terminal, "text:x")) {
      httpd.address();
      httpd.signal("HUP");
      httpd.signal("HUP");
      assertEquals(0, httpd.await().code());
    }
  }

  @Test
  @DisplayName("G-23 a log file in a missing directory gives two lines and exit code 2")
  void missingFolder() throws Exception {
    try (var httpd = start(Map.of(), "--log-file", "none/access.log", "text:x")) {
      var result = httpd.await();
      assertEquals(2, result.code());
      assertEquals(2, result.err().lines().count(), result.err());
      assertTrue(result.err().startsWith("httpd: --log-file none/access.log: "), result.err());
    }
  }

  @Test
  @DisplayName(
      "G-26, G-22 full pipes at both outputs block neither requests nor the end of the"
          + " program")
  void fullPipes() throws Exception {
    Files.writeString(
        folder.resolve("Fails.java"),
        """
        String handle(Request request) {
          if (request.path().startsWith("/fail")) throw new IllegalStateException("x".repeat(4000));
          return "fine";
        }
        """);
    var builder =
        new ProcessBuilder(PROGRAM, "--port", "0", "Fails.java").directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.contains("JAVA_"));
    var httpd = builder.start();
    try {
      var server = address(httpd.getErrorStream());
      for (int connection = 0; connection < 8; connection++) {
        try (var client = new RawClient(server)) {
          for (int i = 0; i < 100; i++) {
            var path = "/fail" + "x".repeat(2000);
            client.get(path).readUntil("Internal Server Error");
          }
          client.get("/fine").readUntil("\n\nfine");
        }
      }
      for (var pipe : List.of(httpd.getErrorStream(), httpd.getInputStream())) {
        // Of 64 KiB: a page of the pipe takes one line if the next does not fit in as well.
        Eventually.holds("the pipe is full", () -> available(pipe) > 30_000);
      }
      httpd.toHandle().destroy(); // Unlike Process.destroy, leaves the pipes alone.
      assertTrue(httpd.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it does not end");
      assertEquals(0, httpd.exitValue());
    } finally {
      httpd.destroyForcibly().waitFor();
      httpd.getInputStream().close();
      httpd.getErrorStream().close();
      httpd.getOutputStream().close();
    }
  }

  private static int available(InputStream stream) {
    try {
      return stream.available();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads the first line, and nothing behind it. */
  private static InetSocketAddress address(InputStream stream) throws IOException {
    var line = new StringBuilder();
    for (int next = stream.read(); next != '\n'; next = stream.read()) {
      if (next < 0) {
        throw new AssertionError("it has ended: " + line);
      }
      line.append((char) next);
    }
    var text = line.toString();
    int port = Integer.parseInt(text.substring(text.lastIndexOf(':') + 1).replace("/", ""));
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
