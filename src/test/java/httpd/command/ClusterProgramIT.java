package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Installed;
import httpd.testing.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three programs on one Redis are killed, and it is, while clients hop between them over HTTP. */
class ClusterProgramIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final int STEPS = Integer.getInteger("cluster.steps", 4);
  private static final int SECONDS = Integer.getInteger("cluster.seconds", 0);
  private static final int SUBSCRIBERS = Integer.getInteger("cluster.subscribers", 200);
  private static final int PUBLISHERS = 3;
  private static final int PAUSE_MICROS = Integer.getInteger("cluster.pause", 50_000);
  private static final int NODES = 3;

  private static final System.Logger LOG = System.getLogger(ClusterProgramIT.class.getName());

  @TempDir Path directory;

  private final AtomicReferenceArray<Launched> nodes = new AtomicReferenceArray<>(NODES);

  private Launched start(RedisServer redis) throws Exception {
    var command =
        List.of(
            PROGRAM, "--port", "0", "--replay", "65535", "/{room}=hub:" + redis.address("cluster"));
    return Launched.start(directory, Map.of(), command);
  }

  /** Chooses a node that runs, or will soon. */
  private Launched any(Random random) {
    return nodes.get(random.nextInt(NODES));
  }

  @Test
  @DisplayName("RD-50 programs and a Redis that keeps all are killed: all is there, once, in order")
  void nothingIsLost() throws Exception {
    Installed.require("redis-server");
    var random = new Random(SUBSCRIBERS);
    try (var redis =
            RedisServer.start(directory, "--appendonly", "yes", "--appendfsync", "always");
        var one = start(redis);
        var two = start(redis);
        var three = start(redis)) {
      var started = List.of(one, two, three);
      for (int i = 0; i < NODES; i++) {
        started.get(i).awaitErr("listening on");
        nodes.set(i, started.get(i));
      }
      try (var clients = new HoppingClients(some -> any(some).address())) {
        clients.publish(PUBLISHERS, PAUSE_MICROS);
        clients.subscribe(SUBSCRIBERS);
        disturb(redis, random);
        clients.finish();
        check(clients);
      } finally {
        for (int i = 0; i < NODES; i++) {
          nodes.get(i).close();
        }
      }
    }
  }

  private void disturb(RedisServer redis, Random random) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    for (int step = 0; SECONDS == 0 ? step < STEPS : System.nanoTime() < end; step++) {
      pause(random);
      if (step % 3 == 1) {
        redis.kill();
        pause(random);
        redis.restart();
      } else {
        int node = random.nextInt(NODES);
        nodes.get(node).signal("KILL");
        var _ = nodes.get(node).await();
        nodes.get(node).close();
        var again = start(redis);
        nodes.set(node, again);
        again.awaitErr("listening on");
      }
    }
  }

  /** Lets some time pass in which the clients do what they do. */
  private static void pause(Random random) {
    long most = SECONDS == 0 ? 300 : 3_000;
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(20, most)));
  }

  private static void check(HoppingClients clients) throws Exception {
    var kept = clients.all();
    LOG.log(System.Logger.Level.DEBUG, () -> kept.size() + " events, " + clients.summary());
    assertEquals(kept.size(), Set.copyOf(kept).size(), "events that are there twice");
    assertTrue(kept.containsAll(clients.acknowledged()), "acknowledged, and not there");
    assertEquals(0, clients.resets(), "resets although nothing was lost");
    for (var received : clients.received()) {
      assertEquals(kept, received);
    }
  }
}
