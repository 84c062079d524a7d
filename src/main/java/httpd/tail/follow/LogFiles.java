package httpd.tail.follow;

import httpd.line.blocking.LongWork;
import httpd.tail.file.LogFile;
import httpd.tail.file.Position;
import httpd.tail.file.PositionLostException;
import httpd.tail.file.ReadPoint;
import httpd.tail.file.ReverseLineScanner;
import httpd.tail.name.FileStat;
import httpd.tail.name.TailName;
import httpd.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The generations of one name that are open, and the way to those that are not: by content, and by
 * order. Used by one thread.
 */
final class LogFiles implements AutoCloseable {

  /** Rotated away and still needed: beyond that many, the oldest are looked for anew when read. */
  static final int MOST_KEPT = 16;

  /** Files after which others get their turn, if the thread is a handler's. */
  private static final int TURN = 64;

  /** How often a position is looked for, since files may be copied and truncated meanwhile. */
  private static final int TRIES = 3;

  private final TailName name;
  private final List<LogFile> open = new ArrayList<>();

  LogFiles(TailName name) {
    this.name = name;
  }

  /** The one of a file, which is opened unless it is already. */
  LogFile open(FileStat file) throws IOException {
    for (var generation : open) {
      if (!generation.isGone() && generation.isOf(file)) {
        return generation;
      }
    }
    var generation = LogFile.open(file);
    open.add(generation);
    return generation;
  }

  /** A question about files that opens some of them. */
  interface Question {
    boolean ask() throws IOException;
  }

  /**
   * Answers a question; what was opened for it is closed again, so that a look at many files holds
   * few descriptors.
   */
  boolean inPassing(Question question) throws IOException {
    int before = open.size();
    try {
      return question.ask();
    } finally {
      while (open.size() > before) {
        open.removeLast().close();
      }
    }
  }

  /** The new content of a file that was truncated. */
  LogFile rewritten(LogFile old) {
    open.remove(old);
    var generation = old.rewritten();
    open.add(generation);
    return generation;
  }

  /** A file that has the position in it; null if it has not. */
  @Nullable LogFile openIfItHolds(FileStat file, Position position) throws IOException {
    if (file.size() < position.offset() || position.offset() == 0) {
      return null;
    }
    int before = open.size();
    try {
      var generation = open(file);
      if (generation.holds(position)) {
        return generation;
      }
      if (open.size() > before) {
        open.removeLast();
        generation.close();
      }
    } catch (AccessDeniedException notForUs) {
      return null;
    }
    return null;
  }

  /**
   * The place behind a position.
   *
   * @return null if nothing is there yet that could come after it
   * @throws PositionLostException if what came after it cannot be had any more
   */
  @Nullable ReadPoint find(Position position, @Nullable LogFile live) throws IOException {
    if (position.offset() == 0) {
      return new StartPositions(name, this).find(position);
    }
    List<FileStat> seen = List.of();
    for (int i = 0; i < TRIES; i++) {
      var files = name.generations();
      if (i > 0 && files.equals(seen)) {
        break; // Nothing has changed since.
      }
      seen = files;
      var best = findOnce(position, live, files);
      if (best != null) {
        return new ReadPoint(best, position.offset());
      }
    }
    throw lost(position);
  }

  private @Nullable LogFile findOnce(
      Position position, @Nullable LogFile live, List<FileStat> files) throws IOException {
    LogFile best = null;
    for (var generation : List.copyOf(open)) {
      if (generation.holds(position)) {
        best = better(best, generation, position, live);
      }
    }
    int seen = 0;
    for (var file : files) {
      if (++seen % TURN == 0) {
        LongWork.giveTurn();
      }
      var generation = openIfItHolds(file, position);
      if (generation != null) {
        best = better(best, generation, position, live);
      }
    }
    return best;
  }

  /** Whether a file is a copy, perhaps not done yet, of what has the name now. */
  boolean isCopyOfNewest(FileStat file) throws IOException {
    var newest = name.mayBeCopied() ? name.current() : null;
    return newest != null
        && newest.size() > 0
        && !newest.isSameAs(file)
        && isCopy(file, open(newest));
  }

