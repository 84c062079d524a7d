package httpd.coding;

import httpd.limit.StreamMemory;

/**
 * The end of what was compressed before, which the next block may refer to. Its owner has given all
 * of it to the clients that get that block. Counted in the memory of all streams.
 */
final class History {

  /**
   * Bytes at most. With 2 KiB an event of a log is a quarter of its size, without any it is as long
   * as before; more costs time for each event and memory for each stream, and gains little.
   */
  static final int MOST = 2 * 1024;

  private static final int FIRST_CAPACITY = 256;
  private static final byte[] NONE = {};

  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private byte[] bytes = NONE;
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void add(byte[] plain, int offset, int count) {
    int added = Math.min(count, MOST);
    int kept = Math.min(length, MOST - added);
    makeRoom(kept + added);
    System.arraycopy(bytes, length - kept, bytes, 0, kept);
    System.arraycopy(plain, offset + count - added, bytes, kept, added);
    length = kept + added;
  }

  private void makeRoom(int needed) {
    if (needed > bytes.length) {
      int capacity = Math.max(FIRST_CAPACITY, Integer.highestOneBit(needed - 1) * 2);
      var larger = new byte[capacity];
      System.arraycopy(bytes, 0, larger, 0, length);
      memory.take(capacity - bytes.length);
      bytes = larger;
    }
  }

  /** Forgets all, and gives its memory back. */
  void clear() {
    memory.release(bytes.length);
    bytes = NONE;
    length = 0;
  }
}
