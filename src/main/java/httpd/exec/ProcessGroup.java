package httpd.exec;

import httpd.line.log.ServerLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A command and all that it has started, as far as that has not left the group of its own will.
 *
 * <pre>
 *            end()                 2 s                    1 s
 *   RUNNING ───────► TERM, CONT ─────────► KILL ───────────────────► given up, with a warning if it runs
 *      │                 │                   │
 *      └─────────────────┴───────────────────┴─────► GONE: nobody of it is left, nor ever signalled
 * </pre>
 *
 * <p>The id is the leader's. The kernel gives it to no other process while anybody of the group is
 * left, so it is safe to signal until the group is gone, and never afterwards. Safe for any thread.
 */
final class ProcessGroup {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** How long the polite signal may take. */
  static final Duration GRACE = Duration.ofSeconds(2);

  /** How long the kernel, and init, may take after KILL. */
  static final Duration LAST_WAIT = Duration.ofSeconds(1);

  private static final int FIRST_LOOK_MILLIS = 5;
  private static final int LONGEST_LOOK_MILLIS = 80;

  /** A list of processes is not of one moment: a process may start while it is read. */
  private static final int SURE_LOOKS = 2;

  private final Process leader;
  private final int id;
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile boolean gone;

  ProcessGroup(Process leader) {
    this.leader = leader;
    this.id = Math.toIntExact(leader.pid());
  }

  int id() {
    return id;
  }

  /** Whether nobody of it is left. */
  boolean isGone() {
    if (!gone && !leader.isAlive()) {
      reapAdopted();
      gone = Libc.kill(-id, 0) == -Libc.ESRCH;
    }
    return gone;
  }

  /**
   * Where this process is the first of a container, orphans become its children, and nobody else
   * would wait for them. The leader is waited for by the JDK, and has been by now.
   */
  private void reapAdopted() {
    while (Libc.reap(id) > 0) {
      // There may be more.
    }
  }

  /**
   * Asks every process of the group to end, also one that is stopped. Again it does nothing: a
   * process that tidies up on TERM does so once. Does not wait.
   */
  void terminate() {
    if (asked.compareAndSet(false, true)) {
      signal(Libc.SIGTERM);
      signal(Libc.SIGCONT);
    }
  }

  /** Ends everyone. Does not wait. */
  void kill() {
    signal(Libc.SIGKILL);
  }

  /** Asks, waits, insists, waits. */
  void end() throws InterruptedException {
    terminate();
    if (!waitUntilGone(GRACE)) {
      kill();
      if (!waitUntilGone(LAST_WAIT) && GroupMembers.anyRuns(id)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "process group "
                + id
                + " of a command still runs after KILL; does it run as another user?");
      }
    }
  }

  /**
   * The group has no signal for its end, only for its leader's: so it is looked at. One that has
   * only zombies left is gone too: their parent is outside of the group, and may never reap them.
   */
  boolean waitUntilGone(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    int pause = FIRST_LOOK_MILLIS;
    int looksWithoutAny = 0;
    while (!isGone()) {
      looksWithoutAny = leader.isAlive() || GroupMembers.anyRuns(id) ? 0 : looksWithoutAny + 1;
      if (looksWithoutAny == SURE_LOOKS) {
        gone = true;
        return true;
      }
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_LOOK_MILLIS);
    }
    return true;
  }

  /** A leader that has only just started does not lead yet: then it alone is signalled. */
  private void signal(int signal) {
    if (!isGone() && Libc.kill(-id, signal) == -Libc.ESRCH && leader.isAlive()) {
      Libc.kill(id, signal);
    }
  }
}
