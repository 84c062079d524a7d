package httpd.line.log;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure that can be printed safely: a message in it cannot look like lines of the trace, nor
 * like another record of the log. It prints as the original does, causes and suppressed failures
 * included; only their messages are {@linkplain LogText escaped}.
 */
public final class EscapedFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final String text;

  private EscapedFailure(Throwable original) {
    super(); // Without a cause so far, so that one can be set.
    text = printed(describe(original));
    setStackTrace(original.getStackTrace());
  }

  /** Returns the failure itself if nothing in it has to be escaped or is too long. */
  public static Throwable of(Throwable failure) {
    var copies = new IdentityHashMap<Throwable, EscapedFailure>();
    var copy = copy(failure, copies);
    boolean isSafe =
        copies.entrySet().stream()
            .allMatch(each -> each.getValue().text.equals(described(each.getKey())));
    return isSafe ? failure : copy;
  }

  static String printed(String said) {
    return LogText.cut(LogText.of(said), LogText.LONGEST);
  }

  /** Returns the failure's {@code toString}; an exception of a user may fail even in that. */
  public static String describe(Throwable failure) {
    var said = described(failure);
    return said == null ? failure.getClass().getName() + " (its toString fails)" : said;
  }

  private static @Nullable String described(Throwable failure) {
    try {
      return failure.toString();
    } catch (RuntimeException broken) {
      return null;
    }
  }

  private static EscapedFailure copy(Throwable original, Map<Throwable, EscapedFailure> copies) {
    var known = copies.get(original);
    if (known != null) {
      return known;
    }
    var copy = new EscapedFailure(original);
    copies.put(original, copy);
    var cause = cause(original);
    var copiedCause = cause == null ? copy : copy(cause, copies);
    if (copiedCause != copy) { // Some failures are their own cause.
      copy.initCause(copiedCause);
    }
    for (var suppressed : original.getSuppressed()) {
      copy.addSuppressed(copy(suppressed, copies));
    }
    return copy;
  }

  private static @Nullable Throwable cause(Throwable failure) {
    try {
      return failure.getCause();
    } catch (RuntimeException broken) {
      return null;
    }
  }

  @Override
  public String getMessage() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}
