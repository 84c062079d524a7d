package httpd.redis;

import static httpd.redis.RedisTests.append;
import static httpd.redis.RedisTests.found;
import static httpd.redis.RedisTests.log;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.testing.Eventually;
import httpd.testing.Installed;
import httpd.testing.LogCapture;
import httpd.testing.RedisServer;
import httpd.testing.Take;
import httpd.topic.Append;
import httpd.topic.AppendResult;
import httpd.topic.AppendResult.Appended;
import httpd.topic.Log;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Redis": several servers on one Redis. */
class RedisNodesIT {

  private static final Pattern CALLS = Pattern.compile("cmdstat_(\\w+):calls=(\\d+)");

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

  private long calls(String command) throws Exception {
    var matcher = CALLS.matcher(redis.command("INFO", "commandstats"));
    while (matcher.find()) {
      if (matcher.group(1).equals(command)) {
        return Long.parseLong(matcher.group(2));
      }
    }
    return 0;
  }

  @Test
  @DisplayName("RD-22 readers on two servers get what both append, in the same order, once each")
  void union() throws Exception {
    int each = 1_000;
    try (var one = RedisTests.open(redis.address("k"));
        var two = RedisTests.open(redis.address("k"))) {
      var logs = List.of(log(one, "a"), log(two, "a"));
      var sent = new ConcurrentLinkedQueue<CompletableFuture<?>>();
      try (var here = logs.get(0).last(0);
          var there = logs.get(1).last(0)) {
        assertSame(Poll.PENDING, here.poll(() -> {}));
        assertSame(Poll.PENDING, there.poll(() -> {}));
        for (var log : logs) {
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < each; i++) {
                  sent.add(log.append(Append.of(Line.of(logs.indexOf(log) + " " + i))));
                }
              })
              .join();
        }
        var read = take(here, 2 * each);
        assertEquals(read, take(there, 2 * each));
        for (int i = 0; i < 2; i++) {
          var prefix = i + " ";
          var own = read.stream().filter(line -> line.startsWith(prefix)).toList();
          assertEquals(each, own.size());
          for (int number = 0; number < each; number++) {
            assertEquals(prefix + number, own.get(number));
          }
        }
        assertEquals(here.position(), there.position());
      }
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> take(PositionedSource source, int count) throws Exception {
    var lines = new ArrayList<String>();
    while (lines.size() < count) {
      lines.add(Take.line(source));
    }
    return lines;
  }

  @Test
  @DisplayName("RD-20 a thousand readers of a log cost Redis as much as one")
  void manyReaders() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      var log = log(store, "a");
      var sources = new ArrayList<PositionedSource>();
      for (int i = 0; i < 1_000; i++) {
        sources.add(log.last(0));
        assertSame(Poll.PENDING, sources.getLast().poll(() -> {}));
      }
      assertEquals(1_000, log.readers());
      Eventually.holds("Redis blocks", () -> blocked() == 1);
      long before = calls("xread");
      for (int i = 0; i < 10; i++) {
        append(log, "" + i);
        for (var source : sources) {
          assertEquals("" + i, Take.line(source));
        }
      }
      long reads = calls("xread") - before;
      assertTrue(reads <= 15, reads + " reads for 10 records");
      sources.forEach(PositionedSource::close);
      assertEquals(0, log.readers());
    }
  }

  private int blocked() {
    try {
      var info = redis.command("INFO", "clients");
      int at = info.indexOf("blocked_clients:") + "blocked_clients:".length();
      return Integer.parseInt(info.substring(at, info.indexOf('\r', at)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("RD-21 a log without readers is not read, and its next reader misses nothing")
  void unread() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      var log = log(store, "a");
      var oldest = log.bounds().oldest();
      for (int round = 0; round < 50; round++) {
        int base = 3 * round;
        append(log, "" + base);
        try (var source = log.last(1)) {
          assertEquals("" + base, Take.line(source));
          append(log, "" + (base + 1));
          assertEquals("" + (base + 1), Take.line(source));
        }
        append(log, "" + (base + 2));
      }
      Eventually.holds("Redis does not block", () -> blocked() == 0);
      try (var all = RedisTests.after(log, oldest)) {
        for (int i = 0; i < 150; i++) {
          assertEquals("" + i, Take.line(all));
        }
      }
    }
  }

  @Test
  @DisplayName("RD-20 hundreds of logs share a few connections")
  void manyLogs() throws Exception {
    int count = 600;
    try (var store = RedisTests.open(redis.address("k"));
        var other = RedisTests.open(redis.address("k"))) {
      var logs = new ArrayList<Log>();
      var sources = new ArrayList<PositionedSource>();
      for (int i = 0; i < count; i++) {
        logs.add(log(store, "log " + i));
        sources.add(logs.get(i).last(0));
        assertSame(Poll.PENDING, sources.get(i).poll(() -> {}));
      }
      for (int i = 0; i < count; i++) {
        append(found(other, "log " + i), "of " + i);
      }
      for (int i = 0; i < count; i++) {
        assertEquals("of " + i, Take.line(sources.get(i)));
      }
      Eventually.holds("three readers", () -> blocked() == 3);
      sources.forEach(PositionedSource::close);
    }
  }

  @Test
  @DisplayName("RD-12 an append of a producer that two servers send at once is there once")
  void producers() throws Exception {
    try (var one = RedisTests.open(redis.address("k"));
        var two = RedisTests.open(redis.address("k"))) {
      var logs = List.of(log(one, "a"), log(two, "a"));
      var sent = new ArrayList<CompletableFuture<?>>();
      for (int i = 0; i < 200; i++) {
        for (var log : logs) {
          var producer = new Append.Producer("p", 0, i);
          var records = List.of(Line.of("" + i));
          CompletableFuture<AppendResult> result;
          do { // The other server's append may not have come before this one.
            result = log.append(new Append(records, producer, null, null, false));
          } while (result.get(30, TimeUnit.SECONDS) instanceof AppendResult.Gap);
          sent.add(result);
        }
      }
      assertEquals(200, sent.stream().filter(RedisNodesIT::isAppended).count());
      assertEquals(200, logs.getFirst().state().records());
      assertTrue(RedisTests.appended(logs.getFirst(), Append.closing()) instanceof Appended);
      assertEquals(
          new AppendResult.Closed(logs.getLast().bounds().newest()),
          RedisTests.appended(logs.getLast(), Append.of(Line.of("late"))));
    }
  }

  private static boolean isAppended(CompletableFuture<?> result) {
    return result.join() instanceof Appended;
  }

  @Test
  @DisplayName("RD-13 a new log has later positions than a deleted one, whatever the clock says")
  void clock() throws Exception {
    try (var store = RedisTests.open(redis.address("k"))) {
      redis.command("SET", "k:clock", "9999999999999");
      var first = log(store, "a");
      assertEquals("10000000000000-0", first.bounds().oldest());
      assertEquals("10000000000000-1", RedisTests.append(first, "1"));
      first.delete();
      var second = log(store, "a");
      assertEquals("10000000000001-0", second.bounds().newest());
    }
  }
}
