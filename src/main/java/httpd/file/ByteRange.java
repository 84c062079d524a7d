package httpd.file;

/**
 * A range of bytes of a file.
 *
 * @param first from 0
 * @param last included
 */
record ByteRange(long first, long last) {

  long length() {
    return last - first + 1;
  }

  /** Whether at most {@code gap} bytes are between two ranges. */
  boolean touches(ByteRange other, long gap) {
    return first - gap <= other.last + 1 && other.first - gap <= last + 1;
  }

  /** The range from the first byte of both to the last. */
  ByteRange and(ByteRange other) {
    return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
  }

  String of(long size) {
    return "bytes " + first + "-" + last + "/" + size;
  }
}
