package httpd.server.http2;

import httpd.server.request.RequestTraits;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, of the fields of a stream (RFC 9113, sections 8.2 and 8.3). What is
 * malformed there is an error of the stream; what RFC 9110 forbids is refused later, with a status.
 */
final class StreamHead {

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private final HttpHeaders fields =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();

  private @Nullable CharSequence method;
  private @Nullable CharSequence scheme;
  private @Nullable CharSequence authority;
  private @Nullable CharSequence path;
  private @Nullable StringBuilder cookies;
  private int size;

  private StreamHead() {}

  /** Reads the head; throws {@link MalformedRequestException} if it is not one. */
  static StreamHead of(Http2Headers headers) throws MalformedRequestException {
    var head = new StreamHead();
    boolean regular = false;
    for (var field : headers) {
      head.size += field.getKey().length() + field.getValue().length();
      if (isPseudo(field.getKey())) {
        if (regular) {
          throw new MalformedRequestException("a pseudo-header field after a regular field");
        }
        head.addPseudo(field);
      } else {
        regular = true;
        head.add(field);
      }
    }
    return head;
  }

  private static boolean isPseudo(CharSequence name) {
    return !name.isEmpty() && name.charAt(0) == ':';
  }

  private void addPseudo(Map.Entry<CharSequence, CharSequence> field)
      throws MalformedRequestException {
    var value = field.getValue();
    FieldRules.checkValue(value);
    switch (field.getKey().toString()) {
      case ":method" -> method = once(method, value);
      case ":scheme" -> scheme = once(scheme, value);
      case ":authority" -> authority = once(authority, value);
      case ":path" -> path = once(path, value);
      default -> throw new MalformedRequestException("an unknown pseudo-header field");
    }
  }

  private static CharSequence once(@Nullable CharSequence before, CharSequence value)
      throws MalformedRequestException {
    if (before != null) {
      throw new MalformedRequestException("a pseudo-header field is given twice");
    }
    return value;
  }

  private void add(Map.Entry<CharSequence, CharSequence> field) throws MalformedRequestException {
    var name = field.getKey();
    var value = field.getValue();
    FieldRules.check(name, value);
    if (HttpHeaderNames.COOKIE.contentEquals(name)) {
      addCookie(value);
    } else {
      fields.add(name, value);
    }
  }

  /** Section 8.2.3: a client may have split the field, to compress it. */
  private void addCookie(CharSequence crumb) {
    if (cookies == null) {
      cookies = new StringBuilder(crumb.length());
    } else {
      cookies.append("; ");
    }
    cookies.append(crumb);
  }

  /** Returns the bytes of its names and values. */
  int size() {
    return size;
  }

  HttpRequest request() throws MalformedRequestException {
    if (method == null || !FieldRules.isToken(method)) {
      throw new MalformedRequestException("a request without :method, or one that is not a token");
    }
    if (cookies != null) {
      fields.add(HttpHeaderNames.COOKIE, cookies.toString());
    }
    addHost();
    return new DefaultHttpRequest(
        RequestTraits.HTTP_2, HttpMethod.valueOf(method.toString()), target(method), fields);
  }

  private void addHost() throws MalformedRequestException {
    if (authority == null) {
      return;
    }
    var host = fields.get(HttpHeaderNames.HOST);
    if (host == null) {
      fields.add(HttpHeaderNames.HOST, authority);
    } else if (!host.equalsIgnoreCase(authority.toString())) {
      throw new MalformedRequestException(":authority and Host name two hosts");
    }
  }

  private String target(CharSequence method) throws MalformedRequestException {
    if (HttpMethod.CONNECT.name().contentEquals(method)) {
      return connectTarget();
    }
    if (scheme == null || path == null || path.isEmpty()) {
      throw new MalformedRequestException("a request without :scheme or :path");
    }
    if (!SCHEMES.contains(scheme.toString().toLowerCase(Locale.ROOT))) {
      throw new MalformedRequestException("a :scheme that is neither http nor https");
    }
    boolean asksServer = "*".contentEquals(path) && HttpMethod.OPTIONS.name().contentEquals(method);
    if (path.charAt(0) != '/' && !asksServer) {
      throw new MalformedRequestException("a :path that does not begin with /");
    }
    FieldRules.checkTarget(path);
    return path.toString();
  }

  /** Section 8.5. */
  private String connectTarget() throws MalformedRequestException {
    if (authority == null || scheme != null || path != null) {
      throw new MalformedRequestException("a CONNECT has an :authority, no :scheme and no :path");
    }
    FieldRules.checkTarget(authority);
    return authority.toString();
  }
}
