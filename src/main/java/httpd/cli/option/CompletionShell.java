package httpd.cli.option;

/** What {@code --completion} takes. */
public enum CompletionShell {
  BASH,
  ZSH
}
