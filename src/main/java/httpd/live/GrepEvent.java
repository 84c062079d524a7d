package httpd.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.Line;
import httpd.sse.OwnEvents;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A framed event, as a client reads it.
 *
 * @param bytes fields, each ended by LF
 */
@SuppressWarnings("ArrayRecordComponent") // The line's own bytes.
record GrepEvent(byte[] bytes) {

  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] ID = {'i', 'd'};
  private static final byte[] COMMENT = {};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};

  private interface Value {
    /** Returns whether to stop. */
    boolean take(int from, int to);
  }

  static GrepEvent of(Line event) {
    return new GrepEvent(event.content());
  }

  /** Returns whether it has data that is not the server's own. */
  boolean isOfLine() {
    return has(DATA, (from, to) -> true) && !OwnEvents.has(type());
  }

  /** Returns whether a line of the data has a text. */
  boolean dataHas(GrepTerm term) {
    return has(DATA, (from, to) -> term.isIn(bytes, from, to));
  }

  /** Returns the server's note before the event. */
  @Nullable String comment() {
    return text(COMMENT);
  }

  @Nullable String type() {
    return text(EVENT);
  }

  @Nullable String id() {
    return text(ID);
  }

  private @Nullable String text(byte[] field) {
    var found = new @Nullable String[1];
    var _ =
        has(
            field,
            (from, to) -> {
              found[0] = new String(bytes, from, to - from, UTF_8);
              return true;
            });
    return found[0];
  }

  private boolean has(byte[] field, Value value) {
    for (int start = 0; start < bytes.length; ) {
      int end = lineEnd(start);
      int colon = start + field.length;
      if (colon < end
          && bytes[colon] == ':'
          && Arrays.equals(bytes, start, colon, field, 0, field.length)) {
        int from = colon + 1 < end && bytes[colon + 1] == ' ' ? colon + 2 : colon + 1;
        if (value.take(from, end)) {
          return true;
        }
      }
      start = end + 1;
    }
    return false;
  }

  private int lineEnd(int start) {
    int end = start;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }
}
