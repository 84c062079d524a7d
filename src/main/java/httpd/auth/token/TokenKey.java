package httpd.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key that verifies signatures, with the algorithms that it is for: those of its kind alone, so
 * that the bytes of a public key are never a secret (RFC 8725, section 2.1). Safe for all threads.
 *
 * @param id the {@code kid} that tokens name it by; null if any token may be of it
 */
record TokenKey(@Nullable String id, Set<JWSAlgorithm> algorithms, JWSVerifier verifier) {

  /** The shortest secret (RFC 7518, section 3.2). */
  static final int SHORTEST_SECRET = 32;

  static final int SHORTEST_RSA = 2048;

  private static final int SHA384_BYTES = 48;
  private static final int SHA512_BYTES = 64;

  private static final Set<JWSAlgorithm> RSA =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);

  private static final Set<JWSAlgorithm> EC =
      Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);

  /** A secret of at least 32 bytes; a hash needs a secret that is as long as itself. */
  static TokenKey ofSecret(byte[] secret) throws JOSEException {
    var algorithms =
        secret.length >= SHA512_BYTES
            ? Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512)
            : secret.length >= SHA384_BYTES
                ? Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384)
                : Set.of(JWSAlgorithm.HS256);
    return new TokenKey(null, algorithms, new MACVerifier(secret));
  }

  static TokenKey of(RSAPublicKey key) {
    return new TokenKey(null, RSA, new RSASSAVerifier(key));
  }

  /**
   * Each curve has one algorithm.
   *
   * @throws JOSEException if the curve has none
   */
  static TokenKey of(ECPublicKey key) throws JOSEException {
    var verifier = new ECDSAVerifier(key);
    var algorithms = Set.copyOf(verifier.supportedJWSAlgorithms());
    if (!EC.containsAll(algorithms)) {
      throw new JOSEException("the curve is none of secp256r1, secp384r1 and secp521r1");
    }
    return new TokenKey(null, algorithms, verifier);
  }

  TokenKey withId(@Nullable String id) {
    return new TokenKey(id, algorithms, verifier);
  }

  /** The same for one algorithm; for none if it is not of the kind of this key. */
  TokenKey only(JWSAlgorithm algorithm) {
    var both = algorithms.contains(algorithm) ? Set.of(algorithm) : Set.<JWSAlgorithm>of();
    return new TokenKey(id, both, verifier);
  }

  /** Whether a token with this header may be of it. */
  boolean isFor(TokenHeader header) {
    return algorithms.stream().anyMatch(each -> each.getName().equals(header.algorithm()))
        && (id == null || header.keyId() == null || id.equals(header.keyId()));
  }

  boolean verifies(TokenHeader header, byte[] signed, Base64URL signature) {
    try {
      var algorithm = JWSAlgorithm.parse(header.algorithm());
      return verifier.verify(new JWSHeader(algorithm), signed, signature);
    } catch (JOSEException notOfThisKey) {
      return false;
    }
  }

  /** Tells nothing about the key. */
  @Override
  public String toString() {
    return "key " + id + " for " + algorithms;
  }
}
