package httpd.auth;

import httpd.Headers;
import httpd.HttpException;
import httpd.http.HeaderList;
import java.util.List;
import java.util.Locale;

/**
 * The header fields of a response to a user, which caches must not give to others (RFC 9111,
 * section 5.2.2.7). A cache knows that of a request with {@code Authorization} (section 3.5), but
 * not of one with a cookie.
 */
public final class PrivateFields {

  private static final String FIELD = "Cache-Control";

  /** With these, a handler has said what caches of several users may do. */
  private static final List<String> DECIDED = List.of("private", "no-store", "public", "s-maxage");

  /** These let caches give a response to others. */
  private static final List<String> SHARED = List.of("public", "s-maxage");

  private PrivateFields() {}

  /** Adds {@code private}, unless the handler has decided. */
  public static Headers of(Headers headers) {
    var own = headers.all(FIELD);
    if (own.isEmpty()) {
      return headers.plus(FIELD, "private");
    }
    boolean isDecided =
        HeaderList.of(own).stream().map(PrivateFields::name).anyMatch(DECIDED::contains);
    return isDecided ? headers : headers.with(FIELD, String.join(", ", own) + ", private");
  }

  /**
   * Makes a response private, whatever the handler has decided: it does not know that another one
   * asks for rights.
   */
  public static Headers always(Headers headers) {
    var own = HeaderList.of(headers.all(FIELD));
    var kept = own.stream().filter(each -> !SHARED.contains(name(each))).toList();
    var fewer = headers.without(FIELD);
    return of(kept.isEmpty() ? fewer : fewer.with(FIELD, String.join(", ", kept)));
  }

  private static String name(String directive) {
    int value = directive.indexOf('=');
    var name = value < 0 ? directive : directive.substring(0, value);
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /** Does the same with the header fields of a failure. */
  public static HttpException of(HttpException thrown) {
    var same =
        new HttpException(
            thrown.status(), thrown.getMessage(), of(thrown.headers()), thrown.getCause());
    same.setStackTrace(thrown.getStackTrace());
    return same;
  }
}
