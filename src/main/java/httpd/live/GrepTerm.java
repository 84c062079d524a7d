package httpd.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/**
 * A text that lines have, or must not have. It is found in time proportional to the line, whatever
 * both are (Knuth, Morris, Pratt). A text without capitals is found in either case.
 */
final class GrepTerm {

  private static final byte CASE = 'a' - 'A';

  private final byte[] text;
  private final boolean isExcluded;
  private final boolean foldsCase;

  /** Whether lines must be in lower case, since ASCII alone does not tell. */
  private final boolean foldsAll;

  /** For each number of bytes that match, how many still do if the next one does not. */
  private final int[] shorter;

  private GrepTerm(String text, boolean isExcluded) {
    this.text = text.getBytes(UTF_8);
    this.isExcluded = isExcluded;
    this.foldsCase = text.equals(text.toLowerCase(Locale.ROOT));
    this.foldsAll = foldsCase && this.text.length > text.length();
    this.shorter = shorter(this.text);
  }

  /** Reads a value of {@code ?grep=}: a minus excludes, a backslash ends what is special. */
  static GrepTerm of(String value) {
    boolean isExcluded = value.length() > 1 && value.startsWith("-");
    boolean isEscaped = value.length() > 1 && value.startsWith("\\");
    return new GrepTerm(isExcluded || isEscaped ? value.substring(1) : value, isExcluded);
  }

  private static int[] shorter(byte[] text) {
    int[] shorter = new int[text.length + 1];
    int matched = 0;
    for (int i = 1; i < text.length; i++) {
      while (matched > 0 && text[i] != text[matched]) {
        matched = shorter[matched];
      }
      matched += text[i] == text[matched] ? 1 : 0;
      shorter[i + 1] = matched;
    }
    return shorter;
  }

  boolean isExcluded() {
    return isExcluded;
  }

  /** Returns whether the bytes have the text. */
  boolean isIn(byte[] bytes, int from, int to) {
    if (foldsAll) {
      var line = new String(bytes, from, to - from, UTF_8).toLowerCase(Locale.ROOT);
      byte[] folded = line.getBytes(UTF_8);
      return find(folded, 0, folded.length);
    }
    return find(bytes, from, to);
  }

  private boolean find(byte[] bytes, int from, int to) {
    int matched = 0;
    for (int i = from; i < to; i++) {
      byte next = folded(bytes[i]);
      while (matched > 0 && next != text[matched]) {
        matched = shorter[matched];
      }
      matched += next == text[matched] ? 1 : 0;
      if (matched == text.length) {
        return true;
      }
    }
    return false;
  }

  private byte folded(byte next) {
    return foldsCase && next >= 'A' && next <= 'Z' ? (byte) (next + CASE) : next;
  }
}
