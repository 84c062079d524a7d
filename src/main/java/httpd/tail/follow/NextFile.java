package httpd.tail.follow;

import httpd.line.blocking.LongWork;
import httpd.tail.file.LogFile;
import httpd.tail.file.Position;
import httpd.tail.file.ReadPoint;
import httpd.tail.file.ReverseLineScanner;
import httpd.tail.name.FileStat;
import httpd.tail.name.SeenFiles;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which file comes next. The name orders files ({@link TailName#laterThan}); whether one of
 * them is a copy, and which one continues a position, is told by its content.
 *
 * <pre>
 *   asked by                       what comes next
 *   the live reader, at the end    the later files, without copies             {@link #later}
 *   the live reader, truncated     a copy with the unread rest, then the files
 *                                  that came in between                        {@link #copyOf}
 *   a slow cursor, at the end      the file that was read then, or is listed   {@link #after}
 *   a cursor with a position       the file that contains it                   {@link #find}
 * </pre>
 *
 * <p>Used by one thread.
 */
record NextFile(TailName name, LogFiles files, SeenFiles seen) {

  /** Files after which a handler's thread yields to others. */
  private static final int TURN = 64;

  /** How often a position is searched for, since files may be copied and truncated meanwhile. */
  private static final int TRIES = 3;

  NextFile(LogFiles files) {
    this(files.name(), files, new SeenFiles());
  }

  /** Lists the files after the live one, oldest first; {@code unchanged}: no directory changed. */
  List<FileStat> later(@Nullable LogFile live, boolean unchanged) throws IOException {
    return live == null
        ? name.files().stream().filter(this::isUnseen).toList()
        : name.laterThan(live.stat(), seen, unchanged);
  }

  /** Opens files of {@link #later}, without copies; each knows where its readers begin. */
  List<LogFile> open(List<FileStat> later, @Nullable LogFile live) throws IOException {
    var opened = new ArrayList<LogFile>();
    for (var stat : later) {
      if (!isCopy(stat, live)) {
        var log = files.open(stat);
        boolean fallback = name.isFallback(stat, seen);
        log.beginsAt(fallback ? new ReverseLineScanner(log).afterLast(log.size()) : 0);
        opened.add(log);
      }
    }
    return opened;
  }

  /** The largest copy of a truncated file that contains the position reached in it; or null. */
  @Nullable LogFile copyOf(LogFile truncated, Position reached) throws IOException {
    LogFile largest = null;
    for (var stat : name.possibleCopies()) {
      if (!truncated.isOf(stat)) {
        var copy = files.openIfItHolds(stat, reached);
        largest =
            copy != null && (largest == null || copy.size() > largest.size()) ? copy : largest;
      }
    }
    return largest;
  }

  /** The files that came between a truncated file's old content and its new one. */
  List<LogFile> between(LogFile truncated, @Nullable LogFile copy) throws IOException {
    var between = new ArrayList<LogFile>();
    for (var stat : unseenBefore(truncated)) {
      if ((copy == null || !copy.isOf(stat)) && !isCopy(stat, truncated)) {
        between.add(files.open(stat));
      }
    }
    return between;
  }

  /** Lists the files that came unnoticed, and are older than what a file contains now. */
  List<FileStat> unseenBefore(LogFile log) throws IOException {
    var found = new ArrayList<FileStat>();
    for (var stat : name.possibleCopies()) {
      if (log.isOf(stat)) {
        return found;
      }
      if (isUnseen(stat)) {
        found.add(stat);
      }
    }
    return List.of(); // The file has been deleted, so nothing was copied from it.
  }

  private boolean isUnseen(FileStat stat) {
    return stat.size() > 0 && !seen.has(stat);
  }

  /** Whether a file is nothing but the beginning of the newest file, or of the live one. */
  private boolean isCopy(FileStat stat, @Nullable LogFile live) throws IOException {
    return files.isCopyOfNewest(stat)
        || (live != null && name.mayBeCopied() && !isCurrent(stat) && files.isCopy(stat, live));
  }

  boolean isCurrent(FileStat stat) throws IOException {
    var current = name.current();
    return current != null && current.isSameAs(stat);
  }

  /** Returns where to continue after the end of a file; null if nothing has come yet. */
  @Nullable ReadPoint after(LogFile log, @Nullable LogFile live) throws IOException {
    if (log == live) {
      return null;
    }
    if (log.next() != null) {
      return linkedAfter(log);
    }
    for (var stat : listedAfter(log)) {
      if ((live != null && live.isOf(stat)) || (stat.size() > 0 && !files.isCopyOfNewest(stat))) {
        var next = files.open(stat);
        return new ReadPoint(next, next.begin());
      }
    }
    return null;
  }

  private @Nullable ReadPoint linkedAfter(LogFile log) throws IOException {
    var next = log.next();
    if (next != null && next == log.copy() && !next.isGone()) {
      return new ReadPoint(next, log.end());
    }
    for (; next != null; next = next.next()) {
      var there = next.isGone() ? openAgain(next) : next;
      if (there != null) {
        return new ReadPoint(there, next.begin());
      }
      if (next.end() > next.begin()) {
        throw new LogBounds(files).lost(next.position(0));
      }
    }
    return null;
  }

  /** Finds what a file contained that was truncated or closed. */
  private @Nullable LogFile openAgain(LogFile gone) throws IOException {
    var copy = gone.copy();
    if (copy != null && !copy.isGone()) {
      return copy;
    }
    for (var stat : name.files()) {
      var found = files.open(stat);
      if (found.beginsLike(gone) && !files.isCopyOfNewest(stat)) {
        if (found.next() == null) {
          found.replaces(gone);
        }
        return found;
      }
    }
    return null;
  }

  private List<FileStat> listedAfter(LogFile log) throws IOException {
    var all = name.files();
    for (int i = 0; i < all.size(); i++) {
      if (log.isOf(all.get(i))) {
        if (name.hasGapAfter(all.get(i))) {
          throw new LogBounds(files).lost(log.position(0));
        }
        return all.subList(i + 1, all.size());
      }
    }
    return all.stream().filter(other -> TailName.BY_AGE.compare(other, log.stat()) > 0).toList();
  }

  /** Returns the place after a position; null if nothing has come yet that could follow it. */
  @Nullable ReadPoint find(Position position, @Nullable LogFile live) throws IOException {
    if (position.offset() == 0) {
      return new StartPositions(files).find(position);
    }
    if (live != null && live.stat().number() == position.file() && live.holds(position)) {
      return new ReadPoint(live, position.offset()); // No other file can be better.
    }
    List<FileStat> searched = List.of();
    for (int i = 0; i < TRIES; i++) {
      var all = name.files();
      if (i > 0 && all.equals(searched)) {
        break; // Nothing has changed since.
      }
      searched = all;
      var best = holding(position, live, all);
      if (best != null) {
        return new ReadPoint(best, position.offset());
      }
    }
    throw new LogBounds(files).lost(position);
  }

  /** The best file that contains a position: among the open ones, then among the others. */
  private @Nullable LogFile holding(Position position, @Nullable LogFile live, List<FileStat> all)
      throws IOException {
    LogFile best = null;
    for (var log : files.all()) {
      if (log.holds(position)) {
        best = better(best, log, position, live);
      }
    }
    int looked = 0;
    for (var stat : all) {
      if (++looked % TURN == 0) {
        LongWork.giveTurn();
      }
      var log = files.openIfItHolds(stat, position);
      if (log != null) {
        best = better(best, log, position, live);
      }
    }
    return best;
  }

  /** The file of the position's inode, then the live one, then the longest. */
  private static LogFile better(
      @Nullable LogFile best, LogFile other, Position position, @Nullable LogFile live)
      throws IOException {
    if (best == null) {
      return other;
    }
    int difference = rank(other, position, live) - rank(best, position, live);
    return difference > 0 || (difference == 0 && other.size() > best.size()) ? other : best;
  }

  private static int rank(LogFile log, Position position, @Nullable LogFile live) {
    return (log.stat().number() == position.file() ? 2 : 0) + (log == live ? 1 : 0);
  }
}
