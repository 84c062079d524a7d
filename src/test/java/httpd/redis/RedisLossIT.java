package httpd.redis;

import static httpd.redis.RedisTests.after;
import static httpd.redis.RedisTests.append;
import static httpd.redis.RedisTests.found;
import static httpd.redis.RedisTests.log;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.testing.CutForwarder;
import httpd.testing.Eventually;
import httpd.testing.Installed;
import httpd.testing.LogCapture;
import httpd.testing.RedisServer;
import httpd.testing.Take;
import httpd.topic.LogDeletedException;
import httpd.topic.RecordsLostException;
import httpd.topic.Retention;
import httpd.topic.StoreUnavailableException;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Redis": records that Redis does not have any more are never left out silently. */
class RedisLossIT {

  @TempDir Path directory;
  private RedisServer redis;
  private LogCapture log;

  @BeforeEach
  void start() throws Exception {
    Installed.require("redis-server");
    redis = RedisServer.start(directory);
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
  @DisplayName("RD-11 a log keeps about as many records as it should, never fewer")
  void retention() throws Exception {
    try (var store = RedisTests.open(redis.address("k"), new Retention(50, Long.MAX_VALUE, null));
        var bytes =
            RedisTests.open(redis.address("b"), new Retention(Long.MAX_VALUE, 5_000, null))) {
      var few = log(store, "a");
      var oldest = few.bounds().oldest();
      for (int i = 0; i < 400; i++) {
        append(few, "" + i);
      }
      long left = few.state().records();
      assertTrue(left >= 50 && left <= 200, "left " + left);
      assertInstanceOf(Resumption.Lost.class, few.after(oldest));
      var small = log(bytes, "a");
      for (int i = 0; i < 20; i++) {
        append(small, "x".repeat(1_000));
      }
      assertEquals(5_000, small.state().bytes());
      append(small, "x".repeat(8_000));
      assertEquals(1, small.state().records(), "a longer record is kept alone");
    }
  }

  @Test
  @DisplayName("RD-30 a reader whose records were trimmed learns how many it has missed")
  void trimmed() throws Exception {
    try (var store = RedisTests.open(redis.address("k"), new Retention(10, Long.MAX_VALUE, null))) {
      var log = log(store, "a");
      try (var source = log.last(0)) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        for (int i = 1; i <= 2_000; i++) {
          append(log, "" + i);
        }
        int missed = 0;
        int read = 0;
        while (read + missed < 2_000) {
          switch (Take.next(source)) {
            case Line line -> assertEquals("" + (++read + missed), line.text());
            case Poll.Failed(var cause) -> {
              assertInstanceOf(FellBehindException.class, cause);
              missed += (int) source.skip();
            }
            default -> throw new AssertionError();
          }
        }
        assertTrue(missed > 0, "missed " + missed);
      }
    }
  }

