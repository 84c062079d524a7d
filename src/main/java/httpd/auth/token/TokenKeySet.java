package httpd.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.Base64URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;

/**
 * The keys of some files as they were read, and the tokens that were verified with them: with other
 * keys, all are verified again.
 *
 * <pre>
 *   token ─► remembered, not over ───────────────────────────────────────────► VerifiedToken
 *        └─► form ─► header ─► a key for it ─► signature ─► claims ─► times ─► VerifiedToken
 *               └──────┴─────────────┴─────────────┴──────────┴─────────┴────► InvalidTokenException
 * </pre>
 *
 * <p>Nothing of the claims is read before the signature is verified. Safe for all threads.
 */
final class TokenKeySet {

  static final int LONGEST_TOKEN = 8 * 1024;

  private static final int SIGNED_PARTS = 3;
  private static final int ENCRYPTED_PARTS = 5;

  private final List<TokenKey> keys;
  private final VerifiedTokens verified = new VerifiedTokens();

  TokenKeySet(List<TokenKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /** Verifies a token, or finds that it was verified before. */
  VerifiedToken verify(String token, ExpectedClaims expected, InstantSource clock)
      throws InvalidTokenException {
    if (token.length() > LONGEST_TOKEN) {
      throw new InvalidTokenException("it is longer than " + LONGEST_TOKEN + " characters");
    }
    var digest = digest(token);
    var known = verified.find(digest);
    if (known != null) {
      if (clock.instant().isBefore(known.end())) {
        return known;
      }
      verified.forget(digest);
    }
    var fresh = VerifiedToken.read(claims(token), expected, new TokenTimes(clock));
    verified.add(digest, fresh);
    return fresh;
  }

  private TokenJson claims(String token) throws InvalidTokenException {
    var parts = token.split("\\.", -1);
    if (parts.length != SIGNED_PARTS) {
      throw new InvalidTokenException(
          parts.length == ENCRYPTED_PARTS
              ? "it is encrypted"
              : "it has " + parts.length + " parts, not header, claims and signature");
    }
    var header = TokenHeader.read(parts[0]);
    checkSignature(header, parts);
    return TokenJson.read("its claims", parts[1]);
  }

  private void checkSignature(TokenHeader header, String[] parts) throws InvalidTokenException {
    var signature = Base64URL.encode(signature(parts[2]));
    var signed = (parts[0] + "." + parts[1]).getBytes(US_ASCII);
    var candidates = keys.stream().filter(key -> key.isFor(header)).toList();
    if (candidates.isEmpty()) {
      throw new InvalidTokenException(
          "no key is for \"alg\" %s and \"kid\" %s".formatted(header.algorithm(), header.keyId()));
    }
    if (candidates.stream().noneMatch(key -> key.verifies(header, signed, signature))) {
      throw new InvalidTokenException("its signature is wrong");
    }
  }

  private static byte[] signature(String encoded) throws InvalidTokenException {
    try {
      return TokenJson.decoded(encoded);
    } catch (IllegalArgumentException e) {
      throw new InvalidTokenException("its signature is not base64url");
    }
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }

  /** How many tokens are remembered. */
  int remembered() {
    return verified.size();
  }
}
