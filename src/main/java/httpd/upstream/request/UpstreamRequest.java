package httpd.upstream.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Headers;
import httpd.Headers.Field;
import httpd.net.ErrorText;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to an upstream, checked and ready to be sent.
 *
 * @param method a token (RFC 9110, section 9.1)
 * @param headers the fields to send beside {@code Host} and those that frame the message
 */
public record UpstreamRequest(
    HttpMethod method, UpstreamAddress address, Headers headers, Content content) {

  /** Fields that this client decides, whatever a caller copies: framing, connection, coding. */
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

  /** Methods that expect a body, so that an empty one has its length sent (RFC 9110, 8.6). */
  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

  /** Methods that may be sent twice (RFC 9110, section 9.2.2). */
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.PUT,
          HttpMethod.DELETE);

  /**
   * Makes a request for lines: checks method and address, and adds the default fields.
   *
   * @param headers the caller's fields, which replace default fields of the same name
   * @param body sent in UTF-8; null for none
   * @throws IllegalArgumentException naming what cannot be sent
   */
  public static UpstreamRequest forLines(
      String method, URI address, Headers headers, @Nullable String body) {
    var fields = Headers.EMPTY;
    for (var field : headers) {
      if (!OURS.contains(field.name().toLowerCase(Locale.ROOT))) {
        fields = fields.plus(field.name(), field.value());
      }
    }
    fields = withDefault(fields, "User-Agent", "httpd");
    fields = withDefault(fields, "Accept", "*/*").with("Accept-Encoding", "identity");
    var content = body == null ? Content.NONE : new Content.Text(body);
    return new UpstreamRequest(checked(method), UpstreamAddress.of(address), fields, content);
  }

  public static UpstreamRequest passedOn(
      String method, UpstreamAddress address, Headers headers, Content content) {
    return new UpstreamRequest(checked(method), address, headers, content);
  }

  /** Makes the request that a redirect asks for (RFC 9110, section 15.4). */
  public UpstreamRequest redirected(int status, UpstreamAddress to) {
    boolean asGet =
        status == 303
            ? !method.equals(HttpMethod.HEAD)
            : status < 303 && method.equals(HttpMethod.POST);
    var kept = headers;
    if (!to.origin().equals(address.origin())) {
      // The server that redirects must not learn what another origin is told.
      kept = kept.without("Authorization").without("Cookie").without("Proxy-Authorization");
      kept = kept.without("Cookie2").without("Host");
    }
    return asGet
        ? new UpstreamRequest(HttpMethod.GET, to, withoutContent(kept), Content.NONE)
        : new UpstreamRequest(method, to, kept, content);
  }

  /** Whether it would send unencrypted a body that the request before it has sent over TLS. */
  public boolean uncovers(UpstreamRequest before) {
    return before.address.origin().secure()
        && !address.origin().secure()
        && !(content instanceof Content.None);
  }

  private static Headers withoutContent(Headers headers) {
    var kept = headers;
    for (var field : headers) {
      if (field.name().regionMatches(true, 0, "content-", 0, "content-".length())) {
        kept = kept.without(field.name());
      }
    }
    return kept;
  }

  private static Headers withDefault(Headers headers, String name, String value) {
    return headers.has(name) ? headers : headers.plus(name, value);
  }

  private static HttpMethod checked(String method) {
    HttpMethod valid;
    try {
      valid = HttpMethod.valueOf(method);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "method \"%s\" is not an HTTP method; use a token such as GET or POST"
              .formatted(ErrorText.printable(method)),
          e);
    }
    if (HttpMethod.CONNECT.equals(valid)) {
      throw new IllegalArgumentException(
          "method CONNECT asks for a tunnel, which has no lines; use GET or POST");
    }
    return valid;
  }

  /** Returns the same request with other content. */
  public UpstreamRequest with(Content other) {
    return new UpstreamRequest(method, address, headers, other);
  }

  /** What messages need of a request whose response has begun: it is not sent again. */
  public UpstreamRequest sent() {
    return new UpstreamRequest(method, address, Headers.EMPTY, Content.NONE);
  }

  public boolean isHead() {
    return method.equals(HttpMethod.HEAD);
  }

  /** Whether it may be sent a second time. */
  public boolean isRepeatable() {
    return IDEMPOTENT.contains(method) && !(content instanceof Content.Stream);
  }

  /** The message to write, or its head if the body is still coming. The write releases it. */
  public HttpRequest toMessage() {
    return switch (content) {
      case Content.None none -> {
        var message = full("");
        if (WITH_BODY.contains(method)) {
          message.headers().set("Content-Length", 0);
        }
        yield message;
      }
      case Content.Text(var text) -> {
        var message = full(text);
        message.headers().set("Content-Length", message.content().readableBytes());
        yield message;
      }
      case Content.Stream body -> {
        var message = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, address.target());
        addFields(message);
        if (body.length() < 0) {
          message.headers().set("Transfer-Encoding", "chunked");
        } else {
          message.headers().set("Content-Length", body.length());
        }
        yield message;
      }
    };
  }

  private DefaultFullHttpRequest full(String text) {
    var content =
        text.isEmpty() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(text.getBytes(UTF_8));
    var message =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, address.target(), content);
    addFields(message);
    return message;
  }

  private void addFields(HttpRequest message) {
    if (!headers.has("Host")) {
      message.headers().add("Host", address.authority());
    }
    if (address.authorization() != null && !headers.has("Authorization")) {
      message.headers().add("Authorization", address.authorization());
    }
    for (Field field : headers) {
      message.headers().add(field.name(), latin1(field.value()));
    }
    if (address.origin().http2()) {
      message.headers().set("TE", "trailers"); // gRPC asks for it; they are passed on.
    }
  }

  /** Netty would reduce a Java string to ASCII. */
  private static AsciiString latin1(String value) {
    return new AsciiString(value.getBytes(ISO_8859_1), false);
  }

  @Override
  public String toString() {
    return method + " " + address;
  }
}
