package httpd.redis;

import static httpd.redis.RedisTests.append;
import static httpd.redis.RedisTests.appended;
import static httpd.redis.RedisTests.eventually;
import static httpd.redis.RedisTests.log;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.testing.Installed;
import httpd.testing.LogCapture;
import httpd.testing.RedisServer;
import httpd.testing.Take;
import httpd.topic.Append;
import httpd.topic.Append.Producer;
import httpd.topic.AppendResult.Appended;
import httpd.topic.AppendResult.Duplicate;
import httpd.topic.StoreUnavailableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Redis": what happens while Redis is away, slow, full or read-only. */
class RedisAwayIT {

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

  @Test
  @DisplayName("RD-40 readers stay while Redis is away, and continue exactly when it is back")
  void restarted() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      var log = log(store, "a");
      append(log, "0");
      try (var source = log.last(1)) {
        assertEquals("0", Take.line(source));
        for (int round = 1; round <= 3; round++) {
          redis.kill();
          assertSame(Poll.PENDING, source.poll(() -> {}));
          var refused =
              assertThrows(StoreUnavailableException.class, () -> append(log, "not there"));
          assertFalse(refused.getMessage().isEmpty());
          redis.restart();
          int number = round;
          eventually(() -> append(log, "" + number));
          assertEquals("" + number, Take.line(source));
        }
      }
      assertEquals(4, log.state().records());
    }
    assertTrue(this.log.text().contains("is back"), this.log.text());
  }

  @Test
  @DisplayName(
      "RD-41 an append without an answer may be repeated by its producer, and is there once")
  void unanswered() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      var log = log(store, "a");
      int number = 0;
      for (int round = 0; round < 3; round++) {
        var sent = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 500; i++) {
          sent.add(log.append(numbered(number + i)));
        }
        redis.kill();
        redis.restart();
        for (var each : sent) {
          var _ = each.exceptionally(failure -> null).join();
        }
        for (int i = 0; i < 500; i++) {
          int next = number + i;
          var result = eventually(() -> appended(log, numbered(next)));
          assertTrue(result instanceof Appended || result instanceof Duplicate, result::toString);
        }
        number += 500;
      }
      assertEquals(number, log.state().records());
      try (var source = log.last(number)) {
        for (int i = 0; i < number; i++) {
          assertEquals("" + i, Take.line(source));
        }
      }
    }
  }

  private static Append numbered(int number) {
    var records = List.of(Line.of("" + number));
    return new Append(records, new Producer("p", 0, number), null, null, false);
  }

  @Test
  @DisplayName("RD-42 a Redis that does not answer in time is away; nothing hangs")
  void paused() throws Exception {
    try (var store = RedisTests.openImpatient(redis.address("k"))) {
      var log = log(store, "a");
      try (var source = log.last(0)) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        redis.command("CLIENT", "PAUSE", "1500", "ALL");
        var failure = assertThrows(StoreUnavailableException.class, () -> append(log, "1"));
        assertFalse(failure.isOutcomeKnown());
        eventually(() -> append(log, "2"));
        var first = Take.line(source);
        assertEquals("2", first.equals("1") ? Take.line(source) : first);
      }
    }
  }

  @Test
  @DisplayName(
      "RD-43 a Redis without memory refuses appends; readers stay, and nothing is half there")
  void full() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      var log = log(store, "a");
      try (var source = log.last(0)) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        append(log, "1");
        redis.command("CONFIG", "SET", "maxmemory", "1");
        var failure =
            assertThrows(
                StoreUnavailableException.class,
                () -> appended(log, Append.of(List.of(Line.of("x"), Line.of("y")))));
        assertTrue(failure.isOutcomeKnown());
        assertTrue(failure.getMessage().contains("OOM"), failure.getMessage());
        assertThrows(StoreUnavailableException.class, () -> log(store, "b"));
        redis.command("CONFIG", "SET", "maxmemory", "0");
        append(log, "2");
        assertEquals("1", Take.line(source));
        assertEquals("2", Take.line(source));
        assertEquals(2, log.state().records());
        assertEquals(List.of("a"), store.names());
      }
    }
  }

  @Test
  @DisplayName("RD-43 a server that becomes a replica takes no appends; readers continue later")
  void replica() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      var log = log(store, "a");
      try (var source = log.last(0)) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        append(log, "1");
        redis.command("REPLICAOF", "127.0.0.1", "1");
        for (int i = 0; i < 3; i++) {
          assertThrows(StoreUnavailableException.class, () -> append(log, "x"));
        }
        redis.command("REPLICAOF", "NO", "ONE");
        eventually(() -> append(log, "2"));
        assertEquals("1", Take.line(source));
        assertEquals("2", Take.line(source));
      }
    }
  }

  @Test
  @DisplayName("RD-43 a password that is changed later lets readers stay until the file has it")
  void passwordChanged() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      var log = log(store, "a");
      try (var source = log.last(0)) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        redis.command("CONFIG", "SET", "requirepass", "other");
        redis.commandAs("other", "CLIENT", "KILL", "TYPE", "normal");
        assertThrows(StoreUnavailableException.class, () -> append(log, "x"));
        redis.commandAs("other", "CONFIG", "SET", "requirepass", "");
        eventually(() -> append(log, "1"));
        assertEquals("1", Take.line(source));
      }
    }
  }
}
