package httpd.cli.option;

/** What {@code --color} takes. */
public enum ColorChoice {
  AUTO,
  ALWAYS,
  NEVER
}
