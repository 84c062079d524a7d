package httpd.cli.output;

import httpd.cli.option.ColorChoice;
import java.util.Map;

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

  String error(String text) {
    return in(BOLD_RED, text);
  }

  String url(String text) {
    return in(BOLD, text);
  }

  /** The status of a response, in the colour of its class; {@code text} alone if there is none. */
  String status(int status, String text) {
    return switch (status / 100) {
      case 0 -> text;
      case 2 -> in(GREEN, text);
      case 4 -> in(YELLOW, text);
      case 5 -> in(RED, text);
      default -> in(CYAN, text);
    };
  }
}
