package httpd.line.split;

import httpd.line.Line;
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
 * <p>A line that is longer than the limit of the process is given in pieces, as by a {@link
 * LineSplitter}. Not safe for use by several threads at once.
 */
public final class EventLineSplitter {

  private enum State {
    WITHIN_LINE,
    AFTER_CR,
    TAKEN
  }

  private static final byte CR = '\r';
  private static final byte LF = '\n';

  private final int longest;
  private final HeldBytes held = new HeldBytes();
  private State state = State.WITHIN_LINE;
  private long given;

  /** Whether the line that has begun is known to be too long. */
  private boolean isLong;

  public EventLineSplitter() {
    this(LineLimit.bytes());
  }

  EventLineSplitter(int longest) {
    this.longest = longest;
  }

  /** Takes the next bytes and gives every line that they complete to {@code sink}. */
  public void split(byte[] bytes, int offset, int length, Consumer<Line> sink) {
    int end = offset + length;
    int start = length > 0 ? offset + afterCr(bytes[offset], sink) : offset;
    for (int i = start; i < end; i++) {
      if (bytes[i] == LF || bytes[i] == CR) {
        hold(bytes, start, i, sink);
        i += endLine(bytes, i, end, sink);
        start = i + 1;
      }
    }
    hold(bytes, start, end, sink);
  }

  /** Returns the number of a line that has ended with a CR, after which an LF may come. */
  public long unfinished() {
    return state == State.AFTER_CR ? given + 1 : UnfinishedLine.NONE;
  }

  /** Returns that line, with the CR as its end. */
  public Optional<Line> takeUnfinished() {
    if (state != State.AFTER_CR) {
      return Optional.empty();
    }
    state = State.TAKEN;
    return Optional.of(line(Line.Ending.CR));
  }

  public void end(Consumer<Line> sink) {
    takeUnfinished().ifPresent(sink);
    if (held.length() > 0) {
      sink.accept(line(Line.Ending.NONE));
    }
  }

  /** Settles a CR at the end of the last read. Returns 1 if the first byte is its LF, else 0. */
  private int afterCr(byte first, Consumer<Line> sink) {
    var before = state;
    state = State.WITHIN_LINE;
    if (before == State.AFTER_CR) {
      sink.accept(line(first == LF ? Line.Ending.CR_LF : Line.Ending.CR));
    }
    return before != State.WITHIN_LINE && first == LF ? 1 : 0;
  }

  /** Returns how many bytes after this one belong to the same line end. */
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
    var line = new Line(held.copy(held.length()), ending);
    given++;
    isLong &= ending == Line.Ending.NONE;
    held.clear();
    return line;
  }

  private void hold(byte[] bytes, int start, int end, Consumer<Line> sink) {
    int from = start;
    while (held.length() + end - from > longest) {
      countLong();
      int taken = longest - held.length();
      held.add(bytes, from, from + taken);
      sink.accept(line(Line.Ending.NONE));
      from += taken;
    }
    held.add(bytes, from, end);
  }

  private void countLong() {
    if (!isLong) {
      isLong = true;
      LineLimit.inPieces();
    }
  }
}
