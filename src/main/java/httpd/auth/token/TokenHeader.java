package httpd.auth.token;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of a token (RFC 7515, section 4), of which nothing is used but these two. A header
 * that brings its own key, or asks for what is not known here, is refused.
 */
record TokenHeader(String algorithm, @Nullable String keyId) {

  /** Keys that a sender brings, extensions, and other forms than a plain signature. */
  private static final List<String> REFUSED =
      List.of("jku", "jwk", "x5u", "x5c", "crit", "b64", "enc", "zip", "cty");

  private static final Set<String> TYPES =
      Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

  static TokenHeader read(String encoded) throws InvalidTokenException {
    var json = TokenJson.read("its header", encoded);
    for (var member : REFUSED) {
      if (json.has(member)) {
        throw new InvalidTokenException("its header has \"" + member + "\"");
      }
    }
    var type = json.text("typ");
    if (type != null && !TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      throw new InvalidTokenException("its \"typ\" is " + type + ", not JWT");
    }
    var algorithm = json.text("alg");
    if (algorithm == null) {
      throw new InvalidTokenException("its header has no \"alg\"");
    }
    return new TokenHeader(algorithm, json.text("kid"));
  }
}
