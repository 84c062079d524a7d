package httpd.live;

import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.line.split.WholeLines;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The lines that a client asks for, whole. A line that is too long to be held is left out. */
final class GrepLines extends ForwardingSource {

  private final @Nullable WholeLines whole;
  private final Grep grep;
  private final UnaryOperator<Line> text;

  /**
   * Selects lines.
   *
   * @param whole what joined them from pieces; null for lines that were whole
   * @param text returns what of a line is looked at
   */
  GrepLines(LineSource lines, @Nullable WholeLines whole, Grep grep, UnaryOperator<Line> text) {
    super(lines);
    this.whole = whole;
    this.grep = grep;
    this.text = text;
  }

  @Override
  public Poll poll(Runnable wake) {
    int bytes = 0;
    for (int i = 0; i < GrepEvents.TURN_EVENTS && bytes < GrepEvents.TURN_BYTES; i++) {
      switch (super.poll(wake)) {
        case Line line -> {
          if (grep.accepts(text.apply(line))) {
            return line;
          }
          bytes += line.length();
        }
        case Poll.Failed(LineTooLongException tooLong) when whole != null && whole.goOn() ->
            bytes++;
        case Poll other -> {
          return other;
        }
      }
    }
    ForkJoinPool.commonPool().execute(wake);
    return Poll.PENDING;
  }
}
