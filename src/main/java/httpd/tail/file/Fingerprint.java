package httpd.tail.file;

/**
 * What a position contains of the bytes before it: a hash of the first {@value #HEAD} of them, or
 * of all if they are fewer, and of the last {@value #TAIL} of the line, back to a NUL at most. The
 * offset implies which bytes those are, so any copy can be compared with it.
 */
public final class Fingerprint {

  static final int HEAD = 1024;
  static final int TAIL = 64;

  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  /** The bits of a fingerprint that may be set. */
  static final int BITS = 48;

  private Fingerprint() {}

  static long ofHead(byte[] head, int length) {
    return on(BASIS, head, 0, length);
  }

  /** Ends a fingerprint with the last bytes before the position: {@link #TAIL} of them, or all. */
  static long of(long headHash, byte[] bytes, int length) {
    int from = Math.max(0, length - TAIL);
    for (int i = length - 2; i >= from; i--) {
      if (bytes[i] == '\n' || bytes[i] == 0) { // A hole may be before a line.
        from = i + 1;
        break;
      }
    }
    return folded(on(headHash, bytes, from, length));
  }

  public static long ofBeginning(byte[] head, int length) {
    return folded(ofHead(head, length));
  }

  private static long folded(long hash) {
    return (hash ^ (hash >>> BITS)) & ((1L << BITS) - 1);
  }

  private static long on(long start, byte[] bytes, int from, int to) {
    long hash = start;
    for (int i = from; i < to; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * PRIME;
    }
    return hash;
  }
}
