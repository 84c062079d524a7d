package httpd.sse;

import java.time.Duration;

/** How long others may have clients wait before they come back, by the field {@code retry}. */
public final class Reconnecting {

  /**
   * One minute, unless the user of a hub says otherwise. A page keeps the last {@code retry} that
   * it was sent: a longer one would keep it away for good after the next restart.
   */
  public static final Duration LONGEST = Duration.ofMinutes(1);

  private Reconnecting() {}
}
