package httpd.tail.follow;

import httpd.tail.file.Position;
import httpd.tail.file.ReadPoint;
import httpd.tail.name.FileStat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Resolves positions before a file's first line. There is no line before them that identifies the
 * file, so something else must prove that no line has been missed; without proof, the position is
 * lost.
 *
 * <pre>
 *   a file's beginning   the file of that inode, created before the position was taken; its first
 *                        bytes, or those of a later copy, if it had any; if it was empty, no later
 *                        copy, and no file after it as long as it is empty
 *   where no file was    no file was created, renamed or deleted in the directory since, or grew
 * </pre>
 *
 * <p>Used by one thread.
 */
record StartPositions(LogFiles files) {

  private static final int LOOKS_AT_SIZE = 10;
  private static final long BETWEEN_LOOKS_NANOS = 1_000_000;

  /** Returns the place at a position of offset 0; null if nothing has come yet to follow it. */
  @Nullable ReadPoint find(Position position) throws IOException {
    if (position.equals(Position.OLDEST)) {
      return new LogBounds(files).first();
    }
    if (position.isNowhere()) {
      if (position.mark() == Position.NO_MARK
          || position.mark() != new LogBounds(files).directoryState()) {
        throw lost(position);
      }
      return null;
    }
    return beginning(position);
  }

  private PositionLostException lost(Position position) throws IOException {
    return new LogBounds(files).lost(position);
  }

  private @Nullable ReadPoint beginning(Position position) throws IOException {
    var all = files.name().files();
    for (int i = 0; i < all.size(); i++) {
      if (position.isBeginningOf(all.get(i))) {
        var copies = copiedSince(position, all.subList(0, i));
        return position.marked() == 0
            ? ofEmptyFile(position, all.subList(i, all.size()), copies)
            : ofMarkedFile(position, all.get(i), copies);
      }
    }
    throw lost(position);
  }

  /** Lists what was copied from a file, or came in between, since it had this position. */
  private List<FileStat> copiedSince(Position position, List<FileStat> before) throws IOException {
    var found = new ArrayList<FileStat>();
    for (var stat : before) {
      if (stat.size() > 0
          && stat.bornMicros() > position.content()
          && !files.inPassing(() -> files.isCopyOfNewest(stat))) {
        found.add(stat);
      }
    }
    return found;
  }

  /**
   * All that was written to a file since it was empty is in it, unless it was truncated. If it is
   * still empty, it must still have the name: another file may have had it since.
   */
  private @Nullable ReadPoint ofEmptyFile(
      Position position, List<FileStat> fromThere, List<FileStat> copies) throws IOException {
    var stat = fromThere.getFirst();
    boolean isNewest = fromThere.size() == 1;
    boolean isUntouched = stat.changedMicros() == position.content();
    if (copies.isEmpty() && stat.size() == 0 && isNewest && isUntouched) {
      return null;
    }
    if (wasCompressedSince(position)) {
      throw lost(position);
    }
    if (!copies.isEmpty() || (stat.size() == 0 && (!isNewest || staysEmpty(stat)))) {
      throw lost(position);
    }
    return new ReadPoint(files.open(stat), 0);
  }

  /** Waits a moment: a write changes the time of a file shortly before its size. */
  private boolean staysEmpty(FileStat stat) throws IOException {
    var log = files.open(stat);
    for (int i = 0; i < LOOKS_AT_SIZE && log.size() == 0; i++) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
    return log.size() == 0;
  }

  /** A copy may have been replaced by its compressed form, which keeps its times. */
  private boolean wasCompressedSince(Position position) throws IOException {
    return files.name().compressed().stream()
        .anyMatch(stat ->
            stat.bornMicros() > position.content() && stat.modifiedMicros() > position.content());
  }

  private ReadPoint ofMarkedFile(Position position, FileStat stat, List<FileStat> copies)
      throws IOException {
    for (var copy : copies) {
      if (files.inPassing(() -> files.open(copy).beginsWith(position))) {
        return new ReadPoint(files.open(copy), 0);
      }
    }
    var log = files.open(stat);
    if (!log.beginsWith(position)) {
      throw lost(position);
    }
    return new ReadPoint(log, 0);
  }
}
