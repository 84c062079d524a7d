package httpd.upstream;

/** What strangers said, fit for one line of a log. */
final class Wording {

  private static final int LONGEST = 200;

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
        : printable(message);
  }
}
