package httpd.logs;

import httpd.line.Timer;
import httpd.line.log.ServerLog;
import httpd.tail.name.DirectoryChangeDetector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks for new files while streams wait for some. A look asks for the times of the directories,
 * and reads them only after a change. After a look it rests for several times as long as that took,
 * so that a large directory in which names come and go costs no core.
 *
 * <pre>
 *               a stream waits                   a moment later, on a virtual thread
 *   AT REST ───────────────────────► SCHEDULED ─────────────────────────────────────► LOOKING
 *      ▲                                ▲                                                │
 *      └────── no stream waits ─────────┴──────────── a stream waits ────────────────────┘
 * </pre>
 *
 * <p>Safe for all threads; one look at a time, and no lock is held while it is made.
 */
final class FileArrivals {

  private static final System.Logger LOG = ServerLog.named(FileArrivals.class.getName());

  /** So many times the duration of a look pass at least until the next one. */
  private static final int RESTS = 4;

  private final LogDirectory directory;
  private final long pauseNanos;
  private final Set<FileJoiner> joiners = ConcurrentHashMap.newKeySet();

  /** A joiner has come that has seen no look yet. */
  private volatile boolean hasNew;

  // Guarded by this.
  private boolean isScheduled;
  private long restNanos;

  // Of the look alone.
  private DirectoryChangeDetector changes = new DirectoryChangeDetector(System::nanoTime);
  private List<Path> directories = List.of();
  private String reported = "";

  FileArrivals(LogDirectory directory, Duration pause) {
    this.directory = directory;
    this.pauseNanos = pause.toNanos();
  }

  /** Adds one whose stream has the files that are there. */
  void add(FileJoiner joiner) {
    joiners.add(joiner);
    hasNew = true;
    schedule();
  }

  void remove(FileJoiner joiner) {
    joiners.remove(joiner);
  }

  private synchronized void schedule() {
    if (!isScheduled && !joiners.isEmpty()) {
      isScheduled = true;
      Timer.OF_THE_PROCESS.after(
          Math.max(pauseNanos, restNanos),
          () -> Thread.ofVirtual().name("httpd-logs").start(this::lookAndGoOn));
    }
  }

  private void lookAndGoOn() {
    long began = System.nanoTime();
    try {
      if (!joiners.isEmpty()) {
        look();
        reported = "";
      }
    } catch (IOException e) {
      report(e);
    } finally {
      goOn(System.nanoTime() - began);
    }
  }

  private synchronized void goOn(long took) {
    restNanos = RESTS * took;
    isScheduled = false;
    schedule();
  }

  private void look() throws IOException {
    boolean isFirst = hasNew;
    hasNew = false;
    if (!directories.isEmpty() && changes.areUnchanged(directories) && !isFirst) {
      return;
    }
    var inside = directory.resolve();
    var found = LogListing.of(directory, Instant.now());
    if (!found.directories().equals(directories)) {
      directories = found.directories();
      changes = new DirectoryChangeDetector(System::nanoTime);
      var _ = changes.areUnchanged(directories);
    }
    joiners.forEach(joiner -> joiner.look(inside, found));
    changes.wereListed();
  }

  /** Logs each kind of failure once; the next look may succeed. */
  private void report(IOException e) {
    if (!e.toString().equals(reported)) {
      reported = e.toString();
      LOG.log(System.Logger.Level.WARNING, directory + ": cannot look for new files: " + e);
    }
  }
}
