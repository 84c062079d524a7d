package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.Installed;
import httpd.testing.RawClient;
import httpd.testing.RedisServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Logs in Redis": hubs of two processes on one Redis. */
class RedisHubIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  @TempDir Path directory;

  @BeforeEach
  void installed() {
    Installed.require("redis-server");
  }

  private Launched start(String target) throws Exception {
    return Launched.start(
        directory, Map.of(), List.of(PROGRAM, "--port", "0", "/{room}=" + target));
  }

  private static RawClient subscribe(Launched httpd, String lastEventId) throws Exception {
    var client = new RawClient(httpd.address());
    client.send(
        "GET /tea HTTP/1.1\nHost: localhost\nAccept: text/event-stream\n"
            + "Last-Event-ID: "
            + lastEventId
            + "\n\n");
    return client;
  }

  private static HttpResponse<String> publish(InetSocketAddress server, String event)
      throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getPort() + "/tea"))
              .POST(HttpRequest.BodyPublishers.ofString(event))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static String published(Launched httpd, String event) throws Exception {
    var response = publish(httpd.address(), event);
    assertEquals(201, response.statusCode(), response.body());
    return response.body().strip();
  }

  @Test
  @DisplayName("RD-10, RD-22, RD-40 a hub of two processes outlives an outage of Redis")
  void outage() throws Exception {
    try (var redis = RedisServer.start(directory, "--appendonly", "yes");
        var one = start("hub:" + redis.address("chat"));
        var two = start("hub:" + redis.address("chat"))) {
      var first = published(one, "1");
      var entry = redis.command("XRANGE", "chat:{tea}", "-", "+");
      assertTrue(entry.contains(first), "the id of the event is that of the entry: " + entry);
      try (var reader = subscribe(two, first)) {
        reader.readHead();
        published(one, "2");
        reader.readUntil("data: 2");
        published(two, "3");
        reader.readUntil("data: 3");
        redis.kill();
        reader.readUntil(": redis is away");
        var refused = publish(one.address(), "not there");
        assertEquals(503, refused.statusCode(), refused.body());
        assertEquals("2", refused.headers().firstValue("Retry-After").orElse("none"));
        redis.restart();
        reader.readUntil("is back");
        Eventually.isFine(() -> {
          try {
            int status = publish(one.address(), "4").statusCode();
            return status == 201 ? null : "status " + status;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
        var rest = reader.readUntil("data: 4");
        assertFalse(rest.contains("not there"), rest);
        assertFalse(rest.contains("reset"), rest);
      }
    }
  }

  @Test
  @DisplayName("RD-31 a subscriber whose events Redis has lost is cut, and gets a reset")
  void reset() throws Exception {
    try (var redis = RedisServer.start(directory);
        var httpd = start("hub:" + redis.address("chat"))) {
      published(httpd, "1");
      redis.command("SAVE");
      var lost = published(httpd, "2");
      try (var reader = subscribe(httpd, lost)) {
        reader.readHead();
        redis.kill();
        redis.restart();
        reader.readEnd();
      }
      Eventually.isFine(() -> {
        try (var again = subscribe(httpd, lost)) {
          var head = again.readHead();
          if (!head.contains(" 200 ")) {
            return head; // The store is not back yet.
          }
          var events = again.readUntil("data: 1");
          return events.contains("event: reset") ? null : events;
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      });
    }
  }

  @Test
  @DisplayName("RD-2, RD-3 a password that is missing or wrong, or in the address, is an error")
  void password() throws Exception {
    var file = Files.writeString(directory.resolve("secret"), "wrong");
    try (var redis = RedisServer.start(directory, "--requirepass", "s3cret")) {
      var target = "/x=hub:" + redis.address("chat");
      var missing = Launched.run(directory, List.of(PROGRAM, "--port", "0", target));
      assertEquals(2, missing.code(), missing.err());
      assertTrue(missing.err().contains("wants a password"), missing.err());
      var wrong =
          Launched.run(
              directory, List.of(PROGRAM, "--port", "0", "--redis-auth", file.toString(), target));
      assertEquals(2, wrong.code(), wrong.err());
      var shown = Launched.run(directory, List.of(PROGRAM, "/x=hub:redis://:s3cret@127.0.0.1/k"));
      assertEquals(2, shown.code(), shown.err());
      assertTrue(shown.err().contains("--redis-auth FILE"), shown.err());
    }
  }
}
