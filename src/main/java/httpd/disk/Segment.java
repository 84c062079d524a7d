package httpd.disk;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Records of a log that follow each other, in files named by the number of the first: their
 * contents, the index, and extras if any append had more than contents. Only the last segment of a
 * log grows. Its writer changes it; all threads read it.
 */
final class Segment {

  static final String DATA = ".data";
  static final String INDEX = ".index";
  static final String EXTRA = ".extra";
  static final String STATE = ".state";

  /** An index whose segment is being deleted. */
  static final String DROPPED = ".dropped";

  /** What an index begins with: the kind and version of the file, then the {@link SyncMark}. */
  static final int HEADER = 64;

  private static final int DIGITS = 20;

  private final Path directory;
  final long first;
  volatile long count;
  volatile long bytes;
  volatile long extraBytes;

  /** When its first record was appended; 0 without any. */
  volatile long firstTime;

  /** When its last record was appended; 0 without any. */
  volatile long lastTime;

  /** How many records are known to be undamaged, so that their file can be sent unread. */
  volatile long verified;

  Segment(Path directory, long first) {
    this.directory = directory;
    this.first = first;
  }

  /** The number of its last record, or of the one before its first. */
  long last() {
    return first + count - 1;
  }

  Path file(String kind) {
    return directory.resolve(name(first) + kind);
  }

  static String name(long first) {
    return String.format(Locale.ROOT, "%0" + DIGITS + "d", first);
  }

  /** Whether a file of a log is named as one of a segment. */
  static boolean isFile(String name) {
    return name.length() > DIGITS
        && name.chars().limit(DIGITS).allMatch(Character::isDigit)
        && switch (name.substring(DIGITS)) {
          case DATA, INDEX, EXTRA, STATE, DROPPED -> true;
          default -> false;
        };
  }

  static long firstOf(String fileName) {
    return Long.parseLong(fileName, 0, DIGITS, 10);
  }

  /** Where the slot of a record begins in the index. */
  long slotOffset(long number) {
    return HEADER + (number - first) * Slot.SIZE;
  }

  /** Takes in that a record was added, or found, at its end. */
  void added(Slot slot) {
    long before = count; // One thread changes it.
    verified = verified == before ? before + 1 : verified;
    firstTime = before == 0 ? slot.time() : firstTime;
    lastTime = slot.time();
    bytes = slot.end();
    count = before + 1;
  }
}
