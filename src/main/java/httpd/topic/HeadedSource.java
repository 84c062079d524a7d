package httpd.topic;

import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The head of a run, then the lines of a reader that has joined it later:
 *
 * <pre>
 *   HEAD ── no further line of it, or a close ──► LINES: as the wrapped source
 * </pre>
 *
 * <p>The position of a line of the head is that where the others begin, so that a client which
 * returns does not get the head again.
 */
final class HeadedSource extends ForwardingSource implements PositionedSource {

  private final PositionedSource lines;

  /** The owner's own. */
  private final Queue<Line> head;

  private volatile boolean closed;

  HeadedSource(List<Line> head, PositionedSource lines) {
    super(lines);
    this.head = new ArrayDeque<>(head);
    this.lines = lines;
  }

  @Override
  public Poll poll(Runnable wake) {
    var next = closed ? null : head.poll();
    return next == null ? lines.poll(wake) : next;
  }

  @Override
  public String position() {
    return lines.position();
  }

  @Override
  public Line encoded(Line line, Object form, Supplier<Line> encode) {
    return lines.encoded(line, form, encode);
  }

  @Override
  public @Nullable Object shared() {
    return head.isEmpty() ? sharedBelow() : null;
  }

  @Override
  public void close() {
    closed = true;
    super.close();
  }
}
