package httpd.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Headers;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of an upstream, checked and ready to be sent.
 *
 * @param method a token (RFC 9110, section 9.1), sent as it is
 * @param headers what the caller adds; a field of a name that has a default replaces it
 * @param body sent in UTF-8, or null for none
 */
record UpstreamRequest(
    HttpMethod method, UpstreamAddress address, Headers headers, @Nullable String body) {

  /**
   * Framing, the connection and the coding are this client's business, whatever a caller copies.
   */
  private static final Set<String> OURS =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Methods whose request means a body, so that an empty one is announced (RFC 9110, 8.6). */
  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

  /**
   * Checks method and address.
   *
   * @throws IllegalArgumentException naming what cannot be sent
   */
  static UpstreamRequest of(String method, URI address, Headers headers, @Nullable String body) {
    return new UpstreamRequest(checked(method), UpstreamAddress.of(address), headers, body);
  }

  private static HttpMethod checked(String method) {
    HttpMethod valid;
    try {
      valid = HttpMethod.valueOf(method);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "method \"%s\" is no HTTP method; use a token such as GET or POST"
              .formatted(Wording.printable(method)),
          e);
    }
    if (HttpMethod.CONNECT.equals(valid)) {
      throw new IllegalArgumentException(
          "method CONNECT asks for a tunnel, which has no lines; use GET or POST");
    }
    return valid;
  }

  /** The message to write; whoever writes it releases it. */
  FullHttpRequest toMessage() {
    var content =
        body == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body.getBytes(UTF_8));
    var sent = fields();
    if (body != null || WITH_BODY.contains(method)) {
      sent.set("Content-Length", content.readableBytes());
    }
    return new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1, method, address.target(), content, sent, EmptyHttpHeaders.INSTANCE);
  }

  private HttpHeaders fields() {
    var sent = new DefaultHttpHeaders();
    addDefault(sent, "Host", address.authority());
    addDefault(sent, "User-Agent", "httpd");
    addDefault(sent, "Accept", "*/*");
    for (var field : headers) {
      if (!OURS.contains(field.name().toLowerCase(Locale.ROOT))) {
        sent.add(field.name(), latin1(field.value()));
      }
    }
    sent.set("Accept-Encoding", "identity");
    sent.set("Connection", "close");
    return sent;
  }

  private void addDefault(HttpHeaders sent, String name, String value) {
    if (!headers.has(name)) {
      sent.add(name, value);
    }
  }

  /** A Java string would be cut down to ASCII on its way. */
  private static AsciiString latin1(String value) {
    return new AsciiString(value.getBytes(ISO_8859_1), false);
  }

  @Override
  public String toString() {
    return method + " " + address;
  }
}
