package httpd.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.file.Absence;
import httpd.tail.file.Fingerprint;
import httpd.tail.file.LogFile;
import httpd.tail.file.Position;
import httpd.tail.file.ReadPoint;
import httpd.tail.file.ReverseLineScanner;
import httpd.tail.name.FileStat;
import httpd.topic.Topic;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The positions at both ends of what a name has. Used by one thread. */
record LogBounds(LogFiles files) {

  /** Before the oldest file that one can come back to, and after the newest complete line. */
  Topic.Bounds bounds() throws IOException {
    return new Topic.Bounds(oldestWithoutGap().toString(), beforeLast(0).toString());
  }

  PositionLostException lost(Position position) throws IOException {
    return new PositionLostException(position, bounds());
  }

  Position oldest() throws IOException {
    return before(first());
  }

  /**
   * The beginning of the oldest file that can be read and is not empty; null if all are empty or
   * unreadable.
   */
  @Nullable ReadPoint first() throws IOException {
    for (var stat : files.name().files()) {
      if (isSource(stat)) {
        return new ReadPoint(files.open(stat), 0);
      }
    }
    return null;
  }

  /** Before the first byte of the file that has the name; where it would be. */
  Position beginning() throws IOException {
    return before(null);
  }

  /** Before the first byte of the oldest file after which no file is missing. */
  private Position oldestWithoutGap() throws IOException {
    FileStat first = null;
    for (var stat : files.name().files().reversed()) {
      if (files.name().hasGapAfter(stat)) {
        break;
      }
      first = isSource(stat) ? stat : first;
    }
    return before(first == null ? null : new ReadPoint(files.open(first), 0));
  }

  private Position before(@Nullable ReadPoint first) throws IOException {
    if (first != null) {
      return first.log().position(0);
    }
    var current = files.name().current();
    return current == null ? nowhere() : files.open(current).position(0);
  }

  private Position nowhere() throws IOException {
    return Position.nowhere(directoryState());
  }

  /** Whether a file has bytes, can be read, and is not a copy of the newest one. */
  private boolean isSource(FileStat stat) throws IOException {
    try {
      return stat.size() > 0
          && files.inPassing(() -> !files.isCopyOfNewest(stat) && files.open(stat).isOf(stat));
    } catch (AccessDeniedException unreadable) {
      return false;
    }
  }

  /** Before the last complete lines of the file that has the name; where it would be. */
  Position beforeLast(int lines) throws IOException {
    var current = files.name().current();
    return current == null ? nowhere() : fromEnd(current, lines + 1);
  }

  /** Returns where to look for what comes after a position that has just been found or made. */
  Position sought(Position position) throws IOException {
    if (!position.isNowhere()) {
      return position;
    }
    var newest = files.name().newestNonEmpty();
    return newest == null ? Position.OLDEST : fromEnd(newest, 1);
  }

  /** After a line feed of a file, counted from its end. */
  private Position fromEnd(FileStat stat, int feeds) throws IOException {
    LogFile log = files.open(stat);
    long offset = new ReverseLineScanner(log).after(log.size(), feeds);
    var position = log.position(offset);
    if (!log.isIntact(offset)) {
      throw new NoSuchFileException(stat.path().toString(), null, "was truncated meanwhile");
    }
    return position;
  }

  /**
   * The state of the name's directories and of their newest file as one number: while it is the
   * same, no file was created there, renamed or deleted. A missing directory has the state of the
   * nearest one above. {@link Position#NO_MARK} if nothing shows it.
   */
  long directoryState() throws IOException {
    var directories = files.name().changeIndicators();
    var newest = files.name().newestNonEmpty();
    if (directories.isEmpty()) {
      return Position.NO_MARK;
    }
    var text = new StringBuilder();
    for (var directory : directories) {
      var attributes = nearest(directory);
      text.append(attributes.fileKey())
          .append(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
          .append(' ');
    }
    if (newest != null) {
      text.append(newest.key()).append(newest.size());
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    return Math.max(Position.NO_MARK + 1, Fingerprint.ofBeginning(bytes, bytes.length));
  }

  private static BasicFileAttributes nearest(Path directory) throws IOException {
    for (var at = directory; ; at = at.getParent()) {
      try {
        return Files.readAttributes(at, BasicFileAttributes.class);
      } catch (FileSystemException e) {
        if (!Absence.isCertain(e) || at.getParent() == null) {
          throw e;
        }
      }
    }
  }
}
