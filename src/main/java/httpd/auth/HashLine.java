package httpd.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes lines for a {@link UserFile}. */
public final class HashLine {

  /** Makes tokens easy to find where they should not be. */
  private static final String PREFIX = "httpd_";

  private static final int TOKEN_BYTES = 32;

  private HashLine() {}

  /**
   * A token that is shown once, and the line that recognizes it.
   *
   * @param token 256 random bits
   */
  public record NewToken(String token, String line) {}

  /**
   * Checks a name.
   *
   * @throws UserFileException if it cannot be that of a user
   */
  public static void check(String name) throws UserFileException {
    var mistake = UserName.mistake(name);
    if (mistake != null) {
      throw new UserFileException(mistake, "write a name as ada or ada@example.org");
    }
  }

  /**
   * Returns the line of a user.
   *
   * @param password in UTF-8
   * @throws UserFileException if the name or the password cannot be used
   */
  public static String ofPassword(String name, byte[] password) throws UserFileException {
    check(name);
    if (password.length == 0) {
      throw new UserFileException("the password is empty", "type one of 12 characters or more");
    }
    if (password.length > PasswordHash.LONGEST_PASSWORD) {
      throw new UserFileException(
          "the password has "
              + password.length
              + " bytes, and bcrypt uses "
              + PasswordHash.LONGEST_PASSWORD,
          "type a shorter one, or make a token: httpd --hash token " + name);
    }
    for (byte b : password) {
      if (Credentials.isControl(b)) {
        throw new UserFileException(
            "the password has a control character", "type one of a single line");
      }
    }
    try {
      var _ = UTF_8.newDecoder().decode(ByteBuffer.wrap(password));
    } catch (CharacterCodingException e) {
      throw new UserFileException(
          "the password is not UTF-8", "type it on a terminal in UTF-8, as browsers send it");
    }
    return name + ":" + PasswordHash.make(password).text();
  }

  /**
   * Makes a token.
   *
   * @throws UserFileException if the name cannot be used
   */
  public static NewToken ofNewToken(String name) throws UserFileException {
    check(name);
    var random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    var token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    var digest = HexFormat.of().formatHex(KeyedHash.sha256(token.getBytes(UTF_8)));
    return new NewToken(token, "token " + name + " sha256:" + digest);
  }
}
