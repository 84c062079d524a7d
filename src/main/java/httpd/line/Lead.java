package httpd.line;

/**
 * One reader that reads for many: its followers have had the same lines, and get those that it
 * reads next. It is what a {@link LineSource} sees of it that follows; a {@link LeadSource} is what
 * it reads.
 *
 * <pre>
 *                 follow(lead)                      a line of its own, a slow client, a close
 *   POLLED ────────────────────────► FOLLOWING ─────────────────────────────────────────► POLLED
 *   its owner polls it               its owner gets what the lead reads      goOnAt(place)
 * </pre>
 */
public interface Lead {

  /**
   * Returns the place after the line that it read last; only sources of its kind know what it is.
   */
  Object place();

  /** Returns when it gave its followers the last line, in the time of {@link System#nanoTime}. */
  long gaveAt();
}
