package httpd.cli.option;

import httpd.route.HeaderRule;
import httpd.upstream.connect.TrustedAuthorities;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.regex.Pattern;

/**
 * Options for upstreams whose values are in files: read while the arguments are, so that a mistake
 * is told before anything listens, and as the user that starts the program.
 */
final class UpstreamFiles {

  private static final String FORM = "write \"Name: value\", \"Name: @FILE\" or \"/path/: Name:\"";

  /** The path and the name in what was to be a rule. */
  private static final Pattern FIELD = Pattern.compile("(?:/[^\\s]*:\\s)?[^\\s:]+:");

  private UpstreamFiles() {}

  /**
   * Reads {@code [PATH: ]Name: value}; a last word {@code @FILE} is the first line of that file.
   */
  static HeaderRule headerRule(String text) {
    HeaderRule rule;
    try {
      rule = HeaderRule.of(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(String.valueOf(e.getMessage()), FORM);
    }
    int last = rule.value().lastIndexOf(' ') + 1;
    if (!rule.value().startsWith("@", last)) {
      return rule;
    }
    var file = rule.value().substring(last + 1);
    return rule.withValue(new FieldFile(rule.name(), rule.value().substring(0, last), file));
  }

  /** What was to be a rule, up to the name of the field: what follows may be a secret. */
  static String withoutSecret(String text) {
    var name = FIELD.matcher(text);
    return name.lookingAt() ? name.group() + " ..." : "...";
  }

  /** Reads authorities of certificates. */
  static TrustedAuthorities authorities(String name) {
    try {
      return TrustedAuthorities.read(Path.of(name));
    } catch (IOException | InvalidPathException e) {
      throw unread(name, e);
    } catch (GeneralSecurityException e) {
      throw new InvalidValueException(
          name + " has no certificates: " + e.getMessage(),
          "name a file with certificates in PEM, each from BEGIN to END CERTIFICATE");
    }
  }

  static InvalidValueException unread(String name, Exception cause) {
    var why =
        switch (cause) {
          case NoSuchFileException _ -> "there is no such file";
          case AccessDeniedException _ -> "you may not read it";
          default -> String.valueOf(cause.getMessage());
        };
    return new InvalidValueException(
        (name.isEmpty() ? "the file" : name) + " cannot be read: " + why,
        "name a file that this user can read");
  }
}
