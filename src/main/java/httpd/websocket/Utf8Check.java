package httpd.websocket;

/**
 * Checks UTF-8 that comes in parts (Unicode, table 3-7): no overlong forms, no surrogates, nothing
 * beyond U+10FFFF.
 */
final class Utf8Check {

  /** How many bytes the character that has begun still needs. */
  private int missing;

  // The range of the next byte of it.
  private int lowest = 0x80;
  private int highest = 0xbf;

  static boolean isValid(byte[] text) {
    int i = 0;
    while (i < text.length && text[i] >= 0) { // Most texts are ASCII.
      i++;
    }
    if (i == text.length) {
      return true;
    }
    var check = new Utf8Check();
    return check.accepts(text, i, text.length) && check.isBetweenCharacters();
  }

  /** Whether no character has begun and not ended. */
  boolean isBetweenCharacters() {
    return missing == 0;
  }

  /** Returns whether the text can still be UTF-8 with the bytes from one index up to another. */
  boolean accepts(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!accepts(bytes[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  private boolean accepts(int next) {
    if (missing == 0) {
      return next < 0x80 || begins(next);
    }
    boolean fits = next >= lowest && next <= highest;
    missing--;
    lowest = 0x80;
    highest = 0xbf;
    return fits;
  }

  private boolean begins(int first) {
    if (first < 0xc2 || first > 0xf4) {
      return false;
    }
    missing = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    switch (first) {
      case 0xe0 -> lowest = 0xa0;
      case 0xed -> highest = 0x9f;
      case 0xf0 -> lowest = 0x90;
      case 0xf4 -> highest = 0x8f;
      default -> {}
    }
    return true;
  }
}
