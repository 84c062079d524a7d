package httpd.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a log by its name: bytes that some file system does not keep apart, or gives a
 * meaning, are percent-encoded. A long name is a hash, and stands in the head of the log.
 */
final class LogNames {

  /** Names of files have at most 255 bytes. */
  private static final int LONGEST = 200;

  private static final String HASH = "%%";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private LogNames() {}

  static String directory(String name) {
    var encoded = new StringBuilder();
    for (byte b : name.getBytes(UTF_8)) {
      if (isPlain(b) || (b == '.' && !encoded.isEmpty())) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    if (encoded.isEmpty()) {
      return "%";
    }
    return encoded.length() <= LONGEST ? encoded.toString() : HASH + hash(name);
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '_';
  }

  /** Whether the name of the log stands in its head alone. */
  static boolean isHash(String directory) {
    return directory.startsWith(HASH);
  }

  /** The name of the log in a directory, or null if none would be there. */
  static @Nullable String name(String directory) {
    if (directory.equals("%")) {
      return "";
    }
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < directory.length(); i++) {
      char c = directory.charAt(i);
      if (c != '%') {
        bytes.write(c);
      } else if (i + 2 < directory.length() && isHexadecimal(directory, i + 1)) {
        bytes.write(HexFormat.fromHexDigits(directory, i + 1, i + 3));
        i += 2;
      } else {
        return null;
      }
    }
    var name = bytes.toString(UTF_8);
    return directory(name).equals(directory) ? name : null;
  }

  private static boolean isHexadecimal(String text, int at) {
    return HexFormat.isHexDigit(text.charAt(at)) && HexFormat.isHexDigit(text.charAt(at + 1));
  }

  private static String hash(String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest).toLowerCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
