package httpd.sse;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types of the events that the server itself adds to a stream. Publishers do not get them: a
 * page takes such an event for the server's word.
 */
public final class OwnEvents {

  /** Events were lost, and the stream begins anew. */
  public static final String RESET = "reset";

  /** The connection is in use. */
  public static final String PING = "ping";

  private static final Set<String> TYPES = Set.of(RESET, PING);

  private OwnEvents() {}

  /** Whether it is one of them; null is {@code message}. */
  public static boolean has(@Nullable String type) {
    return type != null && TYPES.contains(type);
  }
}
