package httpd.tail.follow;

import httpd.tail.file.LogFile;
import httpd.tail.file.ReverseLineScanner;
import httpd.tail.name.DirectoryChangeDetector;
import httpd.tail.name.FileStat;
import httpd.tail.name.SeenFiles;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one generation after the other, each to its end.
 *
 * <pre>
 *          it is there                     a successor with bytes in it
 *   WAITING ──────────► FOLLOWING ──────────────────────────────────────────┐
 *                        │ ▲  └─ reads the old one once more to its end ─► goes over
 *                        │ └───────────────────────────────────────────────┘
 *                        │ truncated: the unread rest is looked for in a copy, then what was
 *                        │ copied since then, then the same file from 0
 *                        └───────────► (FOLLOWING)
 * </pre>
 *
 * <p>Files may change hands between any two calls. So nothing is decided by what was listed before
 * alone: whoever lists asks once more whether the one being read is still what it was. Whether a
 * file is a copy is told by its content.
 */
final class RotationTracker {

  /** Told of each generation that is gone over to. */
  interface Entered {
    void entered(@Nullable LogFile before, LogFile next, long from) throws IOException;
  }

  private final TailName name;
  private final LogFiles generations;
  private final LiveReader end;
  private final Entered entered;
  private final DirectoryChangeDetector quiet = new DirectoryChangeDetector(System::nanoTime);
  private final SeenFiles known = new SeenFiles();
  private boolean looked;

  RotationTracker(TailName name, LogFiles generations, LiveReader end, Entered entered) {
    this.name = name;
    this.generations = generations;
    this.end = end;
    this.entered = entered;
  }

  /** Whether a file was there before the newest that was gone over to, or was that. */
  boolean knows(FileStat file) {
    return known.has(file);
  }

  /** Reads all that there is by now. */
  void readOn() throws IOException {
    if (end.generation() == null) {
      begin();
    } else if (!readLive()) {
      goOnAfterTruncation();
    }
    goOverToSuccessors();
  }

  private void begin() throws IOException {
    var all = name.generations();
    if (looked) {
      goOver(all.stream().filter(file -> file.size() > 0 && !known.has(file)).toList());
      return;
    }
    all.forEach(known::add);
    var file = name.current();
    if (file != null) {
      var generation = generations.open(file);
      known.add(file);
      enter(generation, new ReverseLineScanner(generation).behindLast(generation.size()));
      readLive();
    }
    looked = true;
  }

  private void goOverToSuccessors() throws IOException {
    var live = end.generation();
    if (live == null) {
      return;
    }
    boolean isQuiet = quiet.haveStayed(name.telling());
    var successors = name.successors(live.file(), known, isQuiet);
    if (!successors.isEmpty()) {
      quiet.haveChanged();
      goOver(successors);
    } else if (!isQuiet) {
      learn(live);
    }
  }

  /** What stands beside the newest is older, or a copy, if it is the newest after the look too. */
  private void learn(LogFile live) throws IOException {
    if (!name.mayBeCopied()) {
      if (quiet.mayBeQuiet() && name.generations().stream().allMatch(known::has)) {
        quiet.wereListed();
      }
      return;
    }
    if (!end.hasRead() || !isCurrent(live.file())) {
      return;
    }
    var beside = name.generations();
    if (isCurrent(live.file()) && live.isIntact(end.read())) {
      beside.forEach(known::add);
      quiet.wereListed();
    }
  }

  /** Opens them all before anything changes: files may change hands meanwhile. */
  private void goOver(List<FileStat> successors) throws IOException {
    var opened = new ArrayList<LogFile>();
    for (var file : successors) {
      if (isCopy(file)) {
        continue;
      }
      var next = generations.open(file);
      next.beginsAt(
          name.fallsBackTo(file, known) ? new ReverseLineScanner(next).behindLast(next.size()) : 0);
      opened.add(next);
    }
    if (!readLive()) {
      goOnAfterTruncation(); // The next look goes on from there.
      return;
    }
    for (var next : opened) {
      end.finish();
      enter(next, next.begin());
      if (!readLive()) {
        return; // What it had before comes first, then the others: the next look finds them.
      }
    }
  }

  /**
   * The live file was truncated, or written anew. What was not read of the old content may be in a
   * copy of it; other new files that are older than it came in between.
   */
  private void goOnAfterTruncation() throws IOException {
    var old = end.generation();
    if (old == null) {
      return;
    }
    LogFile rest = null;
    for (var file : name.copies()) {
      var copy =
          old.isOf(file) || file.size() == 0
              ? null
              : generations.openIfItHolds(file, end.reached());
      if (copy != null && (rest == null || copy.size() > rest.size())) {
        rest = copy;
      }
    }
    var between = new ArrayList<LogFile>();
    for (var file : unknownBefore(old)) {
      if ((rest == null || !rest.isOf(file)) && !isCopy(file)) {
        between.add(generations.open(file));
      }
    }
    long from = end.lineEnd();
    old.endsAt(from);
    var rewritten = generations.rewritten(old);
    if (rest != null) {
      rest.isCopyOf(old);
      goThrough(rest, from);
    }
    for (var generation : between) {
      goThrough(generation, 0);
    }
    enter(rewritten, 0);
    readLive();
  }

  private void goThrough(LogFile generation, long from) throws IOException {
    enter(generation, from);
    readLive();
    end.finish();
  }

  private void enter(LogFile next, long from) throws IOException {
    var before = end.generation();
    end.enter(next, from);
    known.add(next.file()); // Not earlier: a look that fails begins anew.
    entered.entered(before, next, from);
  }

  private boolean readLive() throws IOException {
    return end.readOn(this::isOvertaken);
  }

  /**
   * Whether another content has come and gone before the first of these bytes was read: a
   * truncation leaves no other trace where nothing had been read.
   */
  private boolean isOvertaken(LogFile generation, byte[] first, int count) throws IOException {
    for (var file : unknownBefore(generation)) {
      int common = (int) Math.min(file.size(), count);
      var other = ByteBuffer.allocate(common);
      generations.open(file).read(other, 0);
      if (!Arrays.equals(other.array(), 0, common, first, 0, common)) {
        return true;
      }
    }
    return false;
  }

  /** Files that came without our seeing them, and are older than what a file has in it now. */
  private List<FileStat> unknownBefore(LogFile generation) throws IOException {
    var found = new ArrayList<FileStat>();
    for (var file : name.copies()) {
      if (generation.isOf(file)) {
        return found;
      }
      if (file.size() > 0 && !known.has(file)) {
        found.add(file);
      }
    }
    return List.of(); // It is not there any more, so nothing was copied from it.
  }

  /** Whether all of a file is the beginning of the one being read, or of the newest. */
  private boolean isCopy(FileStat file) throws IOException {
    var live = end.generation();
    return generations.isCopyOfNewest(file)
        || (live != null
            && name.mayBeCopied()
            && !isCurrent(file)
            && generations.isCopy(file, live));
  }

  private boolean isCurrent(FileStat file) throws IOException {
    var current = name.current();
    return current != null && current.isSameAs(file);
  }
}
