package httpd.redis;

import static httpd.redis.RedisTests.log;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.FakeRedis;
import httpd.testing.LogCapture;
import httpd.topic.Append;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.StoreUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Redis": servers that are too old, and those that answer what no Redis does. */
class HostileRedisTest {

  private LogCapture log;
  private LogCapture library;

  @BeforeEach
  void capture() {
    log = new LogCapture();
    library = new LogCapture("io.lettuce");
  }

  @AfterEach
  void release() {
    log.close();
    library.close();
  }

  @Test
  @DisplayName("RD-3 a Redis before 6.2, and what is not one, is refused with its version")
  void old() throws Exception {
    for (var version : List.of("5.0.14", "6.0.16", "2.8.0", "x", "")) {
      try (var redis = new FakeRedis(command -> FakeRedis.usual(command, version))) {
        var refused =
            assertThrows(
                RedisRefusedException.class,
                () -> RedisTests.openImpatient(redis.address("k")).close());
        assertTrue(refused.getMessage().contains(version), refused.getMessage());
        assertTrue(refused.hint().contains("6.2"), refused.hint());
      }
    }
    for (var version : List.of("6.2.0", "7.0.15", "8.4.1", "10.0.0")) {
      try (var redis = new FakeRedis(command -> FakeRedis.usual(command, version))) {
        RedisTests.openImpatient(redis.address("k")).close();
      }
    }
  }

  @Test
  @DisplayName("RD-3 a Sentinel is refused: it has no data")
  void sentinel() throws Exception {
    var info = FakeRedis.bulk("redis_version:7.0.15\r\nredis_mode:sentinel\r\n");
    try (var redis =
        new FakeRedis(
            command -> command.getFirst().equals("INFO") ? info : FakeRedis.usual(command))) {
      var refused =
          assertThrows(
              RedisRefusedException.class,
              () -> RedisTests.openImpatient(redis.address("k")).close());
      assertTrue(refused.getMessage().contains("Sentinel"), refused.getMessage());
    }
  }

  @Test
  @DisplayName("RD-43 the error of a command in a script is known also as Redis 6.2 reports it")
  void errorInScript() throws Exception {
    var error =
        "-ERR Error running script (call to f_ab): @user_script:9: @user_script: 9:"
            + " -READONLY You can't write against a read only replica.\r\n";
    try (var redis =
            new FakeRedis(command ->
                command.getFirst().startsWith("EVAL") ? error : FakeRedis.usual(command));
        var store = RedisTests.openImpatient(redis.address("k"))) {
      var failure = assertThrows(StoreUnavailableException.class, () -> log(store, "a"));
      assertTrue(failure.isOutcomeKnown());
    }
  }

  @Test
  @DisplayName("RD-45 answers that make no sense fail what was asked; nothing hangs")
  void nonsense() throws Exception {
    var answers =
        List.of(
            "*1\r\n$4\r\ngone\r\n",
            "*-1\r\n",
            "*0\r\n",
            ":7\r\n",
            "+OK\r\n",
            "*2\r\n:1\r\n*1\r\n:2\r\n",
            "*2\r\n$-1\r\n$-1\r\n",
            "-ERR no\r\n",
            "-\r\n");
    for (var answer : answers) {
      try (var redis =
              new FakeRedis(command ->
                  command.getFirst().startsWith("EVAL") ? answer : FakeRedis.usual(command));
          var store = RedisTests.openImpatient(redis.address("k"))) {
        assertThrows(IOException.class, () -> log(store, "a"), answer);
      }
    }
  }

  @Test
  @DisplayName("RD-45 bytes that are not of the protocol, half an answer and none count as away")
  void garbage() throws Exception {
    var answers = List.of("HTTP/1.1 400 Bad Request\r\n\r\n", "$100\r\nhalf", "*3\r\n:1\r\n", "");
    for (var answer : answers) {
      var asked = new AtomicInteger();
      try (var redis =
              new FakeRedis(command ->
                  command.getFirst().startsWith("EVAL") && asked.incrementAndGet() > 0
                      ? answer
                      : FakeRedis.usual(command));
          var store = RedisTests.openImpatient(redis.address("k"))) {
        var failure = assertThrows(StoreUnavailableException.class, () -> log(store, "a"), answer);
        assertTrue(!failure.isOutcomeKnown(), answer);
        assertEquals(1, asked.get(), "not sent again");
      }
    }
  }

  @Test
  @DisplayName("RD-45 a connection that is closed after each command is reported, not retried")
  void closing() throws Exception {
    var asked = new AtomicInteger();
    try (var redis =
            new FakeRedis(command -> {
              boolean runs = command.getFirst().startsWith("EVAL");
              asked.addAndGet(runs ? 1 : 0);
              return runs ? null : FakeRedis.usual(command);
            });
        var store = RedisTests.openImpatient(redis.address("k"))) {
      assertThrows(StoreUnavailableException.class, () -> log(store, "a"));
      assertEquals(1, asked.get());
    }
  }

  @Test
  @DisplayName("RD-44 while Redis is slow, the bytes that wait for it are bounded")
  void slow() throws Exception {
    try (var redis =
            new FakeRedis(
                command -> command.getFirst().startsWith("EVAL") ? "" : FakeRedis.usual(command));
        var store = RedisTests.openImpatient(redis.address("k"))) {
      var begin = "x".repeat(8 * 1024 * 1024);
      var refused = new AtomicInteger();
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 8; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    store.create(
                        "a", new Blueprint(Map.of("text", begin), null, Append.of(List.of())));
                  } catch (StoreUnavailableException e) {
                    refused.addAndGet(e.isOutcomeKnown() ? 1 : 0);
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                }));
      }
      for (var thread : threads) {
        thread.join();
      }
      assertTrue(refused.get() >= 4, refused + " of 8 were refused at once");
    }
  }
}
