package httpd.cli.option;

import httpd.hub.HubHandler;
import httpd.limit.Bound;

/** The value of an option that is a number: 0, 1, 2 and so on, within its bounds. */
record WholeNumber(String what, int lowest, int highest, String hint) {

  static final WholeNumber PORT =
      new WholeNumber("a port", 0, 65535, "--port 8080 is usual, --port 0 takes a free one");

  static final WholeNumber HTTP_PORT =
      new WholeNumber(
          "a port", 0, 65535, "--http-port 80 is usual, --http-port 0 takes a free one");

  static final WholeNumber LAST_LINES =
      new WholeNumber(
          "it", 0, 99999, "--last 10 begins with the last 10 lines, --last 0 with none");

  static final WholeNumber HEAD_LINES =
      new WholeNumber(
          "it", 0, 1000, "--head 2 gives later clients the first 2 lines of the run, as vmstat's");

  static final WholeNumber REPLAY =
      new WholeNumber("it", 1, 65535, "--replay " + HubHandler.DEFAULT_REPLAY + " is the default");

  static final WholeNumber MOST_COMMANDS =
      new WholeNumber(
          "the cap",
          1,
          99999,
          "--max-exec " + Bound.COMMANDS.standard() + " is the default; more are answered 503");

  static final WholeNumber HEAD_SECONDS =
      new WholeNumber("it", 1, 99999, "--upstream-timeout 30 gives half a minute");

  static final WholeNumber IDLE_SECONDS =
      new WholeNumber(
          "it", 0, 99999, "--upstream-idle 30 is half a minute, --upstream-idle 0 no limit");

  static final WholeNumber TOTAL_SECONDS =
      new WholeNumber(
          "it", 0, 99999, "--upstream-total 600 is ten minutes, --upstream-total 0 no limit");

  private static final int MOST_DIGITS = 5;

  int read(String value) {
    int number = isNumber(value) ? Integer.parseInt(value) : -1;
    if (number < lowest || number > highest) {
      throw new InvalidValueException(
          "%s is a number from %s to %s".formatted(what, lowest, highest), hint);
    }
    return number;
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty()
        && value.length() <= MOST_DIGITS
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
