package httpd.net;

import io.netty.channel.unix.Errors;
import java.net.BindException;
import java.util.List;
import java.util.Locale;

/** The server cannot listen on an address. */
public final class ListenException extends BindException {

  /** How the address of a unix-domain socket begins. */
  public static final String UNIX = "unix:";

  private static final long serialVersionUID = 1L;

  public enum Reason {
    IN_USE(98, "in use"),
    NOT_LOCAL(99, "assign"),
    NO_IPV6(97, "family", "ipv6 not available"),
    /** The address is incomplete, or not one to listen on. */
    INVALID(22, "invalid"),
    NOT_PERMITTED(13, "permission"),
    /** There is a file of another kind at the path of a unix-domain socket. */
    NOT_A_SOCKET(0),
    /** The directory of a unix-domain socket is missing. */
    NO_DIRECTORY(2, "no such file"),
    /** The path of a unix-domain socket is longer than the system allows. */
    TOO_LONG(0, "too long"),
    /** The owner or the group of a unix-domain socket cannot be set. */
    NO_OWNER(0),
    /** A descriptor that was passed is not a listening stream socket. */
    NOT_LISTENING(0),
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
                ? reason.number != 0 && -system.expectedErr() == reason.number
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
  private final String place;
  private final int port;

  private ListenException(Reason reason, String message, String place, int port) {
    super(message);
    this.reason = reason;
    this.place = place;
    this.port = port;
  }

  public ListenException(Reason reason, String message) {
    this(reason, message, "", 0);
  }

  public static ListenException of(Throwable cause) {
    var root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    var refused = new ListenException(Reason.of(root), String.valueOf(root.getMessage()));
    refused.initCause(cause);
    return refused;
  }

  /** The same, with the address as the user wrote it, and its port; 0 if it has none. */
  public ListenException at(String address, int portOfIt) {
    var placed = new ListenException(reason, String.valueOf(getMessage()), address, portOfIt);
    placed.initCause(getCause());
    return placed;
  }

  /** Returns the address that cannot be listened on, as the user wrote it. */
  public String place() {
    return place;
  }

  /** Whether the address is a unix-domain socket's. */
  public boolean isOfUnix() {
    return place.startsWith(UNIX);
  }

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
