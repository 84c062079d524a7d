package httpd.auth.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.nimbusds.jose.JOSEException;
import httpd.auth.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the keys of one file, whose content says what it is.
 *
 * <pre>
 *   "-----BEGIN" ─► PemKey      one public key or certificate
 *   "{"          ─► JwksKeys    a JWKS, or one JWK
 *   other bytes  ─► a secret    without a line end at its end
 * </pre>
 *
 * <p>What others may know, as a public key in another format, must not become a secret.
 */
final class TokenKeyFile {

  private static final int LONGEST = 1024 * 1024;

  private static final String MAKE = "openssl rand -base64 48 >%1$s; chmod 600 %1$s makes a secret";

  private static final int SEQUENCE = 0x30;
  private static final int SHORT_FORM = 0x80;

  private TokenKeyFile() {}

  /** Returns at least one key. */
  static List<TokenKey> read(Path file) throws TokenKeyException {
    var content = content(file);
    var text = new String(content, ISO_8859_1).strip();
    if (text.contains("-----BEGIN ")) {
      check(file, false);
      return List.of(PemKey.read(file, text));
    }
    if (text.startsWith("{")) {
      return JwksKeys.read(file, content);
    }
    refusePublic(file, content, text);
    return List.of(secret(file, content));
  }

  private static byte[] content(Path file) throws TokenKeyException {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new TokenKeyException(file, "it is not a regular file", "name a file with a key");
      }
      if (Files.size(file) > LONGEST) {
        throw new TokenKeyException(
            file, "it is longer than " + LONGEST + " bytes", "name a file with a key");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new TokenKeyException(file, "no such file", MAKE.formatted(file));
    } catch (IOException e) {
      throw new TokenKeyException(
          file, "it cannot be read", "let the user of this process read it");
    }
  }

  /** Checks who else may read or change a file. */
  static void check(Path file, boolean isSecret) throws TokenKeyException {
    try {
      var mistake = SecretFile.mistake(file, isSecret);
      if (mistake != null) {
        throw new TokenKeyException(file, mistake.what(), mistake.hint());
      }
    } catch (IOException e) {
      throw new TokenKeyException(
          file, "its permissions cannot be read", "let the user of this process read it");
    }
  }

  private static void refusePublic(Path file, byte[] content, String text)
      throws TokenKeyException {
    if (isDer(content)) {
      throw new TokenKeyException(
          file,
          "it is in DER, not in PEM",
          "openssl pkey -pubin -inform DER -in " + file + " converts a public key");
    }
    if (text.startsWith("ssh-") || text.startsWith("ecdsa-") || text.startsWith("---- BEGIN SSH")) {
      throw new TokenKeyException(
          file, "it is a key of ssh", "ssh-keygen -e -m PKCS8 -f " + file + " converts it to PEM");
    }
  }

  /** Whether it is one SEQUENCE and nothing else, as each key and certificate in DER. */
  private static boolean isDer(byte[] content) {
    if (content.length < 2 || content[0] != SEQUENCE) {
      return false;
    }
    int length = content[1] & 0xff;
    int head = 2;
    if (length >= SHORT_FORM) {
      int bytes = length - SHORT_FORM;
      head += bytes;
      if (bytes == 0 || bytes > 3 || content.length < head) {
        return false;
      }
      length = 0;
      for (int i = 2; i < head; i++) {
        length = (length << Byte.SIZE) | (content[i] & 0xff);
      }
    }
    return head + length == content.length;
  }

  private static TokenKey secret(Path file, byte[] content) throws TokenKeyException {
    int end = content.length;
    end -= end > 0 && content[end - 1] == '\n' ? 1 : 0;
    end -= end > 0 && content[end - 1] == '\r' ? 1 : 0;
    if (end < TokenKey.SHORTEST_SECRET) {
      throw new TokenKeyException(
          file,
          "a secret has at least %s bytes, this one has %s"
              .formatted(TokenKey.SHORTEST_SECRET, end),
          MAKE.formatted(file));
    }
    check(file, true);
    try {
      return TokenKey.ofSecret(Arrays.copyOf(content, end));
    } catch (JOSEException e) {
      throw new TokenKeyException(
          file, "it cannot be used: " + e.getMessage(), MAKE.formatted(file));
    }
  }
}
