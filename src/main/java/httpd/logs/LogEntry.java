package httpd.logs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One file in the list.
 *
 * @param name its path from the directory
 * @param size in bytes
 * @param modified when it was last written
 * @param log the file that it was rotated away from, or is a link to; null for a log of its own
 */
record LogEntry(String name, long size, Instant modified, State state, @Nullable String log) {

  /** What is to be known before it is opened. */
  enum State {
    /** Written a moment ago. */
    WRITING,
    QUIET,
    /** A part of another log. */
    ROTATED,
    /** Another name of a log that is listed as well. */
    LINK,
    COMPRESSED,
    UNREADABLE;

    String word() {
      return switch (this) {
        case WRITING -> "writing";
        case QUIET -> "quiet";
        case ROTATED -> "rotated";
        case LINK -> "link";
        case COMPRESSED -> "compressed";
        case UNREADABLE -> "unreadable";
      };
    }
  }

  /** Whether it can be read as lines. */
  boolean isReadable() {
    return state != State.COMPRESSED && state != State.UNREADABLE;
  }

  /** Whether it is a log of its own that can be followed, as wildcards mean it. */
  boolean isLog() {
    return state == State.WRITING || state == State.QUIET;
  }
}
