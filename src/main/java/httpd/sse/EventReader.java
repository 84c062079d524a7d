package httpd.sse;

import httpd.line.split.LineLimit;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Takes the bytes of an event stream apart into events (WHATWG HTML, section 9.2.6), wherever they
 * are cut into pieces.
 *
 * <pre>
 *              a line                            blank line: the event is given
 *   BETWEEN ───────────► WITHIN an event ──────────────────────────────────────► BETWEEN
 *              comments alone do not wait for it: they are given where the piece ends
 * </pre>
 *
 * <p>CR, LF and CR LF each end a line, and a CR at the end of a piece does not wait for what may
 * follow it. A byte order mark in front of the first line is dropped. An event that has begun when
 * the bytes end is none. Not safe for use by several threads at once.
 */
public final class EventReader {

  private static final byte CR = '\r';
  private static final byte LF = '\n';
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] NOTHING = {};

  /** A long event now and then must not cost its length for ever. */
  private static final int KEPT_LENGTH = 4096;

  private final int longest;

  /** The lines of the event that has begun, each ended by LF, and the line that has begun. */
  private byte[] held = NOTHING;

  private int length;
  private int lineStart;
  private boolean hasField;
  private boolean afterCr;
  private boolean firstLine = true;

  /** The event that has begun is too long; and whether its line that has begun is not blank. */
  private boolean leavingOut;

  private boolean lineBegun;
  private int leftOut;

  /** A reader for events that are no longer, line ends included, than a line may be. */
  public EventReader() {
    this(LineLimit.bytes());
  }

  EventReader(int longest) {
    this.longest = longest;
  }

  /**
   * Takes the next bytes and gives every event that they complete to {@code sink}, but those that
   * are longer than the limit: they are left out.
   */
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

  /** How many events were too long and left out since this was asked last. */
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
      length = lineStart; // A field of no meaning here; in front of another stream it would be one.
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
