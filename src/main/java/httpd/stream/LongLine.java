package httpd.stream;

/**
 * A framed line that does not fit in one turn, and how much of it was written. It holds the line's
 * own bytes, not a copy: a line that many streams send is in memory once.
 */
final class LongLine {

  private final byte[][] parts;

  private int part;

  private int written;

  /** Makes a line of its parts: the size of its chunk, its content, and what comes after it. */
  LongLine(byte[]... parts) {
    this.parts = parts;
    skipWrittenParts();
  }

  boolean isWritten() {
    return part == parts.length;
  }

  int write(byte[] target, int offset, int room) {
    int at = offset;
    while (!isWritten() && at < offset + room) {
      int count = Math.min(parts[part].length - written, offset + room - at);
      System.arraycopy(parts[part], written, target, at, count);
      written += count;
      at += count;
      skipWrittenParts();
    }
    return at - offset;
  }

  private void skipWrittenParts() {
    while (part < parts.length && written == parts[part].length) {
      part++;
      written = 0;
    }
  }
}
