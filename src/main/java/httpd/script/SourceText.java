package httpd.script;

/** The text of a Java file without a byte order mark; formats errors with the source line. */
record SourceText(String path, String text) {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /**
   * Formats an error with its source line, as the compiler does.
   *
   * <pre>
   * Foo.java:3:17: error: ';' expected
   *     return "hello"
   *                   ^
   * </pre>
   *
   * @param message its first line goes before the source line, the others after it
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

  /** Formats an error of a line without a column. */
  String errorInLine(int number, String message) {
    int start = 0;
    while (lineNumber(start) < number && start < text.length()) {
      start++;
    }
    return "%s:%s: error: %s\n%s".formatted(path, number, message, lineAt(start));
  }

  /** Removes a byte order mark, which is not a character of the text. */
  static CharSequence withoutMark(CharSequence text) {
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    return marked ? text.subSequence(1, text.length()) : text;
  }

  /** Formats an error without a place. */
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
