package httpd.line.split;

import java.util.Arrays;

/** The bytes of a line that has begun and not ended. */
final class HeldBytes {

  private static final byte[] NOTHING = {};

  /** What an idle stream may cost: a larger array is given back when its line has ended. */
  private static final int KEPT_LENGTH = 256;

  private byte[] bytes = NOTHING;
  private int length;

  int length() {
    return length;
  }

  /** The bytes that are held, and more after them; replaced by the next call that adds some. */
  byte[] array() {
    return bytes;
  }

  void add(byte[] source, int start, int end) {
    int needed = length + end - start;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(KEPT_LENGTH, Math.max(needed, 2 * bytes.length)));
    }
    System.arraycopy(source, start, bytes, length, end - start);
    length = needed;
  }

  byte[] copy(int count) {
    return Arrays.copyOf(bytes, count);
  }

  void drop(int count) {
    length -= count;
    System.arraycopy(bytes, count, bytes, 0, length);
  }

  void clear() {
    length = 0;
    if (bytes.length > KEPT_LENGTH) {
      bytes = NOTHING;
    }
  }
}
