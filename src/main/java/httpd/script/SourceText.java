package httpd.script;

/**
 * The text of a Java file, and how to point at a place in it.
 *
 * @param path as the user named it
 * @param text all of it, as it was read, without a byte order mark
 */
record SourceText(String path, String text) {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /**
   * An error with its source line, as the compiler prints it.
   *
   * <pre>
   * Foo.java:3:17: error: ';' expected
   *     return "hello"
   *                   ^
   * </pre>
   *
   * @param offset in characters from the start; one behind the end stands for the end
   * @param message its first line goes above the source line, the rest below
   */
  String error(int offset, String message) {
    int at = Math.clamp(offset, 0, text.length());
    int start = startOfLine(at);
    var below = message.indexOf('\n');
    var summary = below < 0 ? message : message.substring(0, below);
    var details = below < 0 ? "" : message.substring(below);
    return "%s:%s:%s: error: %s\n%s\n%s^%s"
        .formatted(
            path,
            lineNumber(at),
            at - start + 1,
            summary,
            lineAt(start),
            margin(start, at),
            details);
  }

  /** The same for a line that is known without its column. */
  String errorInLine(int number, String message) {
    int start = 0;
    while (lineNumber(start) < number && start < text.length()) {
      start++;
    }
    return "%s:%s: error: %s\n%s".formatted(path, number, message, lineAt(start));
  }

  /** The same text without a byte order mark, which is not a character of it. */
  static CharSequence withoutMark(CharSequence text) {
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    return marked ? text.subSequence(1, text.length()) : text;
  }

  /** An error that has no place. */
  String error(String message) {
    return path + ": error: " + message;
  }

  private int lineNumber(int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      line += endsLine(i) ? 1 : 0;
    }
    return line;
  }

  private int startOfLine(int offset) {
    int start = offset;
    while (start > 0 && !endsLine(start - 1)) {
      start--;
    }
    return start;
  }

  private String lineAt(int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return text.substring(start, end);
  }

  /** Blanks as wide as the text before the caret: a tab stays a tab, whatever its width is. */
  private String margin(int start, int end) {
    return text.substring(start, end).replaceAll("[^\t]", " ");
  }

  /** CR LF, LF and CR end a line (JLS, section 3.4). */
  private boolean endsLine(int at) {
    char c = text.charAt(at);
    boolean beforeLineFeed = at + 1 < text.length() && text.charAt(at + 1) == '\n';
    return c == '\n' || (c == '\r' && !beforeLineFeed);
  }
}
