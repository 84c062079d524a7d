package httpd.net;

import io.netty.channel.unix.Errors;
import java.net.BindException;
import java.util.List;
import java.util.Locale;

/** The server cannot listen on an address. */
public final class ListenException extends BindException {

  private static final long serialVersionUID = 1L;

  public enum Reason {
    IN_USE(98, "in use"),
    NOT_LOCAL(99, "assign"),
    NO_IPV6(97, "family", "ipv6 not available"),
    /** The address is incomplete, or not one to listen on. */
    INVALID(22, "invalid"),
    NOT_PERMITTED(13, "permission"),
    OTHER(0);

    /** The error number of Linux. */
    private final int number;

    /** What the JDK has instead of a number. */
    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable.
    private final List<String> words;

    Reason(int number, String... words) {
      this.number = number;
      this.words = List.of(words);
    }

    private static Reason of(Throwable cause) {
      var message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      for (var reason : values()) {
        boolean found =
            cause instanceof Errors.NativeIoException system
                ? -system.expectedErr() == reason.number
                : reason.isIn(message);
        if (found) {
          return reason;
        }
      }
      return OTHER;
    }

    private boolean isIn(String message) {
      return words.stream().anyMatch(message::contains);
    }
  }

  private final Reason reason;
  private int port = -1;

  private ListenException(Throwable root) {
    super(String.valueOf(root.getMessage()));
    reason = Reason.of(root);
  }

  public static ListenException of(Throwable cause) {
    var root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    var refused = new ListenException(root);
    refused.initCause(cause);
    return refused;
  }

  /** The same, of a listener that has a port of its own. */
  public ListenException at(int port) {
    this.port = port;
    return this;
  }

  /** The port of a listener other than the first; -1 for that. */
  public int port() {
    return port;
  }

  public Reason reason() {
    return reason;
  }

  /** Whether another address of the same name may still be this machine's. */
  public boolean isNotOfThisMachine() {
    return reason == Reason.NOT_LOCAL || reason == Reason.NO_IPV6;
  }
}
