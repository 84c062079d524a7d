package httpd.tail.follow;

import httpd.tail.file.LogFile;
import httpd.tail.file.Position;
import httpd.tail.name.FileStat;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The open files of one name: each is open once. Used by one thread. */
final class LogFiles implements AutoCloseable {

  /** Rotated files that are kept open; beyond that, the oldest are found again when needed. */
  static final int MOST_KEPT = 16;

  private static final int BLOCK = 64 * 1024;

  private final TailName name;
  private final List<LogFile> open = new ArrayList<>();

  LogFiles(TailName name) {
    this.name = name;
  }

  TailName name() {
    return name;
  }

  List<LogFile> all() {
    return List.copyOf(open);
  }

  LogFile open(FileStat stat) throws IOException {
    for (var log : open) {
      if (!log.isGone() && log.isOf(stat)) {
        return log;
      }
    }
    var log = LogFile.open(stat, name);
    open.add(log);
    return log;
  }

  /** A question about files whose answer opens some of them. */
  interface Question {
    boolean ask() throws IOException;
  }

  /** Closes again what a question opened, so that a look at many files holds few descriptors. */
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

  LogFile rewritten(LogFile old) {
    open.remove(old);
    var log = old.rewritten();
    open.add(log);
    return log;
  }

  /** Opens a file that contains a position; null if it does not. */
  @Nullable LogFile openIfItHolds(FileStat stat, Position position) throws IOException {
    if (stat.size() < position.offset() || position.offset() == 0) {
      return null;
    }
    int before = open.size();
    try {
      var log = open(stat);
      if (log.holds(position)) {
        return log;
      }
      if (open.size() > before) {
        open.removeLast().close();
      }
    } catch (AccessDeniedException unreadable) {
      return null;
    }
    return null;
  }

  /** Whether a file is a copy, perhaps an unfinished one, of the file that has the name now. */
  boolean isCopyOfNewest(FileStat stat) throws IOException {
    var newest = name.mayBeCopied() ? name.current() : null;
    return newest != null
        && newest.size() > 0
        && !newest.isSameAs(stat)
        && isCopy(stat, open(newest));
  }

  /** Whether a file is younger than another one, and is nothing but the beginning of that. */
  boolean isCopy(FileStat stat, LogFile other) throws IOException {
    return !other.isOf(stat) && !stat.isOlderThan(other.stat()) && isBeginning(open(stat), other);
  }

  /** Compares the first and the last block. */
  private static boolean isBeginning(LogFile log, LogFile other) throws IOException {
    long size = log.size();
    return size > 0
        && other.size() >= size
        && haveSameBytes(log, other, 0, size)
        && haveSameBytes(log, other, Math.max(0, size - BLOCK), size);
  }

  private static boolean haveSameBytes(LogFile one, LogFile other, long from, long to)
      throws IOException {
    int length = (int) Math.min(BLOCK, to - from);
    byte[] bytes = one.bytes(from, length);
    return bytes.length == length && Arrays.equals(bytes, other.bytes(from, length));
  }

  /** Closes the files that no cursor reads or will come to. */
  void sweep(@Nullable LogFile live, Stream<LogFile> read) {
    if (open.isEmpty() || (open.size() == 1 && open.getFirst() == live)) {
      return;
    }
    var needed = new HashSet<LogFile>();
    if (live != null) {
      needed.add(live);
    }
    read.forEach(log -> {
      for (var at = log; at != null && needed.add(at); ) {
        at = at.next();
      }
    });
    closeIf(log -> !needed.contains(log));
    while (open.size() > MOST_KEPT + 1) {
      var oldest = open.getFirst() == live ? open.get(1) : open.getFirst();
      closeIf(log -> log == oldest);
    }
  }

  @Override
  public void close() {
    closeIf(log -> true);
  }

  private void closeIf(Predicate<LogFile> unneeded) {
    open.removeIf(log -> {
      if (!unneeded.test(log)) {
        return false;
      }
      try {
        log.close();
      } catch (IOException e) {
        throw new UncheckedIOException("closing " + log, e); // A read-only file: never.
      }
      return true;
    });
  }
}
