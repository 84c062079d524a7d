package httpd.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.Timer;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.server.SitePolicy;
import httpd.testing.RawClient;
import httpd.topic.LogStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Streams below {@code /s/}, over each engine, and a clock that the test sets. */
abstract class StreamsCase {

  static final String TEXT = "text/plain";
  static final String JSON = "application/json";

  /** A timer whose tasks the test runs. */
  static final class HeldTimer implements Timer {
    private final List<Runnable> tasks = new ArrayList<>();

    @Override
    public synchronized Future<?> after(long nanos, Runnable task) {
      var set = new CompletableFuture<Void>();
      tasks.add(() -> {
        if (!set.isCancelled()) {
          task.run();
        }
      });
      return set;
    }

    void runAll() {
      List<Runnable> due;
      synchronized (this) {
        due = List.copyOf(tasks);
        tasks.clear();
      }
      due.forEach(Runnable::run);
    }
  }

  @Parameter StreamEngine engine;
  @TempDir Path directory;

  final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
  final HeldTimer timer = new HeldTimer();
  LogStore store;
  Server server;
  HttpClient client;

  Limits limits() {
    return Limits.standard().with(Bound.LONG_POLL, Duration.ofMillis(20));
  }

  @BeforeEach
  void start() throws Exception {
    var limits = limits();
    store = engine.open(directory, limits);
    var handler = new StreamsHandler("streams:", store, limits, clock::get, timer);
    var router = Router.of(Route.of(Set.of(), "/s/", handler));
    var sites = SitePolicy.DEFAULT.withOrigins(Set.of("https://app.example"));
    server =
        Server.start(
            ServerConfig.defaults().withPort(0).withLimits(limits).withSites(sites), router);
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    client.close();
    server.close();
    store.close();
  }

  URI uri(String path) {
    return server.uri().resolve("/s/" + path);
  }

  HttpRequest.Builder request(String path, String... fields) {
    var request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10));
    return fields.length == 0 ? request : request.headers(fields);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path, String body, String... fields)
      throws Exception {
    return send(request(path, fields).method(method, BodyPublishers.ofString(body)));
  }

  HttpResponse<String> put(String path, String type, String body, String... fields)
      throws Exception {
    return send("PUT", path, body, with(type, fields));
  }

  HttpResponse<String> post(String path, String type, String body, String... fields)
      throws Exception {
    return send("POST", path, body, with(type, fields));
  }

  private static String[] with(String type, String... fields) {
    var all = new ArrayList<>(List.of("Content-Type", type));
    all.addAll(List.of(fields));
    return all.toArray(String[]::new);
  }

  HttpResponse<String> get(String path, String... fields) throws Exception {
    return send(request(path, fields).GET());
  }

  HttpResponse<String> head(String path) throws Exception {
    return send(request(path).HEAD());
  }

  HttpResponse<String> delete(String path) throws Exception {
    return send(request(path).DELETE());
  }

  static String field(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  static String next(HttpResponse<?> response) {
    return field(response, "Stream-Next-Offset");
  }

  static void assertStatus(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response::body);
  }

  void create(String path, String type, String... appends) throws Exception {
    assertStatus(201, put(path, type, ""));
    for (var append : appends) {
      assertStatus(204, post(path, type, append));
    }
  }

  String text(String path) throws Exception {
    var response = get(path);
    assertStatus(200, response);
    return response.body();
  }

  RawClient connect() throws IOException {
    return new RawClient(server.addresses().getFirst());
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
