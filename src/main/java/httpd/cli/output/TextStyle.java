package httpd.cli.output;

import httpd.cli.option.ColorChoice;
import java.util.Map;

/** Colours a few words of a stream, or none (ECMA-48, SGR). */
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

  public static TextStyle of(
      ColorChoice choice, boolean terminal, Map<String, String> environment) {
    return switch (choice) {
      case ALWAYS -> COLOURED;
      case NEVER -> PLAIN;
      case AUTO -> {
        if (isSet("NO_COLOR", environment)) {
          yield PLAIN;
        }
        boolean able = terminal && !"dumb".equals(environment.get("TERM"));
        yield able || isSet("FORCE_COLOR", environment) ? COLOURED : PLAIN;
      }
    };
  }

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

  /** Colours a status by its class; {@code text} has no colour if there is no status. */
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
