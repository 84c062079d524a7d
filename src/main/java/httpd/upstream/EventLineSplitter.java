package httpd.upstream;

import httpd.line.Line;
import httpd.line.LineSplitter;
import httpd.line.LineTooLongException;
import httpd.line.UnfinishedLine;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts an event stream into lines for a handler that asked for lines: CR, LF and CR LF each end one
 * (WHATWG HTML, section 9.2.6).
 *
 * <pre>
 *                 CR, and the read ends                 the next byte: it is given, with CR LF or CR
 *   WITHIN_LINE ─────────────────────────► AFTER_CR ─────────────────────────────► WITHIN_LINE
 *                                             │ taken: it is given with CR            ▲
 *                                             └──────────► TAKEN ─────────────────────┘
 *                                                            the next byte; an LF is dropped
 * </pre>
 *
 * <p>Not safe for use by several threads at once.
 */
final class EventLineSplitter {

  private enum State {
    WITHIN_LINE,
    AFTER_CR,
    TAKEN
  }

  private static final byte CR = '\r';
  private static final byte LF = '\n';
  private static final byte[] NOTHING = {};

  /** A long line now and then must not cost its length for ever. */
  private static final int KEPT_LENGTH = 4096;

  private State state = State.WITHIN_LINE;
  private long given;
  private byte[] held = NOTHING;
  private int heldLength;

  /**
   * Takes the next bytes and gives every line that they complete to {@code sink}.
   *
   * @throws LineTooLongException if a line, ended or not, is longer than {@link
   *     LineSplitter#LONGEST_LINE}; lines before it were given
   */
  void split(byte[] bytes, int offset, int length, Consumer<Line> sink)
      throws LineTooLongException {
    int end = offset + length;
    int start = length > 0 ? offset + afterCr(bytes[offset], sink) : offset;
    for (int i = start; i < end; i++) {
      if (bytes[i] == LF || bytes[i] == CR) {
        hold(bytes, start, i);
        i += endLine(bytes, i, end, sink);
        start = i + 1;
      }
    }
    hold(bytes, start, end);
  }

  /** The number of a line that has ended with a CR, behind which an LF may come. */
  long unfinished() {
    return state == State.AFTER_CR ? given + 1 : UnfinishedLine.NONE;
  }

  /** Gives that line, with the CR as its end. */
  Optional<Line> takeUnfinished() {
    if (state != State.AFTER_CR) {
      return Optional.empty();
    }
    state = State.TAKEN;
    return Optional.of(line(Line.Ending.CR));
  }

  /** The bytes end here: gives what has begun, if there is any. */
  void end(Consumer<Line> sink) {
    takeUnfinished().ifPresent(sink);
    if (heldLength > 0) {
      sink.accept(line(Line.Ending.NONE));
    }
  }

  /** What the first byte of a read means to a CR before it. Answers whether it belongs to it: 1. */
  private int afterCr(byte first, Consumer<Line> sink) {
    var before = state;
    state = State.WITHIN_LINE;
    if (before == State.AFTER_CR) {
      sink.accept(line(first == LF ? Line.Ending.CR_LF : Line.Ending.CR));
    }
    return before != State.WITHIN_LINE && first == LF ? 1 : 0;
  }

  /** Answers how many bytes behind this one belong to the same end. */
  private int endLine(byte[] bytes, int at, int end, Consumer<Line> sink) {
    if (bytes[at] == LF) {
      sink.accept(line(Line.Ending.LF));
    } else if (at + 1 == end) {
      state = State.AFTER_CR;
    } else if (bytes[at + 1] == LF) {
      sink.accept(line(Line.Ending.CR_LF));
      return 1;
    } else {
      sink.accept(line(Line.Ending.CR));
    }
    return 0;
  }

  private Line line(Line.Ending ending) {
    var line = new Line(Arrays.copyOf(held, heldLength), ending);
    given++;
    heldLength = 0;
    if (held.length > KEPT_LENGTH) {
      held = NOTHING;
    }
    return line;
  }

  private void hold(byte[] bytes, int start, int end) throws LineTooLongException {
    int needed = heldLength + end - start;
    if (needed > LineSplitter.LONGEST_LINE) {
      throw new LineTooLongException(LineSplitter.LONGEST_LINE);
    }
    if (needed > held.length) {
      held = Arrays.copyOf(held, Math.max(needed, 2 * held.length));
    }
    System.arraycopy(bytes, start, held, heldLength, end - start);
    heldLength = needed;
  }
}
