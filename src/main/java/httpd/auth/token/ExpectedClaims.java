package httpd.auth.token;

import org.jspecify.annotations.Nullable;

/**
 * What a token must say of itself.
 *
 * @param audience one of its {@code aud}; null if it must have none
 * @param issuer its {@code iss}; null for any
 */
public record ExpectedClaims(@Nullable String audience, @Nullable String issuer) {

  /** Tokens without an audience, of any issuer. */
  public static final ExpectedClaims NONE = new ExpectedClaims(null, null);

  void check(TokenJson claims) throws InvalidTokenException {
    var audiences = claims.oneOrMore("aud");
    if (audience == null ? claims.has("aud") : !audiences.contains(audience)) {
      throw new InvalidTokenException(
          "its audience is " + audiences + ", not " + (audience == null ? "none" : audience));
    }
    var from = claims.text("iss");
    if (issuer != null && !issuer.equals(from)) {
      throw new InvalidTokenException("its issuer is " + from + ", not " + issuer);
    }
  }
}
