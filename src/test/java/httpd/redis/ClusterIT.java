package httpd.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import httpd.line.Poll;
import httpd.testing.Installed;
import httpd.testing.LogCapture;
import httpd.testing.RedisServer;
import httpd.testing.Take;
import httpd.topic.ClusterRun;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on one Redis that come and go, as Redis itself does, while clients hop between them. */
class ClusterIT {

  private static final int STEPS = Integer.getInteger("cluster.steps", 12);
  private static final int SUBSCRIBERS = Integer.getInteger("cluster.subscribers", 200);
  private static final int PUBLISHERS = 3;
  private static final int PAUSE_MICROS = Integer.getInteger("cluster.pause", 2_000);

  private static final System.Logger LOG = System.getLogger(ClusterIT.class.getName());

  @TempDir Path directory;

  @BeforeAll
  static void require() {
    Installed.require("redis-server");
  }

  private static ClusterRun nodes(RedisServer redis, int count) throws Exception {
    return new ClusterRun(count, () -> RedisTests.open(redis.address("cluster")));
  }

  /** Lets some time pass in which the clients do what they do. */
  private static void pause(Random random) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(20, 300)));
  }

  @Test
  @DisplayName("LG-70 nodes and a Redis that keeps all come and go: each gets all, once, in order")
  void nothingIsLost() throws Exception {
    var random = new Random(1);
    try (var log = new LogCapture();
        var redis = RedisServer.start(directory, "--appendonly", "yes", "--appendfsync", "always");
        var run = nodes(redis, 3)) {
      run.publish(PUBLISHERS, PAUSE_MICROS);
      run.subscribe(SUBSCRIBERS);
      for (int step = 0; step < STEPS; step++) {
        pause(random);
        if (step % 4 == 2) {
          redis.kill();
          pause(random);
          redis.restart();
        } else {
          run.restartNode(random.nextInt(run.nodes()));
        }
      }
      run.finish();
      LOG.log(System.Logger.Level.DEBUG, run::summary);
      run.checkUnion();
    }
  }

  @Test
  @DisplayName("LG-71 a Redis that forgets all when it is killed: whoever misses something is told")
  void lossIsTold() throws Exception {
    var random = new Random(2);
    try (var log = new LogCapture();
        var redis = RedisServer.start(directory);
        var run = nodes(redis, 2)) {
      run.publishOnce(PAUSE_MICROS);
      run.subscribe(SUBSCRIBERS);
      for (int step = 0; step < STEPS / 2; step++) {
        pause(random);
        if (step % 2 == 1) {
          redis.kill();
          pause(random);
          redis.restart();
        } else {
          run.restartNode(random.nextInt(run.nodes()));
        }
      }
      run.finish();
      LOG.log(System.Logger.Level.DEBUG, run::summary);
      run.checkTold();
    }
  }

  @Test
  @DisplayName("LG-71 readers of a log that Redis has forgotten fail once another has its name")
  void anotherLifeIsRead() throws Exception {
    try (var redis = RedisServer.start(directory);
        var store = RedisTests.open(redis.address("cluster"))) {
      for (int round = 0; round < 20; round++) {
        var log = RedisTests.log(store, "a");
        try (var earlier = log.last(0)) {
          assertSame(Poll.PENDING, earlier.poll(() -> {}));
          redis.command("FLUSHALL");
          try (var later = RedisTests.log(store, "a").last(0)) {
            assertSame(Poll.PENDING, later.poll(() -> {}));
            assertInstanceOf(Poll.Failed.class, Take.next(earlier));
            RedisTests.append(RedisTests.log(store, "a"), "1");
            assertEquals("1", Take.line(later));
          }
        }
        RedisTests.found(store, "a").delete();
      }
    }
  }
}
