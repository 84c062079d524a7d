package httpd.net;

import httpd.line.log.LogText;
import java.io.FileNotFoundException;
import java.net.NoRouteToHostException;
import java.util.regex.Pattern;

/** What strangers said, fit for one line of a log. */
public final class ErrorText {

  private static final int LONGEST = 200;

  /** Which system call it was that failed: what Netty's epoll says in front of the reason. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ");

  private ErrorText() {}

  /** Text from the network as {@link LogText} writes it; a long one is cut. */
  public static String printable(String text) {
    var cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return LogText.of(cut);
  }

  /** Why something failed; never empty, whatever the exception left out. */
  public static String reason(Throwable cause) {
    var message = cause.getMessage();
    return message == null || message.isBlank() || message.startsWith("null: ")
        ? kind(cause)
        : printable(SYSTEM_CALL.matcher(message).replaceFirst(""));
  }

  /** For what Netty's epoll makes of an error without a word about it. */
  private static String kind(Throwable cause) {
    return switch (cause) {
      case FileNotFoundException _ -> "No such file or directory";
      case NoRouteToHostException _ -> "No route to host";
      default -> cause.getClass().getSimpleName();
    };
  }
}
