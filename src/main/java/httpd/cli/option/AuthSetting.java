package httpd.cli.option;

/**
 * A value of {@code --auth} or {@code --token-key}: a file of users or keys, with the path that
 * needs them if it is not all.
 *
 * @param text as it was written
 */
public record AuthSetting(String text) {}
