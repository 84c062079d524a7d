package httpd.cli.option;

import httpd.server.tls.TlsSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code --tls}: {@code CERT.pem,KEY.pem}, or {@code self}.
 *
 * @param pair null for {@code self}
 */
public record TlsFiles(TlsSettings.@Nullable Pair pair) {

  private static final String SELF = "self";
  private static final String FORM =
      "write --tls CERT.pem,KEY.pem, or --tls self for a throw-away certificate";

  static TlsFiles read(String value) {
    if (value.equals(SELF)) {
      return new TlsFiles(null);
    }
    int comma = value.indexOf(',');
    if (comma <= 0 || comma == value.length() - 1 || value.indexOf(',', comma + 1) > 0) {
      throw new InvalidValueException("it is not a certificate and its key", FORM);
    }
    try {
      return new TlsFiles(
          new TlsSettings.Pair(
              Path.of(value.substring(0, comma)), Path.of(value.substring(comma + 1))));
    } catch (InvalidPathException e) {
      throw new InvalidValueException("it has a character that no file name has", FORM);
    }
  }
}
