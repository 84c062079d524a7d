package httpd.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.script.HandlerFile;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The example of a whole service, served with a clock that the test moves. */
abstract class CrewService {

  private static final Path EXAMPLE = Path.of("examples/crew/Crew.java");

  @TempDir Path directory;

  final MovedClock clock = MovedClock.CLOCK;
  private final List<RawClient> clients = new ArrayList<>();
  private Server server;

  /** A response. */
  record Answer(int status, String body) {}

  /** A client that follows the feed. */
  final class Listener {

    private static final Pattern BLOCK = Pattern.compile("(?:id: ([^␊]*)␊)?(?:data: ([^␊]*)␊)?␊");

    final RawClient client;
    String id;

    Listener(String id) throws IOException {
      client =
          open()
              .send(
                  "GET /events/stream HTTP/1.1\nHost: test\nAccept: text/event-stream\n"
                      + (id == null ? "" : "Last-Event-ID: " + id + "\n")
                      + "\n");
      assertTrue(client.readHead().startsWith("HTTP/1.1 200"), "refused");
      assertEquals(null, data(), "the first event is an id without data");
    }

    String data() throws IOException {
      int length = Integer.parseInt(client.readUntil("\n").strip(), 16);
      var event = BLOCK.matcher(client.readLike("x".repeat(length) + "\n").strip());
      assertTrue(event.matches(), event::toString);
      id = event.group(1);
      return event.group(2);
    }

    void hears(int from, int to) throws IOException {
      for (int i = from; i <= to; i++) {
        assertEquals(event(i), data());
      }
    }
  }

  static String event(int number) {
    return "{\"machine\":\"m\",\"agent\":\"ada\",\"event_id\":\"%s\"}".formatted(number);
  }

  @BeforeEach
  void serve() throws Exception {
    clock.moveTo("2026-12-31T23:59:58Z");
    start();
  }

  @AfterEach
  void stop() throws IOException {
    for (var client : clients) {
      client.close();
    }
    server.close();
  }

  /** Loads the file with another clock and another directory. */
  private void start() throws Exception {
    var text = Files.readString(EXAMPLE);
    var moved =
        text.replace("Clock.systemUTC()", "httpd.docs.MovedClock.CLOCK")
            .replace(
                "System.getenv().getOrDefault(\"CREW_DATA\", \"data\")",
                "\"" + directory.resolve("data") + "\"");
    assertFalse(
        moved.contains("systemUTC") || moved.contains("getenv"), "another clock or directory");
    var file = Files.writeString(directory.resolve("Crew.java"), moved);
    server =
        Server.start(ServerConfig.defaults().withPort(0).withEventLoops(1), HandlerFile.load(file));
  }

  void restart() throws Exception {
    server.close();
    start();
  }

  private synchronized RawClient open() throws IOException {
    var client = new RawClient(server.address());
    clients.add(client);
    return client;
  }

  Answer ask(String method, String path, String body) throws IOException {
    try (var client = new RawClient(server.address())) {
      client.send(
          "%s %s HTTP/1.1\nHost: test\nConnection: close\nContent-Length: %s\n\n"
              .formatted(method, path, body.replace("␊", "\n").getBytes(UTF_8).length));
      client.send(body);
      var all = client.readAll();
      int end = all.indexOf("\n\n");
      return new Answer(
          Integer.parseInt(all.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())),
          all.substring(end + 2));
    }
  }

  void report(int from, int to) throws IOException {
    for (int i = from; i <= to; i++) {
      assertEquals(201, ask("POST", "/events", event(i)).status());
    }
  }

  List<String> names(String of) throws IOException {
    var data = directory.resolve("data").resolve(of);
    if (!Files.exists(data)) {
      return List.of();
    }
    try (var files = Files.list(data)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  interface Asking<T> {
    T ask(int number) throws Exception;
  }

  static <T> List<T> atOnce(int many, Asking<T> asking)
      throws InterruptedException, ExecutionException {
    var start = new CyclicBarrier(many);
    try (var threads = Executors.newFixedThreadPool(many)) {
      var tasks =
          IntStream.range(0, many)
              .<Callable<T>>mapToObj(i ->
                  () -> {
                    start.await();
                    return asking.ask(i);
                  })
              .toList();
      var answers = new ArrayList<T>();
      for (var future : threads.invokeAll(tasks)) {
        answers.add(future.get());
      }
      return answers;
    }
  }
}
