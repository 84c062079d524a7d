package httpd.cli;

/** What {@code --completion} takes. */
enum Shell {
  BASH,
  ZSH
}
