package httpd.exec.posix;

import httpd.line.log.ServerLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process and its descendants, except those that have left its group.
 *
 * <pre>
 *            end()                 2 s                    1 s
 *   RUNNING ───────► TERM, CONT ─────────► KILL ────────► given up; a warning if a process runs
 *      │                 │                   │
 *      └─────────────────┴───────────────────┴─────► GONE: no process is left; never signalled again
 * </pre>
 *
 * <p>The id is the leader's. The kernel does not reuse it while a process of the group is left, so
 * it is safe to signal until the group is gone, and never afterwards. Safe for any thread.
 */
public final class ProcessGroup {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** How long a group may take to end after TERM. */
  public static final Duration GRACE = Duration.ofSeconds(2);

  /** How long the kernel, and the parents that reap, may take after KILL. */
  public static final Duration LAST_WAIT = Duration.ofSeconds(1);

  private static final int FIRST_PAUSE_MILLIS = 5;
  private static final int LONGEST_PAUSE_MILLIS = 80;

  /** {@code /proc} is not read at one moment: a process may start while it is read. */
  private static final int LOOKS_TO_BE_SURE = 2;

  private final Process leader;
  private final int id;
  private final AtomicBoolean terminated = new AtomicBoolean();
  private volatile boolean gone;

  ProcessGroup(Process leader) {
    this.leader = leader;
    this.id = Math.toIntExact(leader.pid());
  }

  public int id() {
    return id;
  }

  /** Whether the leader has exited, perhaps not long ago: its status may be on the way. */
  public boolean leaderHasExited() {
    return !leader.isAlive() || ProcessStat.isZombie(id);
  }

  boolean isGone() {
    if (!gone && !leader.isAlive()) {
      reapAdopted();
      gone = Libc.kill(-id, 0) == -Libc.ESRCH;
    }
    return gone;
  }

  /**
   * Reaps orphans of the group, which become children of this process if it is the first of a
   * container. The leader has been reaped by the JDK before.
   */
  private void reapAdopted() {
    while (Libc.reap(-id) > 0) {
      // There may be more.
    }
  }

  /**
   * Sends TERM to the whole group, and CONT to those of it that are stopped. Does so once, since a
   * process may clean up when it gets TERM. Does not wait.
   */
  public void terminate() {
    if (terminated.compareAndSet(false, true)) {
      signal(Libc.SIGTERM);
      signal(Libc.SIGCONT);
    }
  }

  public void kill() {
    signal(Libc.SIGKILL);
  }

  /** Terminates the group, waits, kills it, and waits again. */
  public void end() throws InterruptedException {
    terminate();
    if (!waitUntilGone(GRACE)) {
      kill();
      if (!waitUntilGone(LAST_WAIT) && ProcessStat.anyRunsIn(id)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "process group "
                + id
                + " of a command still runs after KILL; does it run as another user?");
      }
    }
  }

  /**
   * Polls until the group is gone, since the kernel signals only the end of the leader. A group of
   * zombies is gone too: their parent is outside of the group, and may never reap them.
   */
  public boolean waitUntilGone(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    int pause = FIRST_PAUSE_MILLIS;
    int looks = 0;
    while (!isGone()) {
      looks = leader.isAlive() || ProcessStat.anyRunsIn(id) ? 0 : looks + 1;
      if (looks == LOOKS_TO_BE_SURE) {
        gone = true;
        return true;
      }
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
    return true;
  }

  /** A leader that has just started does not lead yet: then it alone is signalled. */
  private void signal(int signal) {
    if (!isGone() && Libc.kill(-id, signal) == -Libc.ESRCH && leader.isAlive()) {
      Libc.kill(id, signal);
    }
  }
}
