package httpd.file;

/** A range of bytes of a file, from {@code first} to {@code last} included. */
record ByteRange(long first, long last) {

  long length() {
    return last - first + 1;
  }

  boolean touches(ByteRange other, long gap) {
    return first - gap <= other.last + 1 && other.first - gap <= last + 1;
  }

  ByteRange and(ByteRange other) {
    return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
  }

  String of(long size) {
    return "bytes " + first + "-" + last + "/" + size;
  }
}
