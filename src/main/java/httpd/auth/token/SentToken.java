package httpd.auth.token;

import httpd.Request;
import httpd.http.QueryToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The token of a request: in its {@code Authorization} (RFC 6750, section 2.1), in its query, or in
 * a cookie. It may be in several of these, if it is the same.
 */
sealed interface SentToken {

  /** The cookie. */
  String COOKIE = "httpd_token";

  /** The request has no token. */
  record None() implements SentToken {}

  /** The request has several tokens, or a field that is not valid. */
  record Malformed(String why) implements SentToken {}

  /** The request has one token. */
  record One(String token, Place place) implements SentToken {

    /** Tells nothing about the token. */
    @Override
    public String toString() {
      return "token in " + place;
    }
  }

  /** Where it is; of several the first counts. */
  enum Place {
    HEADER,
    QUERY,
    /** A browser sends it with requests of all pages. */
    COOKIE
  }

  static SentToken of(Request request) {
    var fields = request.headers().all("Authorization");
    if (fields.size() > 1) {
      return new Malformed("the request has more than one Authorization");
    }
    Map<String, Place> tokens = new LinkedHashMap<>();
    for (var field : fields) {
      var words = field.strip().split(" ", 2);
      if (words[0].toLowerCase(Locale.ROOT).equals("bearer")) {
        tokens.put(words.length < 2 ? "" : words[1].strip(), Place.HEADER);
      }
    }
    request.query().all(QueryToken.NAME).forEach(token -> tokens.putIfAbsent(token, Place.QUERY));
    cookies(request).forEach(token -> tokens.putIfAbsent(token, Place.COOKIE));
    if (tokens.isEmpty()) {
      return new None();
    }
    var first = tokens.entrySet().iterator().next();
    return tokens.size() == 1
        ? new One(first.getKey(), first.getValue())
        : new Malformed("the request has several tokens that differ");
  }

  private static List<String> cookies(Request request) {
    var tokens = new ArrayList<String>();
    for (var field : request.headers().all("Cookie")) {
      for (var pair : field.split(";")) {
        if (isToken(pair)) {
          tokens.add(pair.strip().substring(COOKIE.length() + 1));
        }
      }
    }
    return tokens;
  }

  private static boolean isToken(String pair) {
    return pair.strip().startsWith(COOKIE + "=");
  }

  /** Returns the request without the fields that had a token. */
  static Request removed(Request request) {
    var headers = request.headers().without("Authorization").without("Cookie");
    for (var field : request.headers().all("Cookie")) {
      var others =
          Arrays.stream(field.split(";"))
              .filter(pair -> !isToken(pair))
              .map(String::strip)
              .collect(Collectors.joining("; "));
      headers = others.isEmpty() ? headers : headers.plus("Cookie", others);
    }
    return request.withHeaders(headers);
  }
}
