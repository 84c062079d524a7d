package httpd.tail.follow;

import httpd.tail.file.LogFile;
import httpd.tail.file.ReverseLineScanner;
import httpd.tail.name.DirectoryChangeDetector;
import httpd.tail.name.DirectoryNames;
import httpd.tail.name.FileStat;
import httpd.tail.name.SeenFiles;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file after the other, each to its end; {@link NextFile} says which.
 *
 * <pre>
 *          it exists                       a later file that is not empty
 *   WAITING ──────────► FOLLOWING ──────────────────────────────────────────┐
 *                        │ ▲  └─ reads the old one to its end once more ──► enters the new one
 *                        │ └───────────────────────────────────────────────┘
 *                        │ truncated: the unread rest is read from a copy, then what was copied
 *                        │ since, then the same file from 0
 *                        └───────────► (FOLLOWING)
 * </pre>
 *
 * <p>Files may be renamed between any two calls. So no decision rests on an earlier listing alone:
 * after each listing the live file is checked again.
 */
final class RotationTracker {

  interface Entered {
    void entered(@Nullable LogFile before, LogFile next, long from) throws IOException;
  }

  private final TailName name;
  private final LogFiles files;
  private final NextFile nextFile;
  private final SeenFiles seen;
  private final LiveReader live;
  private final Entered entered;
  private final DirectoryChangeDetector directories = new DirectoryChangeDetector(System::nanoTime);
  private boolean looked;

  RotationTracker(LogFiles files, NextFile nextFile, LiveReader live, Entered entered) {
    this.name = files.name();
    this.files = files;
    this.nextFile = nextFile;
    this.seen = nextFile.seen();
    this.live = live;
    this.entered = entered;
  }

  /**
   * Reads to the end of what is there.
   *
   * @param names for what need not be the newest
   */
  void readOn(DirectoryNames names) throws IOException {
    if (live.log() == null) {
      begin();
    } else if (!readLive()) {
      continueAfterTruncation();
    }
    enterLater(names);
  }

  private void begin() throws IOException {
    if (looked) {
      enter(nextFile.later(null, false));
      return;
    }
    name.files().forEach(seen::add);
    var current = name.current();
    if (current != null) {
      var log = files.open(current);
      seen.add(current);
      enter(log, new ReverseLineScanner(log).afterLast(log.size()));
      readLive();
    }
    looked = true;
  }

  private void enterLater(DirectoryNames names) throws IOException {
    var log = live.log();
    if (log == null) {
      return;
    }
    boolean unchanged = directories.areUnchanged(name.changeIndicators());
    var later = nextFile.later(log, unchanged);
    if (!later.isEmpty()) {
      directories.haveChanged();
      enter(later);
    } else if (!unchanged) {
      learn(log, names);
    }
  }

  /**
   * Marks the files beside the live one as seen: each is older or a copy, if the live file is still
   * the newest after the listing. A file that the names do not have yet is seen by the next look,
   * since its directory has changed just now.
   */
  private void learn(LogFile log, DirectoryNames names) throws IOException {
    if (!name.mayBeCopied()) {
      if (directories.mayBeQuiet() && name.files().stream().allMatch(seen::has)) {
        directories.wereListed();
      }
      return;
    }
    if (live.read() == 0 || !nextFile.isCurrent(log.stat())) {
      return;
    }
    var beside = name.files(names);
    if (nextFile.isCurrent(log.stat()) && log.isIntact(live.read())) {
      beside.forEach(seen::add);
      directories.wereListed();
    }
  }

  /** Opens all files before it enters one: they may be renamed meanwhile. */
  private void enter(List<FileStat> later) throws IOException {
    var opened = nextFile.open(later, live.log());
    if (!readLive()) {
      continueAfterTruncation(); // The next look enters the others.
      return;
    }
    for (var next : opened) {
      live.finish();
      enter(next, next.begin());
      if (!readLive()) {
        return; // Its old content comes first, then the others: the next look finds them.
      }
    }
  }

  /** The live file was truncated or rewritten: first reads the rest of the old content. */
  private void continueAfterTruncation() throws IOException {
    var old = live.log();
    if (old == null) {
      return;
    }
    var copy = nextFile.copyOf(old, live.reached());
    var between = nextFile.between(old, copy);
    long from = live.lineEnd();
    old.endsAt(from);
    var rewritten = files.rewritten(old);
    if (copy != null) {
      copy.isCopyOf(old);
      readThrough(copy, from);
    }
    for (var log : between) {
      readThrough(log, 0);
    }
    enter(rewritten, 0);
    readLive();
  }

  private void readThrough(LogFile log, long from) throws IOException {
    enter(log, from);
    readLive();
    live.finish();
  }

  private void enter(LogFile next, long from) throws IOException {
    var before = live.log();
    live.enter(next, from);
    seen.add(next.stat()); // Not earlier: after a failure the next look enters it.
    entered.entered(before, next, from);
  }

  private boolean readLive() throws IOException {
    return live.readOn(this::isOvertaken);
  }

  /**
   * Whether another content came and went before the first of these bytes was read: a truncation
   * leaves no other trace in a file of which nothing had been read.
   */
  private boolean isOvertaken(LogFile log, byte[] first, int count) throws IOException {
    for (var stat : nextFile.unseenBefore(log)) {
      int common = (int) Math.min(stat.size(), count);
      var other = ByteBuffer.allocate(common);
      files.open(stat).read(other, 0);
      if (!Arrays.equals(other.array(), 0, common, first, 0, common)) {
        return true;
      }
    }
    return false;
  }
}
