package httpd.cli.option;

import httpd.hub.HubHandler;
import httpd.limit.Bound;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** The value of an option that is a number: 0, 1, 2 and so on, within its bounds. */
abstract class WholeNumber implements ITypeConverter<Integer> {

  static final class Port extends WholeNumber {
    Port() {
      super("a port", 0, 65535, "--port 8080 is usual, --port 0 takes a free one");
    }
  }

  static final class LastLines extends WholeNumber {
    LastLines() {
      super("it", 0, 99999, "--last 10 begins with the last 10 lines, --last 0 with none");
    }
  }

  static final class Replay extends WholeNumber {
    Replay() {
      super("it", 1, 65535, "--replay " + HubHandler.DEFAULT_REPLAY + " is the default");
    }
  }

  static final class MostCommands extends WholeNumber {
    MostCommands() {
      super(
          "the cap",
          1,
          99999,
          "--max-exec " + Bound.COMMANDS.standard() + " is the default; more are answered 503");
    }
  }

  static final class HeadSeconds extends WholeNumber {
    HeadSeconds() {
      super("it", 1, 99999, "--upstream-timeout 30 gives half a minute");
    }
  }

  static final class IdleSeconds extends WholeNumber {
    IdleSeconds() {
      super("it", 0, 99999, "--upstream-idle 30 is half a minute, --upstream-idle 0 no limit");
    }
  }

  static final class TotalSeconds extends WholeNumber {
    TotalSeconds() {
      super("it", 0, 99999, "--upstream-total 600 is ten minutes, --upstream-total 0 no limit");
    }
  }

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

  private final String what;
  private final int lowest;
  private final int highest;
  private final String hint;

  private WholeNumber(String what, int lowest, int highest, String hint) {
    this.what = what;
    this.lowest = lowest;
    this.highest = highest;
    this.hint = hint;
  }

  @Override
  public final Integer convert(String value) {
    int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : -1;
    if (number < lowest || number > highest) {
      throw new InvalidValueException(
          "%s is a number from %s to %s".formatted(what, lowest, highest), hint);
    }
    return number;
  }
}