  @Test
  @DisplayName("RD-31 a Redis that came back without records: readers fail, their places are lost")
  void withoutRecords() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      var log = log(store, "a");
      append(log, "1");
      redis.command("SAVE");
      var lost = append(log, "2");
      try (var source = log.last(1)) {
        assertEquals("2", Take.line(source));
        var woken = new Semaphore(0);
        assertSame(Poll.PENDING, source.poll(woken::release));
        redis.kill();
        redis.restart(); // With what was saved.
        assertInstanceOf(RecordsLostException.class, failure(source));
      }
      var again = RedisTests.eventually(() -> found(store, "a"));
      assertEquals(1, again.state().records());
      assertInstanceOf(Resumption.Lost.class, again.after(lost));
      append(again, "another 2");
      assertInstanceOf(Resumption.Lost.class, again.after(lost));
      try (var source = again.last(2)) {
        assertEquals("1", Take.line(source));
        assertEquals("another 2", Take.line(source));
      }
    }
  }

  private static Throwable failure(httpd.line.LineSource source) throws Exception {
    return assertInstanceOf(Poll.Failed.class, Take.next(source)).cause();
  }

  @Test
  @DisplayName("RD-32 after FLUSHALL readers fail, and positions of before are lost")
  void flushed() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      var log = log(store, "a");
      var one = append(log, "1");
      try (var source = log.last(0)) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        redis.command("FLUSHALL");
        assertInstanceOf(LogDeletedException.class, failure(source));
      }
      assertThrows(LogDeletedException.class, () -> append(log, "2"));
      assertNull(store.find("a"));
      var again = log(store, "a");
      assertInstanceOf(Resumption.Lost.class, again.after(one));
      append(again, "2");
      assertInstanceOf(Resumption.Lost.class, again.after(one));
    }
  }

  @Test
  @DisplayName("RD-33 a log that another server has deleted fails the readers here")
  void deletedElsewhere() throws Exception {
    try (var here = RedisTests.open(redis.address("k"));
        var there = RedisTests.open(redis.address("k"))) {
      var log = log(here, "a");
      append(log, "1");
      try (var silent = log.last(0);
          var busy = log(here, "b").last(0)) {
        assertSame(Poll.PENDING, silent.poll(() -> {}));
        assertSame(Poll.PENDING, busy.poll(() -> {}));
        found(there, "a").delete();
        assertInstanceOf(LogDeletedException.class, failure(silent));
        found(there, "b").delete();
        append(log(there, "b"), "of a new log");
        assertInstanceOf(LogDeletedException.class, failure(busy));
      }
    }
  }

  @Test
  @DisplayName("RD-34 a key of another type fails the readers of its log, and of no other one")
  void wrongType() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      append(log(store, "a"), "1");
      append(log(store, "b"), "1");
      try (var broken = log(store, "a").last(0);
          var whole = log(store, "b").last(0)) {
        assertSame(Poll.PENDING, broken.poll(() -> {}));
        assertSame(Poll.PENDING, whole.poll(() -> {}));
        redis.command("DEL", "k:{a}");
        redis.command("SET", "k:{a}", "text");
        assertTrue(failure(broken).getMessage().contains("another type"));
        append(log(store, "b"), "2");
        assertEquals("2", Take.line(whole));
        assertThrows(IOException.class, () -> append(log(store, "a"), "2"));
      }
    }
  }

  @Test
  @DisplayName("RD-23 entries that other programs add are left out, and are read once")
  void foreign() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      var log = log(store, "a");
      var place = log.bounds().newest();
      redis.command("XADD", "k:{a}", "*", "not", "ours");
      assertEquals(place, log.bounds().oldest());
      try (var source = log.last(0)) {
        assertSame(Poll.PENDING, source.poll(() -> {}));
        append(log, "1");
        assertEquals("1", Take.line(source));
        redis.command("XADD", "k:{a}", "*", "not", "ours");
        redis.command("CONFIG", "RESETSTAT");
        append(log, "2");
        assertEquals("2", Take.line(source));
        redis.command("XADD", "k:{a}", "*", "not", "ours");
        append(log, "3");
        assertEquals("3", Take.line(source));
      }
      var reads = redis.command("INFO", "commandstats").split("cmdstat_xread:calls=")[1];
      assertTrue(Integer.parseInt(reads.split(",")[0]) < 20, reads);
      try (var source = after(log, place)) {
        assertEquals("1", Take.line(source));
        assertEquals("2", Take.line(source));
        assertEquals("3", Take.line(source));
      }
    }
  }

  @Test
  @DisplayName("RD-31 a replica that takes over without the last records: their readers fail")
  void failover() throws Exception {
    redis.command("CONFIG", "SET", "repl-diskless-sync-delay", "0");
    var folder = Files.createDirectory(directory.resolve("replica"));
    try (var replica = RedisServer.start(folder, "--replicaof", "127.0.0.1 " + redis.port());
        var address = new CutForwarder(redis.socket());
        var store = RedisTests.open("redis://127.0.0.1:" + address.port() + "/k")) {
      var log = log(store, "a");
      append(log, "1");
      Eventually.isFine(() -> length(replica).equals(":1\r\n") ? null : length(replica));
      try (var source = log.last(1)) {
        assertEquals("1", Take.line(source));
        replica.command("REPLICAOF", "NO", "ONE");
        var lost = append(log, "2");
        assertEquals("2", Take.line(source));
        assertSame(Poll.PENDING, source.poll(() -> {}));
        address.lead(replica.socket());
        redis.command("REPLICAOF", "127.0.0.1", "" + replica.port()); // Its connections stay.
        assertThrows(StoreUnavailableException.class, () -> append(log, "x"));
        assertInstanceOf(RecordsLostException.class, failure(source));
        var again = RedisTests.eventually(() -> found(store, "a"));
        assertInstanceOf(Resumption.Lost.class, again.after(lost));
        append(again, "another 2");
        assertInstanceOf(Resumption.Lost.class, again.after(lost));
        try (var rest = again.last(2)) {
          assertEquals("1", Take.line(rest));
          assertEquals("another 2", Take.line(rest));
        }
      }
    }
  }

  private static String length(RedisServer server) {
    try {
      return server.command("XLEN", "k:{a}");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
