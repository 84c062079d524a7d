package httpd.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens as they are written, right and wrong ones, made without the library that reads them. */
public final class MadeTokens {

  public static final byte[] SECRET = "a secret of exactly 32 bytes ...".getBytes(US_ASCII);
  public static final String RIGHTS =
      "\"httpd\":{\"publish\":[\"chat/*\",\"news\"],\"subscribe\":[\"chat/*\",\"news\"]}";

  private MadeTokens() {}

  public static long now() {
    return Instant.now().getEpochSecond();
  }

  /** Claims that are right, for ten minutes, with more members before them. */
  public static String claims(String more) {
    return "{" + more + "\"sub\":\"ada\",\"exp\":" + (now() + 600) + "," + RIGHTS + "}";
  }

  /** A token that is accepted. */
  public static String good() {
    return hs256("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims(""));
  }

  public static String hs256(String header, String claims) {
    return signed(header, claims, "HmacSHA256", SECRET);
  }

  public static String signed(String header, String claims, String mac, byte[] secret) {
    var signed = part(header) + "." + part(claims);
    return signed + "." + encoded(mac(mac, secret, signed));
  }

  /** Signed by a private key. */
  public static String signed(String header, String claims, String algorithm, PrivateKey key) {
    var signed = part(header) + "." + part(claims);
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(signed.getBytes(US_ASCII));
      return signed + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static byte[] mac(String name, byte[] secret, String signed) {
    try {
      var mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(secret, name));
      return mac.doFinal(signed.getBytes(US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static String part(String json) {
    return encoded(json.getBytes(UTF_8));
  }

  public static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public static KeyPair rsa(int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static KeyPair ec(String curve) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static String pem(String label, Key key) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(key.getEncoded()));
  }

  /** Writes a file that only its owner may read. */
  public static Path write(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  public static Path write(Path file, String content) throws IOException {
    return write(file, content.getBytes(UTF_8));
  }
}
