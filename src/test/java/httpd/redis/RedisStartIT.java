package httpd.redis;

import static httpd.redis.RedisTests.append;
import static httpd.redis.RedisTests.log;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Eventually;
import httpd.testing.Installed;
import httpd.testing.LogCapture;
import httpd.testing.RedisServer;
import httpd.topic.Append;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.Retention;
import httpd.topic.StoreUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Redis": which servers are used, and how the program signs in. */
class RedisStartIT {

  @TempDir Path directory;

  @BeforeEach
  void installed() {
    Installed.require("redis-server");
  }

  private static RedisRefusedException refused(String address, Path credentials) {
    return assertThrows(
        RedisRefusedException.class,
        () ->
            RedisStore.open(
                    RedisAddress.parse(address), credentials, Retention.ALL, RedisTests.PATIENCE)
                .close());
  }

  @Test
  @DisplayName("RD-2 credentials come from a file, which is read for each connection")
  void credentials() throws Exception {
    var file = directory.resolve("secret");
    Files.writeString(file, "wrong\n");
    try (var redis = RedisServer.start(directory, "--requirepass", "open sesame")) {
      var address = redis.address("k");
      assertTrue(refused(address, null).hint().contains("--redis-auth"));
      assertTrue(refused(address, file).getMessage().contains("refused the user or the password"));
      Files.writeString(file, "open sesame\n");
      try (var store =
          RedisStore.open(RedisAddress.parse(address), file, Retention.ALL, RedisTests.PATIENCE)) {
        append(log(store, "a"), "1");
      }
      Files.writeString(file, "default:open sesame");
      try (var store =
          RedisStore.open(RedisAddress.parse(address), file, Retention.ALL, RedisTests.PATIENCE)) {
        assertEquals(1, RedisTests.found(store, "a").state().records());
      }
    }
  }

  @Test
  @DisplayName("RD-4 a Redis that cannot be reached at the start is waited for")
  void startsLater() throws Exception {
    var redis = RedisServer.start(directory);
    redis.kill();
    try (var log = new LogCapture();
        var store = RedisTests.open(redis.address("k"))) {
      assertThrows(StoreUnavailableException.class, () -> store.find("a"));
      assertThrows(
          StoreUnavailableException.class,
          () -> store.create("a", new Blueprint(Map.of(), null, Append.of(List.of()))));
      assertTrue(log.text().contains("waiting for redis://127.0.0.1:" + redis.port()), log.text());
      redis.restart();
      Eventually.isFine(() -> {
        try {
          append(log(store, "a"), "1");
          return null;
        } catch (Exception e) {
          return e.toString();
        }
      });
    } finally {
      redis.close();
    }
  }

  @Test
  @DisplayName("RD-5 eviction and missing persistence are warned of, once each")
  void dangers() throws Exception {
    try (var log = new LogCapture();
        var redis =
            RedisServer.start(
                directory, "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")) {
      RedisTests.open(redis.address("k")).close();
      assertTrue(log.text().contains("maxmemory-policy allkeys-lru"), log.text());
      assertTrue(log.text().contains("appendonly no"), log.text());
    }
    try (var log = new LogCapture();
        var redis = RedisServer.start(directory, "--appendonly", "yes")) {
      RedisTests.open(redis.address("k")).close();
      assertEquals("", log.text());
    }
  }

  @Test
  @DisplayName("RD-3 a node of a cluster and an unknown database are refused")
  void cluster() throws Exception {
    try (var redis = RedisServer.start(directory, "--cluster-enabled", "yes")) {
      assertTrue(refused(redis.address("k"), null).getMessage().contains("Redis Cluster"));
    }
    try (var redis = RedisServer.start(directory, "--databases", "2")) {
      assertTrue(refused(redis.address("k?db=7"), null).getMessage().contains("no database"));
      RedisTests.open(redis.address("k?db=1")).close();
    }
  }
}
