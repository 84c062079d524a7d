package httpd.exec.posix;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Reaps orphans. The kernel makes them children of the first process of a container; without a wait
 * they would stay as zombies, and their ids would stay in use.
 *
 * <pre>
 *   a zombie child ──► does the JDK wait for it? ── yes ──► left to the JDK
 *                           │ no, in two looks in a row
 *                           └──────────────────────────────► reaped
 * </pre>
 *
 * <p>The JDK needs the exit status of each command that it has started. For each of them it has a
 * thread that waits, and whose name has the id; it may start a moment after the process, hence two
 * looks.
 */
public final class AdoptedProcesses implements AutoCloseable {

  private static final long FIRST = 1;
  private static final int PAUSE_SECONDS = 1;

  private final long parent = ProcessHandle.current().pid();
  private volatile boolean closed;
  private Set<ProcessStat> zombies = Set.of(); // Of the last look; looks do not overlap.

  private AdoptedProcesses() {}

  /** Starts to look, if this is the first process; otherwise there is nothing to reap. */
  public static AdoptedProcesses reap() {
    var adopted = new AdoptedProcesses();
    if (adopted.parent == FIRST) {
      adopted.lookLater();
    }
    return adopted;
  }

  private void lookLater() {
    ForkJoinPool.commonPool().schedule(this::look, PAUSE_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    if (closed) {
      return;
    }
    var now = zombies();
    if (!now.isEmpty()) {
      now.removeIf(child -> isAwaited(child.id()));
    }
    for (var child : now) {
      if (zombies.contains(child)) {
        Libc.reap(child.id());
      }
    }
    zombies = now;
    lookLater();
  }

  private Set<ProcessStat> zombies() {
    try {
      return ProcessStat.all(stat -> stat.isZombie() && stat.parent() == parent);
    } catch (IOException unreadable) {
      return Set.of();
    }
  }

  /** Whether a thread of the JDK waits for this process. */
  private static boolean isAwaited(int id) {
    var group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    var threads = new Thread[2 * group.activeCount()];
    var name = "process reaper (pid " + id + ")";
    return Stream.of(threads)
        .limit(group.enumerate(threads))
        .anyMatch(thread -> thread.getName().equals(name));
  }

  @Override
  public void close() {
    closed = true;
  }
}
