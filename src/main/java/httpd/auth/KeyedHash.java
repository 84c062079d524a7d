package httpd.auth;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) with one key. What is looked up by such a hash can be compared in the
 * usual way: a client does not know the hash of what it sends. Safe for all threads.
 */
final class KeyedHash {

  private static final String NAME = "HmacSHA256";

  private final SecretKeySpec key;

  KeyedHash(byte[] key) {
    this.key = new SecretKeySpec(key, NAME);
  }

  /** Makes one with a key that only this process has, and only this object. */
  static KeyedHash random() {
    var key = new byte[32];
    new SecureRandom().nextBytes(key);
    return new KeyedHash(key);
  }

  /** Returns the hash of parts; no other list of parts has the same. */
  byte[] of(byte[]... parts) {
    try {
      var mac = Mac.getInstance(NAME);
      mac.init(key);
      for (var part : parts) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + NAME, e);
    }
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
