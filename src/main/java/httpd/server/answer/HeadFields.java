package httpd.server.answer;

import httpd.Headers;
import httpd.http.ContentType;
import httpd.http.HttpDate;
import httpd.net.HeaderFields;
import httpd.stream.Framing;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/** The fields of a response's head: the handler's, and those that are the server's to set. */
final class HeadFields {

  /** The fields that a body of some kind has unless the handler sets them. */
  enum Defaults {
    /** A {@code Content-Type}. */
    TYPE,
    /** A {@code Content-Type}, and what keeps proxies, caches and browsers from holding lines. */
    LIVE,
    /** None: the body and its head are passed through. */
    NONE
  }

  static final String DEFAULT_TYPE = "text/plain; charset=utf-8";

  /** Without it, browsers read the first bytes of text before they show any. */
  private static final String NO_SNIFF = "X-Content-Type-Options";

  // As a handler's own are written.
  private static final CharSequence VARY = AsciiString.cached("Vary");
  private static final CharSequence ACCEPT_ENCODING = AsciiString.cached("Accept-Encoding");

  private static final Headers LIVE =
      Headers.of("Cache-Control", "no-cache", "X-Accel-Buffering", "no", NO_SNIFF, "nosniff");

  /** Some proxies compress events, and hold them until a block is full, unless told not to. */
  private static final Headers LIVE_EVENTS =
      Headers.of("Cache-Control", "no-cache, no-transform", "X-Accel-Buffering", "no");

  /** What a response to a user has. */
  private static final String PRIVATE = "private";

  private HeadFields() {}

  /** Whether a response with this status has a body at all (RFC 9110, section 6.4.1). */
  static boolean hasBody(int status) {
    return status != 204 && status != 205 && status != 304;
  }

  /**
   * Returns the fields of a head.
   *
   * @param length of the body in bytes; negative if it is unknown
   */
  static HttpHeaders of(Answer answer, long length, Delivery delivery) {
    var headers = copy(answer.response.headers());
    if (answer.lacksVary) {
      headers.add(VARY, ACCEPT_ENCODING);
    }
    boolean hasBody = hasBody(answer.response.status());
    if (hasBody) {
      addDefaults(answer.defaults(), headers);
    }
    if (!headers.contains(HttpHeaderNames.DATE)) {
      headers.set(HttpHeaderNames.DATE, HttpDate.now());
    }
    if (delivery.connectionField() != null) {
      headers.set(HttpHeaderNames.CONNECTION, delivery.connectionField());
    }
    if (hasBody) {
      setFraming(length, delivery.framing(), headers);
    }
    return headers;
  }

  private static void setFraming(long length, Framing unknown, HttpHeaders headers) {
    if (length >= 0) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    } else if (unknown == Framing.CHUNKED) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  private static void addDefaults(Defaults defaults, HttpHeaders headers) {
    if (defaults != Defaults.NONE && !headers.contains(HttpHeaderNames.CONTENT_TYPE)) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, DEFAULT_TYPE);
    }
    if (defaults == Defaults.LIVE) {
      addLive(headers);
    }
  }

  private static void addLive(HttpHeaders headers) {
    boolean isEvents = ContentType.of(headers.getAll("Content-Type")).isEventStream();
    for (var field : isEvents ? LIVE_EVENTS : LIVE) {
      var own = headers.get(field.name());
      if (own == null) {
        headers.set(field.name(), field.value());
      } else if (own.equals(PRIVATE)) { // Which says nothing about holding lines.
        headers.set(field.name(), field.value() + ", " + PRIVATE);
      }
    }
  }

  static HttpHeaders copy(Headers from) {
    var to = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    HeaderFields.add(from, to);
    return to.remove(HttpHeaderNames.CONTENT_LENGTH)
        .remove(HttpHeaderNames.TRANSFER_ENCODING)
        .remove(HttpHeaderNames.CONNECTION);
  }
}
