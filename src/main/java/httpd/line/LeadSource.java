package httpd.line;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lines that sources give which follow one {@link Lead}. It is polled as a {@link LineSource}
 * is, by one owner, but gives only what is the same for all followers. All methods but {@link
 * #close} are for the owner.
 */
public interface LeadSource extends AutoCloseable {

  /**
   * Returns the next line of all followers, again and again until {@link #step}; {@link
   * Poll.Pending}, and runs the wake-up once when asking again may answer something else; or null,
   * if each follower has to be polled for what comes next: an end, a failure, a part of a line.
   */
  @Nullable Poll peek(Runnable wake);

  /** Goes beyond the line that {@link #peek} returned. */
  void step();

  /** Returns where it stands: the place before the line that comes next. */
  Object place();

  /**
   * Returns the position after the line that was peeked, as a source gives it that has polled it.
   */
  String nextPosition();

  /** As {@link PositionedSource#encoded}, of the line that was peeked. */
  default Line encoded(Line line, Object form, Supplier<Line> encode) {
    return encode.get();
  }

  /** Stops reading; from any thread. */
  @Override
  void close();
}
