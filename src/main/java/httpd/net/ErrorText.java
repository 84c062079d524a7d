package httpd.net;

import httpd.line.log.LogText;
import java.io.FileNotFoundException;
import java.net.NoRouteToHostException;
import java.util.regex.Pattern;

/** Text of peers and of failures, for one line of the log. */
public final class ErrorText {

  private static final int LONGEST = 200;

  /** The system call that failed: Netty's epoll has it before the reason. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ");

  private ErrorText() {}

  /** Escapes text as {@link LogText} does, and cuts a long one. */
  public static String printable(String text) {
    var cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return LogText.of(cut);
  }

  /** Why something failed; never empty, even if the exception has no message. */
  public static String reason(Throwable cause) {
    var message = cause.getMessage();
    return message == null || message.isBlank() || message.startsWith("null: ")
        ? kind(cause)
        : printable(SYSTEM_CALL.matcher(message).replaceFirst(""));
  }

  private static String kind(Throwable cause) {
    return switch (cause) {
      case FileNotFoundException _ -> "No such file or directory";
      case NoRouteToHostException _ -> "No route to host";
      default -> cause.getClass().getSimpleName();
    };
  }
}
