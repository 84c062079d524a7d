package httpd.cli;

import java.util.Map;

/** What {@code --color} takes. */
enum ColorChoice {
  AUTO,
  ALWAYS,
  NEVER;

  /**
   * How to write to a stream: as it was asked for, otherwise as the environment says ({@code
   * NO_COLOR}, {@code FORCE_COLOR}, {@code TERM}, in this order), otherwise in colour on a
   * terminal.
   */
  Style style(boolean terminal, Map<String, String> environment) {
    return switch (this) {
      case ALWAYS -> Style.COLOURED;
      case NEVER -> Style.PLAIN;
      case AUTO -> {
        if (isSet("NO_COLOR", environment)) {
          yield Style.PLAIN;
        }
        if (isSet("FORCE_COLOR", environment)) {
          yield Style.COLOURED;
        }
        boolean dumb = "dumb".equals(environment.get("TERM"));
        yield terminal && !dumb ? Style.COLOURED : Style.PLAIN;
      }
    };
  }

  /** Both conventions take an empty value for none. */
  private static boolean isSet(String name, Map<String, String> environment) {
    return !environment.getOrDefault(name, "").isEmpty();
  }
}
