package httpd.sse;

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

  /** The longest event, its line ends included: 1 MiB. */
  public static final int LONGEST_EVENT = 1024 * 1024;

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

  /** A reader for events of at most {@link #LONGEST_EVENT} bytes. */
  public EventReader() {
    this(LONGEST_EVENT);
  }

  EventReader(int longest) {
    this.longest = longest;
  }

  /**
   * Takes the next bytes and gives every event that they complete to {@code sink}.
   *
   * @throws EventTooLongException if an event, ended or not, is longer than the limit; those before
   *     it were given
   */
  public void read(byte[] bytes, Consumer<ReceivedEvent> sink) throws EventTooLongException {
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

  private void endLine(Consumer<ReceivedEvent> sink) throws EventTooLongException {
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

  private void hold(byte[] bytes, int start, int end) throws EventTooLongException {
    int needed = length + end - start;
    if (needed > longest) {
      throw new EventTooLongException(longest);
    }
    if (needed > held.length) {
      held = Arrays.copyOf(held, Math.max(needed, Math.min(longest, 2 * held.length)));
    }
    System.arraycopy(bytes, start, held, length, end - start);
    length = needed;
  }
}
