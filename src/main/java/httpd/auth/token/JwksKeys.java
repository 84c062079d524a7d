package httpd.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import httpd.http.InvalidJsonException;
import httpd.http.Json;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of a JWKS file, or of one JWK (RFC 7517). Keys for encryption, and of kinds that are not
 * known here, are passed over, as that RFC asks; a private one is an error.
 */
final class JwksKeys {

  /** A token without a {@code kid} is verified with each of them. */
  private static final int MOST = 32;

  private static final Set<String> CURVES =
      Set.of(Curve.P_256.getName(), Curve.P_384.getName(), Curve.P_521.getName());
  private static final String SECRET = "oct";
  private static final String HINT = "it is {\"keys\": [...]}, as the issuer's jwks_uri gives it";

  private final Path file;

  private JwksKeys(Path file) {
    this.file = file;
  }

  static List<TokenKey> read(Path file, byte[] content) throws TokenKeyException {
    return new JwksKeys(file).keys(content);
  }

  private List<TokenKey> keys(byte[] content) throws TokenKeyException {
    var keys = new ArrayList<TokenKey>();
    boolean isSecret = false;
    for (var jwk : jwks(content)) {
      isSecret |= SECRET.equals(jwk.get("kty"));
      key(jwk).ifPresent(keys::add);
    }
    TokenKeyFile.check(file, isSecret);
    if (keys.isEmpty() || keys.size() > MOST) {
      throw new TokenKeyException(
          file,
          "it has " + keys.size() + " keys that verify tokens, not 1 to " + MOST,
          "keys are of RSA, of EC with secp256r1, secp384r1 or secp521r1, or oct, with \"use\":"
              + " \"sig\"");
    }
    return keys;
  }

  private List<Map<String, Object>> jwks(byte[] content) throws TokenKeyException {
    Object json;
    try {
      json = Json.read(content, Object.class);
    } catch (InvalidJsonException e) {
      throw new TokenKeyException(file, "it is not valid JSON: " + e.getMessage(), HINT);
    }
    var set = json instanceof Map<?, ?> map ? map : Map.of();
    if (set.containsKey("kty")) {
      return List.of(named(set));
    }
    if (!(set.get("keys") instanceof List<?> list)) {
      throw new TokenKeyException(file, "it has no \"keys\"", HINT);
    }
    var jwks = new ArrayList<Map<String, Object>>();
    for (var each : list) {
      if (!(each instanceof Map<?, ?> jwk)) {
        throw new TokenKeyException(file, "one of its \"keys\" is not an object", HINT);
      }
      jwks.add(named(jwk));
    }
    return jwks;
  }

  private static Map<String, Object> named(Map<?, ?> object) {
    var named = new HashMap<String, Object>();
    object.forEach((name, value) -> named.put(String.valueOf(name), value));
    return named;
  }

  private Optional<TokenKey> key(Map<String, Object> jwk) throws TokenKeyException {
    if (!isKnown(jwk)) {
      return Optional.empty();
    }
    try {
      var parsed = JWK.parse(jwk);
      var key = key(parsed).withId(parsed.getKeyID());
      var algorithm = parsed.getAlgorithm();
      var limited = algorithm == null ? key : key.only(JWSAlgorithm.parse(algorithm.getName()));
      return limited.algorithms().isEmpty() ? Optional.empty() : Optional.of(limited);
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      throw new TokenKeyException(
          file, "the key " + jwk.get("kid") + " is wrong: " + e.getMessage(), HINT);
    }
  }

  private static boolean isKnown(Map<String, Object> jwk) {
    boolean isKind =
        switch (String.valueOf(jwk.get("kty"))) {
          case "RSA", SECRET -> true;
          case "EC" -> CURVES.contains(String.valueOf(jwk.get("crv")));
          default -> false;
        };
    var use = jwk.getOrDefault("use", "sig");
    var operations = jwk.get("key_ops") instanceof List<?> list ? list : List.of("verify");
    return isKind && use.equals("sig") && operations.contains("verify");
  }

  private TokenKey key(JWK jwk) throws TokenKeyException, JOSEException {
    if (jwk instanceof OctetSequenceKey secret) {
      var bytes = secret.toByteArray();
      if (bytes.length < TokenKey.SHORTEST_SECRET) {
        throw new TokenKeyException(
            file,
            "the secret " + jwk.getKeyID() + " has fewer than 32 bytes",
            "openssl rand -base64 48 makes one");
      }
      return TokenKey.ofSecret(bytes);
    }
    if (jwk.isPrivate()) {
      throw new TokenKeyException(
          file,
          "the key %s is private, which a server that verifies tokens must not have"
              .formatted(jwk.getKeyID()),
          "leave out its members d, p, q, dp, dq, qi and oth");
    }
    return PemKey.key(
        file, jwk instanceof RSAKey rsa ? rsa.toPublicKey() : jwk.toECKey().toPublicKey());
  }
}
