package httpd.sse;

import httpd.line.Line;

/**
 * Tracks where an event stream stands after the bytes that have passed: within a line, after a line
 * or after an event (WHATWG HTML, section 9.2). The server may insert something only where a line
 * has ended. A line ends with LF, CR LF or CR, wherever the bytes are cut into pieces.
 *
 * <pre>
 *              a byte                  a line end: the line was a field, an event is open
 *   LINE_START ───────► FIELD ────────────────────────────────────────────────────────────► LINE_START
 *      │  ▲    a colon             a line end
 *      │  └────────────► COMMENT ──────────────────► LINE_START
 *      └─ a line end: the line was blank, no event is open
 * </pre>
 *
 * <p>It reads the last bytes of a line alone, however long that is. So an event that has ended may
 * count as open until the next blank line; never the other way round. For one thread.
 */
public final class LineBoundary {

  private enum Place {
    LINE_START,
    FIELD,
    COMMENT
  }

  /** Bytes after which the place does not depend on where they began. */
  private static final int TAIL = 4;

  private Place place = Place.LINE_START;
  private boolean open;
  private boolean afterCr;

  /** Whether nothing has passed of the line that comes next. */
  public boolean isAtLineStart() {
    return place == Place.LINE_START;
  }

  /** Whether the line that comes next is also the first of an event, or a comment before it. */
  public boolean isBetweenEvents() {
    return isAtLineStart() && !open;
  }

  /** Whether the last byte was a CR, to whose line end an LF that comes next belongs. */
  public boolean isAfterCr() {
    return afterCr;
  }

  public void pass(Line line) {
    byte[] content = line.content();
    int tail = Math.max(0, content.length - TAIL);
    if (tail > 0) {
      skip(content, tail);
    }
    for (int i = tail; i < content.length; i++) {
      step(content[i]);
    }
    switch (line.ending()) {
      case LF -> step((byte) '\n');
      case CR -> step((byte) '\r');
      case CR_LF -> {
        step((byte) '\r');
        step((byte) '\n');
      }
      case NONE -> {}
    }
  }

  /** Skips all before the tail: a comment only if there is nothing else. */
  private void skip(byte[] content, int end) {
    boolean begins = place == Place.LINE_START && content[0] == ':';
    boolean comment = (begins || place == Place.COMMENT) && !hasLineEnd(content, end);
    place = comment ? Place.COMMENT : Place.FIELD;
    afterCr = false;
  }

  private static boolean hasLineEnd(byte[] content, int end) {
    for (int i = 0; i < end; i++) {
      if (isLineEnd(content[i])) {
        return true;
      }
    }
    return false;
  }

  private void step(byte next) {
    boolean completesCrLf = afterCr && next == '\n';
    afterCr = next == '\r';
    if (completesCrLf) {
      return;
    }
    if (isLineEnd(next)) {
      endLine();
    } else if (place == Place.LINE_START) {
      place = next == ':' ? Place.COMMENT : Place.FIELD;
    }
  }

  private void endLine() {
    open = place == Place.FIELD || (place == Place.COMMENT && open);
    place = Place.LINE_START;
  }

  private static boolean isLineEnd(byte next) {
    return next == '\n' || next == '\r';
  }
}
