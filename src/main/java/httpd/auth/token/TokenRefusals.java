package httpd.auth.token;

import httpd.Headers;
import httpd.HttpException;

/**
 * The answers to requests that a token does not let through (RFC 6750, section 3.1). They name the
 * code alone: why a token is refused is in the log.
 */
final class TokenRefusals {

  private static final String CHALLENGE = "Bearer realm=\"httpd\"";

  private TokenRefusals() {}

  static HttpException missing() {
    return refusal(401, "401 Unauthorized: a token is needed", CHALLENGE);
  }

  static HttpException invalid() {
    return refusal(401, "401 Unauthorized: the token is not valid", code("invalid_token"));
  }

  static HttpException malformed(String why) {
    return refusal(400, "400 Bad Request: " + why, code("invalid_request"));
  }

  static HttpException insufficient(String what) {
    return refusal(
        403, "403 Forbidden: the token does not let you " + what, code("insufficient_scope"));
  }

  private static String code(String error) {
    return CHALLENGE + ", error=\"" + error + "\"";
  }

  private static HttpException refusal(int status, String message, String challenge) {
    var headers = Headers.of("WWW-Authenticate", challenge).plus("Cache-Control", "no-store");
    return new HttpException(status, message, headers, null);
  }
}
