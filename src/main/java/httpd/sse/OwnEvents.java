package httpd.sse;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types of the events that the server adds to a stream. Publishers must not use them, since a
 * page trusts such an event as the server's.
 */
public final class OwnEvents {

  /** Events were lost, and the stream starts again at the oldest. */
  public static final String RESET = "reset";

  /** The connection is in use. */
  public static final String PING = "ping";

  private static final Set<String> TYPES = Set.of(RESET, PING);

  private OwnEvents() {}

  /** Whether a type is one of them; null stands for {@code message}. */
  public static boolean has(@Nullable String type) {
    return type != null && TYPES.contains(type);
  }
}
