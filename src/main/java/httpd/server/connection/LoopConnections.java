package httpd.server.connection;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.server.answer.LoopHandlers;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop: a periodic check of each, and the order in which they have
 * become idle.
 *
 * <pre>
 *            first connection                  a look at each, again and again
 *   RESTING ──────────────────► LOOKING ──┐◄─────────┐
 *      ▲                                  ├──────────┘
 *      └──────────────────────────────────┘ no connection left
 * </pre>
 *
 * <p>There is one timer for all: a connection has none, and a request sets none. Connections with a
 * lazy answer are not checked. On the event loop only.
 */
public final class LoopConnections {

  private static final long LONGEST_PERIOD_MILLIS = 1000;
  private static final long SHORTEST_PERIOD_MILLIS = 10;

  /** A time limit is enforced to about this fraction of it. */
  private static final int LOOKS_PER_TIME = 4;

  private static final int GIVING_WAY = 16;

  private final EventLoop loop;
  private final long period;
  private final List<ConnectionWatch> watched = new ArrayList<>();
  private final IdleQueue idle = new IdleQueue();
  private final LoopHandlers handlers;
  private @Nullable TurnBuffer turnBuffer;
  private boolean looking;
  private long lastLook;

  public LoopConnections(EventLoop loop, Limits limits) {
    this.loop = loop;
    this.handlers = new LoopHandlers(loop);
    this.period = TimeUnit.MILLISECONDS.toNanos(periodMillis(limits));
  }

  private static long periodMillis(Limits limits) {
    long shortest =
        Stream.of(Bound.HEAD_TIME, Bound.IDLE_TIME, Bound.RATE_TIME)
            .map(bound -> limits.of(bound).time())
            .filter(time -> !time.isZero())
            .mapToLong(Duration::toMillis)
            .min()
            .orElse(Long.MAX_VALUE);
    return Math.clamp(shortest / LOOKS_PER_TIME, SHORTEST_PERIOD_MILLIS, LONGEST_PERIOD_MILLIS);
  }

  IdleQueue idle() {
    return idle;
  }

  public LoopHandlers handlers() {
    return handlers;
  }

  TurnBuffer turnBuffer() {
    if (turnBuffer == null) {
      turnBuffer = new TurnBuffer();
    }
    return turnBuffer;
  }

  /** Removes the connection that has been idle longest, to be closed; null if none is idle. */
  @Nullable Channel takeLongestIdle() {
    return idle.poll();
  }

  /** Closes some of those that have been idle longest. From any thread. */
  public void makeRoom() {
    if (!loop.isShuttingDown()) {
      loop.execute(this::closeLongestIdle);
    }
  }

  private void closeLongestIdle() {
    for (int i = 0; i < GIVING_WAY; i++) {
      var longest = takeLongestIdle();
      if (longest != null) {
        longest.close();
      }
    }
  }

  void add(ConnectionWatch watch) {
    if (watch.index < 0) {
      watch.index = watched.size();
      watched.add(watch);
    }
    if (!looking) {
      lastLook = System.nanoTime();
      schedule();
    }
  }

  /** Stops checking a connection; the last of the list takes its place. */
  void remove(ConnectionWatch watch) {
    if (watch.index >= 0) {
      var last = watched.removeLast();
      if (watch.index < watched.size()) {
        watched.set(watch.index, last);
        last.index = watch.index;
      }
      watch.index = -1;
    }
  }

  /** If there is no memory for a timer, the next connection sets it. */
  private void schedule() {
    loop.schedule(this::look, period, TimeUnit.NANOSECONDS);
    looking = true;
  }

  private void look() {
    try {
      lookAtEach();
    } finally { // An error of one check must not end all checks.
      looking = false;
      if (!watched.isEmpty()) {
        schedule();
      }
    }
  }

  private void lookAtEach() {
    long now = System.nanoTime();
    // What arrived while this process or its loop was held up is not read yet.
    long passed = Math.min(now - lastLook, 2 * period);
    lastLook = now;
    for (int i = watched.size() - 1; i >= 0; i--) { // A check may remove its connection.
      if (i < watched.size()) {
        watched.get(i).look(passed);
      }
    }
  }
}
