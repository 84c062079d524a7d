package httpd.recording;

/**
 * A place in a run.
 *
 * @param bytes how many come before it
 * @param records the number of records that these bytes are
 */
record Place(long bytes, long records) {

  /** What a record costs beside its bytes: 64 in a log in memory, and its line feed. */
  private static final int OVERHEAD = 65;

  static final Place START = new Place(0, 0);

  Place after(int length) {
    return new Place(bytes + length, records + 1);
  }

  /** Returns what the records before it take in memory. */
  long cost() {
    return bytes + OVERHEAD * records;
  }
}
