package httpd.upstream;

import java.util.regex.Pattern;

/** What strangers said, fit for one line of a log. */
final class Wording {

  private static final int LONGEST = 200;

  /** Which system call it was that failed: what Netty's epoll says in front of the reason. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ");

  private Wording() {}

  /** Text from the network: control characters become {@code ?}, and a long one is cut. */
  static String printable(String text) {
    var cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  /** Why something failed; never empty, whatever the exception left out. */
  static String reason(Throwable cause) {
    var message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : printable(SYSTEM_CALL.matcher(message).replaceFirst(""));
  }
}
