package httpd.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.HttpException;
import httpd.Request;
import httpd.live.Presentation;
import httpd.redis.RedisAddress;
import httpd.redis.RedisStore;
import httpd.testing.Eventually;
import httpd.testing.Installed;
import httpd.testing.LogCapture;
import httpd.testing.RedisServer;
import httpd.topic.Retention;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Hubs": hubs of two servers on one Redis. */
class RedisHubIT {

  @TempDir Path directory;
  private RedisServer redis;
  private LogCapture log;

  @BeforeEach
  void start() throws Exception {
    Installed.require("redis-server");
    redis = RedisServer.start(directory, "--appendonly", "yes", "--appendfsync", "always");
    log = new LogCapture();
  }

  @AfterEach
  void stop() throws Exception {
    if (redis != null) {
      redis.close();
      log.close();
    }
  }

  private RedisStore open() throws Exception {
    return RedisStore.open(RedisAddress.parse(redis.address("k")), null, Retention.ALL);
  }

  private static HubHandler hub(RedisStore store) {
    return HubHandler.over(store, "hub:redis", Presentation.DEFAULT);
  }

  @Test
  @DisplayName("K-200, K-203.1, K-217 clients go from one server to the other, with several topics")
  void twoServers() throws Exception {
    try (var one = open();
        var two = open()) {
      var here = hub(one);
      var there = hub(two);
      String id;
      try (var named = HubReader.events(here, "topic=a", null);
          var all = HubReader.events(here, "topic=**", null)) {
        var own = HubReader.publish(there, "a", "1");
        assertEquals(own, named.read(1).lastEventId());
        HubReader.publish(there, "b/c", "2");
        id = all.read(2).lastEventId();
      }
      HubReader.publish(here, "a", "3");
      HubReader.publish(here, "new", "4");
      try (var all = HubReader.events(there, "topic=**", id)) {
        assertEquals(List.of("3", "4"), all.read(2).data().stream().sorted().toList());
        assertEquals(2, all.read().events().size());
      }
      var json = "{\"id\":\"170000-1\",\"data\":1}";
      var pretended =
          Request.post("/?topic=a", json).withHeader("Content-Type", "application/json");
      assertEquals(400, assertThrows(HttpException.class, () -> here.handle(pretended)).status());
    }
  }

  @Test
  @DisplayName("K-230, RD-24 presence counts the subscribers of all servers")
  void presence() throws Exception {
    try (var one = open();
        var two = open()) {
      var here = hub(one);
      var there = hub(two);
      HubReader.publish(here, "a", "1");
      try (var ours = HubReader.events(here, "topic=a&last=1", null);
          var theirs = HubReader.events(there, "topic=a&last=1", null)) {
        ours.read(1);
        theirs.read(1);
        Eventually.isFine(
            () -> presence(here).contains("\"subscribers\":2") ? null : presence(here));
        redis.command("HSET", "k:{a}:listeners", "dead", "5 1700000000000");
        assertTrue(presence(here).contains("\"subscribers\":2"), presence(here));
        Eventually.isFine(
            () -> presence(there).contains("\"subscribers\":2") ? null : presence(there));
      }
    }
  }

  private static String presence(HubHandler hub) {
    try {
      var response = hub.handle(Request.get("/?topic=a&presence"));
      return ((Body.Text) response.body()).text();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("K-202, K-206 while Redis is away clients stay, and publications are 503")
  void away() throws Exception {
    try (var store = open()) {
      var hub = hub(store);
      HubReader.publish(hub, "a", "1");
      HubReader.publish(hub, "b", "1");
      try (var one = HubReader.events(hub, "topic=a&last=1", null);
          var all = HubReader.events(hub, "topic=*&last=1", null)) {
        one.read(1);
        all.read(2);
        redis.kill();
        var refused =
            assertThrows(HttpException.class, () -> hub.handle(Request.post("/?topic=a", "x")));
        assertEquals(503, refused.status());
        assertEquals("2", refused.headers().get("Retry-After"));
        one.readOne();
        all.readOne();
        assertTrue(new String(one.bytes(), UTF_8).contains(": redis is away"));
        assertTrue(new String(all.bytes(), UTF_8).contains(": redis is away"));
        redis.restart();
        Eventually.holds("published", () -> isPublished(hub));
        assertEquals(List.of("1", "2"), one.read(2).data());
        assertEquals(3, all.read(3).events().size());
        assertTrue(new String(one.bytes(), UTF_8).contains(": the store is back\n\n"));
      }
    }
  }

  private static boolean isPublished(HubHandler hub) {
    try {
      HubReader.publish(hub, "a", "2");
      return true;
    } catch (HttpException away) {
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
