package httpd.topic;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server that keeps the logs cannot be used now; it may be later. */
public final class StoreUnavailableException extends IOException {

  private static final long serialVersionUID = 1;

  /** When to try again. */
  public static final Duration RETRY = Duration.ofSeconds(2);

  private final boolean outcomeKnown;

  private StoreUnavailableException(
      String message, boolean outcomeKnown, @Nullable Throwable cause) {
    super(message, cause);
    this.outcomeKnown = outcomeKnown;
  }

  /** What was asked for has not been done. */
  public static StoreUnavailableException refused(String why) {
    return new StoreUnavailableException(why, true, null);
  }

  /** What was asked for has been done or not: the answer has not come. */
  public static StoreUnavailableException unanswered(String why, @Nullable Throwable cause) {
    return new StoreUnavailableException(why, false, cause);
  }

  /** Whether what was asked for has surely not been done. */
  public boolean isOutcomeKnown() {
    return outcomeKnown;
  }
}
