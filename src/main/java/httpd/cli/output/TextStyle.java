package httpd.cli.output;

import httpd.cli.option.ColorChoice;
import java.util.Map;
import java.util.regex.Pattern;

/** How text looks on a stream: as it is, or with a few words in colour (ECMA-48, SGR). */
public enum TextStyle {
  PLAIN {
    @Override
    String in(String colour, String text) {
      return text;
    }
  },
  COLOURED {
    @Override
    String in(String colour, String text) {
      return "\u001b[" + colour + "m" + text + "\u001b[0m";
    }
  };

  private static final String RED = "31";
  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String CYAN = "36";
  private static final String BOLD_RED = "1;31";
  private static final String BOLD = "1";

  /** The text log up to its status: date, time, number, client, method and target have no blank. */
  private static final Pattern UP_TO_STATUS = Pattern.compile("((?:[^ ]+ ){6})([1-5])([0-9]{2}) ");

  /**
   * How to write to a stream: as it was asked for, otherwise as the environment says ({@code
   * NO_COLOR}, {@code FORCE_COLOR}, {@code TERM}, in this order), otherwise in colour on a
   * terminal.
   */
  public static TextStyle of(
      ColorChoice choice, boolean terminal, Map<String, String> environment) {
    return switch (choice) {
      case ALWAYS -> COLOURED;
      case NEVER -> PLAIN;
      case AUTO -> {
        if (isSet("NO_COLOR", environment)) {
          yield PLAIN;
        }
        if (isSet("FORCE_COLOR", environment)) {
          yield COLOURED;
        }
        boolean dumb = "dumb".equals(environment.get("TERM"));
        yield terminal && !dumb ? COLOURED : PLAIN;
      }
    };
  }

  /** Both conventions take an empty value for none. */
  private static boolean isSet(String name, Map<String, String> environment) {
    return !environment.getOrDefault(name, "").isEmpty();
  }

  abstract String in(String colour, String text);

  /** The word before an error. */
  String error(String text) {
    return in(BOLD_RED, text);
  }

  /** An address to open. */
  String url(String text) {
    return in(BOLD, text);
  }

  /** A line of the text access log, its status in the colour of its class. */
  String request(String line) {
    var found = UP_TO_STATUS.matcher(line);
    if (this == PLAIN || !found.lookingAt()) {
      return line;
    }
    var colour =
        switch (found.group(2)) {
          case "2" -> GREEN;
          case "4" -> YELLOW;
          case "5" -> RED;
          default -> CYAN;
        };
    var status = in(colour, found.group(2) + found.group(3));
    return found.group(1) + status + " " + line.substring(found.end());
  }
}
