package httpd.durable;

/** The first bytes of a character in UTF-8 whose last ones are missing. */
final class UnfinishedCharacter {

  private static final int LONGEST = 4;

  private UnfinishedCharacter() {}

  /** Whether the first bytes end with such a character. */
  static boolean isAtEndOf(byte[] bytes, int count) {
    for (int length = 1; length < LONGEST && length <= count; length++) {
      byte at = bytes[count - length];
      if (at >= 0) {
        return false;
      }
      if (!isContinuation(at)) {
        return length < length(at);
      }
    }
    return false;
  }

  private static boolean isContinuation(byte at) {
    return (at & 0b1100_0000) == 0b1000_0000;
  }

  /** Returns how many bytes a character has that begins with this one; 0 if none does. */
  private static int length(byte first) {
    int value = first & 0xff;
    if (value < 0xc2 || value > 0xf4) {
      return 0;
    }
    return value < 0xe0 ? 2 : value < 0xf0 ? 3 : LONGEST;
  }
}
