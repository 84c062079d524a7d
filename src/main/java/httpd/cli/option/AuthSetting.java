package httpd.cli.option;

/**
 * A value of {@code --auth}: a file of users, with the path that needs them if it is not all.
 *
 * @param text as it was written
 */
public record AuthSetting(String text) {}
