package httpd.tail.file;

import httpd.tail.name.FileStat;
import java.util.Arrays;

/** The first bytes of a content, as they were when it was first read. Used by its reader. */
final class FileHead {

  private final byte[] bytes = new byte[Fingerprint.HEAD];
  private int length;
  private long fullHash;

  int length() {
    return length;
  }

  /** Keeps the bytes read at {@code from} as far as they belong to it. */
  void remember(byte[] read, long from, int count) {
    if (from <= length && from + count > length && length < bytes.length) {
      int skipped = (int) (length - from);
      int taken = Math.min(count - skipped, bytes.length - length);
      System.arraycopy(read, skipped, bytes, length, taken);
      length += taken;
      fullHash = Fingerprint.ofHead(bytes, length);
    }
  }

  boolean isBeginningOf(byte[] content) {
    return content.length >= length && Arrays.equals(content, 0, length, bytes, 0, length);
  }

  /** Whether it begins with a hole, as a truncation leaves it, and so does not identify a file. */
  boolean isHole() {
    return length > 0 && bytes[0] == 0;
  }

  Position beginningOf(FileStat file) {
    return Position.beginningOf(file, bytes, length);
  }

  boolean isKnownUpTo(long offset) {
    return length >= Math.min(offset, bytes.length);
  }

  long hash(long offset) {
    return offset >= bytes.length
        ? fullHash
        : Fingerprint.ofHead(bytes, (int) Math.min(offset, length));
  }
}
