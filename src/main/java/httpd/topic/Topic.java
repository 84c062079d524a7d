package httpd.topic;

import httpd.line.PositionedSource;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An ordered log of lines that goes on growing, and that any number of readers follow from any
 * place in it. A reader is a place in the log and has no lines of its own, so that a slow one costs
 * no more than a quick one, and delays no other reader.
 *
 * <p>The methods may wait for a disk: they are for a handler's thread. The sources they give hold
 * nothing until their first poll, and poll without waiting.
 */
public interface Topic {

  /**
   * The two ends of what there is.
   *
   * @param oldest the position before the oldest line that can be had
   * @param newest the position after the newest line
   */
  record Bounds(String oldest, String newest) {}

  /** What comes after a position. */
  sealed interface Resumption {

    /** All of it: the lines after the position, then those that come. */
    record Found(PositionedSource source) implements Resumption {}

    /** Not all of it: lines after the position were dropped, or it is not of this log. */
    record Lost(Bounds bounds) implements Resumption {}
  }

  /**
   * The last lines, then those that come.
   *
   * @param lines at most that many, 0 or more
   */
  PositionedSource last(int lines) throws IOException;

  /**
   * Returns what comes after a position.
   *
   * @param position as a source has given it
   * @throws IllegalArgumentException if it cannot be a position of any log of this kind
   */
  Resumption after(String position) throws IOException;

  /** Where the log begins and ends now. */
  Bounds bounds() throws IOException;

  /** Returns what there is to see of it now, as far as it is known. */
  default TopicView view(String name) throws IOException {
    var bounds = bounds();
    return new TopicView(name, -1, bounds.oldest(), bounds.newest(), -1, -1);
  }

  /** When the log has ended, to which no line is added any more; null if it goes on. */
  default @Nullable Instant ended() {
    return null;
  }
}
