package httpd.tail.follow;

import httpd.tail.file.Position;
import httpd.tail.file.PositionLostException;
import httpd.tail.file.ReadPoint;
import httpd.tail.name.FileStat;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds the places before a file's first line again. No line stands before them that could prove
 * which file it is, so another proof is needed that nothing has come and gone since; where there is
 * none, the place is lost.
 *
 * <pre>
 *   a file's beginning   the file of that inode, made before the position was; its first bytes, or
 *                        those of a copy made since, if it had any; if it had none, no copy made
 *                        since, and no file after it as long as it is empty
 *   where no file was    no file was made, renamed or deleted in the folder since, nor written to
 * </pre>
 *
 * <p>Used by one thread.
 */
record StartPositions(TailName name, LogFiles generations) {

  private static final int LOOKS_AT_SIZE = 10;
  private static final long BETWEEN_LOOKS_NANOS = 1_000_000;

  /**
   * The place at a position of offset 0.
   *
   * @return null if nothing is there yet that could come after it
   * @throws PositionLostException if something may be missing behind it
   */
  @Nullable ReadPoint find(Position position) throws IOException {
    if (position.equals(Position.OLDEST)) {
      return first();
    }
    if (position.isNowhere()) {
      if (position.mark() == Position.NO_MARK || position.mark() != DirectoryState.of(name)) {
        throw generations.lost(position);
      }
      return null;
    }
    return beginning(position);
  }

  /** Before the first byte of the oldest generation that can be read. */
  Position oldest() throws IOException {
    return oldest(first());
  }

  /** The same of those behind which no generation is missing. */
  Position oldestWithAll() throws IOException {
    FileStat first = null;
    var all = name.generations();
    for (var file : all.reversed()) {
      if (name.lacksNextOf(file)) {
        break;
      }
      first = isSource(file) ? file : first;
    }
    return oldest(first == null ? null : new ReadPoint(generations.open(first), 0));
  }

  private Position oldest(@Nullable ReadPoint first) throws IOException {
    if (first != null) {
      return first.generation().position(0);
    }
    var current = name.current();
    return current == null
        ? Position.nowhere(DirectoryState.of(name))
        : generations.open(current).position(0);
  }

  /** The beginning of the oldest generation that can be read and has a byte in it. */
  private @Nullable ReadPoint first() throws IOException {
    for (var file : name.generations()) {
      if (isSource(file)) {
        return new ReadPoint(generations.open(file), 0);
      }
    }
    return null;
  }

  /** Whether it has bytes, can be read, and is no copy of the newest one. */
  private boolean isSource(FileStat file) throws IOException {
    try {
      return file.size() > 0
          && generations.inPassing(
              () -> !generations.isCopyOfNewest(file) && generations.open(file).isOf(file));
    } catch (AccessDeniedException notForUs) {
      return false;
    }
  }

  private @Nullable ReadPoint beginning(Position position) throws IOException {
    var all = name.generations();
    for (var file : all) {
      if (position.isBeginningOf(file)) {
        int index = all.indexOf(file);
        var copies = madeSince(position, all.subList(0, index));
        return position.marked() == 0
            ? ofEmptyFile(position, all.subList(index, all.size()), copies)
            : ofMarkedFile(position, file, copies);
      }
    }
    throw generations.lost(position);
  }

  /** What was copied from a file, or came in between, since it had this position. */
  private List<FileStat> madeSince(Position position, List<FileStat> before) throws IOException {
    var found = new ArrayList<FileStat>();
    for (var file : before) {
      if (file.size() > 0
          && file.bornMicros() > position.content()
          && !generations.inPassing(() -> generations.isCopyOfNewest(file))) {
        found.add(file);
      }
    }
    return found;
  }

  /**
   * All that was written to a file since it was empty is in it, unless it was truncated. If that is
   * nothing, it must still have the name: others may have had it since.
   */
  private @Nullable ReadPoint ofEmptyFile(
      Position position, List<FileStat> fromThere, List<FileStat> copies) throws IOException {
    var file = fromThere.getFirst();
    if (wasCompressedSince(position)) {
      throw generations.lost(position);
    }
    boolean isNewest = fromThere.size() == 1;
    if (copies.isEmpty() && file.size() == 0 && isNewest && isUntouched(file, position)) {
      return null;
    }
    if (!copies.isEmpty() || (file.size() == 0 && (!isNewest || staysEmpty(file)))) {
      throw generations.lost(position);
    }
    return new ReadPoint(generations.open(file), 0);
  }

  private static boolean isUntouched(FileStat file, Position position) {
    return file.changedMicros() == position.content();
  }

  /** A write changes the time of a file a moment before its size. */
  private boolean staysEmpty(FileStat file) throws IOException {
    var generation = generations.open(file);
    for (int i = 0; i < LOOKS_AT_SIZE && generation.size() == 0; i++) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
    return generation.size() == 0;
  }

  /** A copy may be gone by now, but for its compressed form, which has its times. */
  private boolean wasCompressedSince(Position position) throws IOException {
    for (var file : name.compressed()) {
      if (file.bornMicros() > position.content() && file.modifiedMicros() > position.content()) {
        return true;
      }
    }
    return false;
  }

  private ReadPoint ofMarkedFile(Position position, FileStat file, List<FileStat> copies)
      throws IOException {
    for (var copy : copies) {
      if (generations.inPassing(() -> generations.open(copy).beginsWith(position))) {
        return new ReadPoint(generations.open(copy), 0);
      }
    }
    var generation = generations.open(file);
    if (!generation.beginsWith(position)) {
      throw generations.lost(position);
    }
    return new ReadPoint(generation, 0);
  }
}
