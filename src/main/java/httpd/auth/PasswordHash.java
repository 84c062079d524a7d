package httpd.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * A password as bcrypt hashes it: {@code $2y$10$}, 22 characters of salt and 31 of hash.
 *
 * @param text as it stands in a file
 * @param cost the logarithm of the rounds
 */
record PasswordHash(String text, int cost) {

  /** The bytes of a password that bcrypt uses; what is longer is refused, not cut. */
  static final int LONGEST_PASSWORD = 72;

  /** A check of this cost takes about four seconds. */
  static final int HIGHEST_COST = 16;

  /** About 60 ms, once a minute for a client that sends its password each time. */
  static final int USUAL_COST = 10;

  private static final int LOWEST_COST = 4;

  private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");

  /**
   * Reads a hash.
   *
   * @throws IllegalArgumentException that says what is wrong with it, without the hash
   */
  static PasswordHash of(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("is not a hash of bcrypt");
    }
    int cost = Integer.parseInt(form.group(1));
    if (cost < LOWEST_COST || cost > HIGHEST_COST) {
      throw new IllegalArgumentException(
          "has the cost " + cost + ", and not " + LOWEST_COST + " to " + HIGHEST_COST);
    }
    return new PasswordHash(text, cost);
  }

  /**
   * Returns whether bytes may be a password: all of them count, and none is a control character. C
   * programs read no further than a NUL.
   */
  static boolean mayBe(byte[] password) {
    for (byte b : password) {
      if (Credentials.isControl(b)) {
        return false;
      }
    }
    return password.length <= LONGEST_PASSWORD;
  }

  /** Hashes a password. */
  static PasswordHash make(byte[] password) {
    var hasher =
        BCrypt.with(BCrypt.Version.VERSION_2Y, new SecureRandom(), LongPasswordStrategies.none());
    return new PasswordHash(new String(hasher.hash(USUAL_COST, password), US_ASCII), USUAL_COST);
  }

  /** Returns whether it is the hash of this password. Computes for as long as the cost says. */
  boolean matches(byte[] password) {
    // All three versions are the same algorithm for passwords of up to 72 bytes.
    return BCrypt.verifyer(BCrypt.Version.VERSION_2Y, LongPasswordStrategies.none())
        .verify(password, text.getBytes(US_ASCII))
        .verified;
  }

  /** Tells nothing about the password. */
  @Override
  public String toString() {
    return "bcrypt of cost " + cost;
  }
}