  /** Whether a file came later than another one, and has nothing but what that begins with. */
  boolean isCopy(FileStat file, LogFile other) throws IOException {
    return !other.isOf(file) && !file.isOlderThan(other.file()) && open(file).isBeginningOf(other);
  }

  /** Closes what no cursor stands in or will come to. */
  void sweep(@Nullable LogFile live, Set<TailCursor> cursors) {
    if (open.isEmpty() || (open.size() == 1 && open.getFirst() == live)) {
      return;
    }
    var needed = new HashSet<LogFile>();
    if (live != null) {
      needed.add(live);
    }
    for (var cursor : cursors) {
      var batch = cursor.batch();
      var generation = batch == null ? null : batch.generation();
      while (generation != null && needed.add(generation)) {
        generation = generation.next();
      }
    }
    closeIf(generation -> !needed.contains(generation));
    while (open.size() > MOST_KEPT + 1) {
      var oldest = open.getFirst() == live ? open.get(1) : open.getFirst();
      closeIf(generation -> generation == oldest);
    }
  }

  @Override
  public void close() {
    closeIf(generation -> true);
  }

  /** What to tell of a position that cannot be found. */
  PositionLostException lost(Position position) throws IOException {
    var bounds = bounds();
    return new PositionLostException(position.toString(), bounds.oldest(), bounds.newest());
  }

  /**
   * Before the oldest generation that one can come back to, and behind the last complete line of
   * the newest.
   */
  Topic.Bounds bounds() throws IOException {
    return new Topic.Bounds(
        new StartPositions(name, this).oldestWithAll().toString(), beforeLast(0).toString());
  }

  /**
   * Finds a position that a client comes back with.
   *
   * @throws PositionLostException if what came after it, or a part of that, cannot be had any more
   */
  void resume(Position position) throws IOException {
    var place = find(position, null);
    if (place != null && name.lacksNextOf(place.generation().file())) {
      throw lost(position);
    }
  }

  /** The position before the oldest generation that can be read. */
  Position oldest() throws IOException {
    return new StartPositions(name, this).oldest();
  }

  /** The position before the last complete lines of the file of that name; where it would be. */
  Position beforeLast(int lines) throws IOException {
    var current = name.current();
    if (current != null) {
      return fromEnd(current, lines + 1);
    }
    return Position.nowhere(DirectoryState.of(name));
  }

  /** Where to look for what comes behind a position that has just been found or made. */
  Position sought(Position position) throws IOException {
    if (!position.isNowhere()) {
      return position;
    }
    var newest = name.newestWithBytes();
    return newest == null ? Position.OLDEST : fromEnd(newest, 1);
  }

  /** The position before the last lines of a file: behind a line feed, counted from behind. */
  private Position fromEnd(FileStat file, int feeds) throws IOException {
    var generation = open(file);
    long offset = new ReverseLineScanner(generation).behind(generation.size(), feeds);
    var position = generation.position(offset);
    if (!generation.isIntact(offset)) {
      throw new NoSuchFileException(file.path().toString(), null, "was truncated meanwhile");
    }
    return position;
  }

  /** The file it was written to, then the one being read, then the one that has most to give. */
  private static LogFile better(
      @Nullable LogFile best, LogFile other, Position position, @Nullable LogFile live)
      throws IOException {
    if (best == null) {
      return other;
    }
    int difference = rank(other, position, live) - rank(best, position, live);
    return difference > 0 || (difference == 0 && other.size() > best.size()) ? other : best;
  }

  private static int rank(LogFile generation, Position position, @Nullable LogFile live) {
    return (generation.file().number() == position.file() ? 2 : 0) + (generation == live ? 1 : 0);
  }

  private void closeIf(Predicate<LogFile> unwanted) {
    open.removeIf(generation -> {
      if (!unwanted.test(generation)) {
        return false;
      }
      try {
        generation.close();
      } catch (IOException e) {
        throw new UncheckedIOException("closing " + generation, e); // A read-only one: never.
      }
      return true;
    });
  }
}
