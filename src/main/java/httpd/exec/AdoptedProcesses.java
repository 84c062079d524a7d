package httpd.exec;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Reaps the processes that the kernel gives to the first process of a container when their parents
 * have ended: without a wait they would stay as zombies, and their ids with them.
 *
 * <pre>
 *   a zombie child ──► is the JDK waiting for it? ── yes ──► left to the JDK
 *                           │ no, in two looks one after the other
 *                           └────────────────────────────► reaped
 * </pre>
 *
 * <p>The exit status of a command that the JDK has started is the JDK's: its thread waits for that
 * process alone, and is named after it. It may start a moment after the process; hence two looks.
 */
public final class AdoptedProcesses implements AutoCloseable {

  private static final long FIRST = 1;
  private static final int LOOK_SECONDS = 1;

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
    ForkJoinPool.commonPool().schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
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
        Libc.reapChild(child.id());
      }
    }
    zombies = now;
    lookLater();
  }

  private Set<ProcessStat> zombies() {
    var found = new HashSet<ProcessStat>();
    try (var processes = ProcessStat.folders()) {
      for (var process : processes) {
        var stat = ProcessStat.of(process);
        if (stat != null && stat.isZombie() && stat.parent() == parent) {
          found.add(stat);
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      found.clear();
    }
    return found;
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

  /** Looks no more. */
  @Override
  public void close() {
    closed = true;
  }
}
