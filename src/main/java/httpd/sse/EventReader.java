package httpd.sse;

import httpd.line.split.LineLimit;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Splits the bytes of an event stream into events (WHATWG HTML, section 9.2.6), however the bytes
 * are divided among reads.
 *
 * <pre>
 *              a line                            blank line: the event is passed on
 *   BETWEEN ───────────► WITHIN an event ──────────────────────────────────────► BETWEEN
 *              comments without an event are passed on when the read ends
 * </pre>
 *
 * <p>CR, LF and CR LF each end a line, and a CR at the end of a read ends its line at once. A byte
 * order mark before the first line is dropped. An incomplete event at the end of the input is
 * discarded. Not thread-safe.
 */
public final class EventReader {

  private static final byte CR = '\r';
  private static final byte LF = '\n';
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] NOTHING = {};

  /** A longer buffer is not kept after its event. */
  private static final int KEPT_LENGTH = 4096;

  private final int longest;

  /** The lines of the current event, each ended by LF, and the start of the current line. */
  private byte[] held = NOTHING;

  private int length;
  private int lineStart;
  private boolean hasField;
  private boolean afterCr;
  private boolean firstLine = true;

  /** Whether the current event is too long; then, whether its current line is not blank. */
  private boolean leavingOut;

  private boolean lineBegun;
  private int leftOut;

  /** A reader for events of at most the length of a line, line ends included. */
  public EventReader() {
    this(LineLimit.bytes());
  }

  EventReader(int longest) {
    this.longest = longest;
  }

  /** Passes every event that these bytes complete to {@code sink}; too long ones are left out. */
  public void read(byte[] bytes, Consumer<ReceivedEvent> sink) {
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == LF && afterCr) {
        start = i + 1; // It ends the same line.
      } else if (b == LF || b == CR) {
        hold(bytes, start, i);
        endLine(sink);
        start = i + 1;
      }
      afterCr = b == CR;
    }
    hold(bytes, start, bytes.length);
    if (!hasField && length == lineStart) {
      give(sink);
    }
  }

  /** Returns how many events were left out since the last call. */
  public int takeLeftOut() {
    int count = leftOut;
    leftOut = 0;
    return count;
  }

  private void endLine(Consumer<ReceivedEvent> sink) {
    if (leavingOut) {
      leavingOut = lineBegun;
      lineBegun = false;
      return;
    }
    if (firstLine) {
      firstLine = false;
      if (isMarked()) {
        length -= BYTE_ORDER_MARK.length;
        System.arraycopy(held, BYTE_ORDER_MARK.length, held, 0, length);
      }
    }
    if (isMarked()) {
      length = lineStart; // Such a field means nothing here, but would if it began another stream.
      return;
    }
    if (length == lineStart) {
      give(sink);
      return;
    }
    hasField |= held[lineStart] != ':';
    hold(new byte[] {LF}, 0, 1);
    lineStart = length;
    lineBegun = false;
  }

  private boolean isMarked() {
    int end = lineStart + BYTE_ORDER_MARK.length;
    return length >= end
        && Arrays.equals(held, lineStart, end, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }

  private void give(Consumer<ReceivedEvent> sink) {
    if (length > 0) {
      var event = new ReceivedEvent(Arrays.copyOf(held, length));
      length = 0;
      lineStart = 0;
      hasField = false;
      if (held.length > KEPT_LENGTH) {
        held = NOTHING;
      }
      sink.accept(event);
    }
  }

  private void hold(byte[] bytes, int start, int end) {
    int needed = length + end - start;
    if (leavingOut || needed > longest) {
      leaveOut(end > start || length > lineStart);
      return;
    }
    if (needed > held.length) {
      held = Arrays.copyOf(held, Math.max(needed, Math.min(longest, 2 * held.length)));
    }
    System.arraycopy(bytes, start, held, length, end - start);
    length = needed;
  }

  private void leaveOut(boolean begun) {
    if (!leavingOut) {
      leftOut++;
      leavingOut = true;
      LineLimit.reached();
    }
    lineBegun |= begun;
    firstLine = false;
    hasField = false;
    held = NOTHING;
    length = 0;
    lineStart = 0;
  }
}
