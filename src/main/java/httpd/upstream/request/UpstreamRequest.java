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
 * What is asked of an upstream, checked and ready to be sent.
 *
 * @param method a token (RFC 9110, section 9.1), sent as it is
 * @param headers what is sent beside {@code Host} and what frames the message
 */
public record UpstreamRequest(
    HttpMethod method, UpstreamAddress address, Headers headers, Content content) {

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
   * One that asks for lines: checks method and address, and adds what is usual.
   *
   * @param headers what the caller adds; a field of a name that has a default replaces it
   * @param body sent in UTF-8, or null for none
   * @throws IllegalArgumentException naming what cannot be sent
   */
  public static UpstreamRequest forLines(
      String method, URI address, Headers headers, @Nullable String body) {
    var content = body == null ? Content.NONE : new Content.Text(body);
    return forLines(checked(method), UpstreamAddress.of(address), headers, content);
  }

  /** One without a body that asks for lines. */
  public static UpstreamRequest forLines(String method, UpstreamAddress address, Headers headers) {
    return forLines(checked(method), address, headers, Content.NONE);
  }

  private static UpstreamRequest forLines(
      HttpMethod method, UpstreamAddress address, Headers given, Content content) {
    var headers = Headers.EMPTY;
    for (var field : given) {
      if (!OURS.contains(field.name().toLowerCase(Locale.ROOT))) {
        headers = headers.plus(field.name(), field.value());
      }
    }
    headers = withDefault(headers, "User-Agent", "httpd");
    headers = withDefault(headers, "Accept", "*/*");
    return new UpstreamRequest(
        method, address, headers.with("Accept-Encoding", "identity"), content);
  }

  /** One that is passed on: nothing is added but what frames it. */
  public static UpstreamRequest passedOn(
      String method, UpstreamAddress address, Headers headers, Content content) {
    return new UpstreamRequest(checked(method), address, headers, content);
  }

  /** The request that a redirect asks for (RFC 9110, section 15.4). */
  public UpstreamRequest redirected(int status, UpstreamAddress to) {
    boolean asGet =
        status == 303
            ? !method.equals(HttpMethod.HEAD)
            : status < 303 && method.equals(HttpMethod.POST);
    var kept = headers;
    if (!to.origin().equals(address.origin())) {
      // Whoever redirects must not learn what another origin is told.
      kept = kept.without("Authorization").without("Cookie").without("Proxy-Authorization");
      kept = kept.without("Cookie2").without("Host");
    }
    return asGet
        ? new UpstreamRequest(HttpMethod.GET, to, withoutContent(kept), Content.NONE)
        : new UpstreamRequest(method, to, kept, content);
  }

  /** Whether it would send in the clear a body that the one before it has sent over TLS. */
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
          "method \"%s\" is no HTTP method; use a token such as GET or POST"
              .formatted(ErrorText.printable(method)),
          e);
    }
    if (HttpMethod.CONNECT.equals(valid)) {
      throw new IllegalArgumentException(
          "method CONNECT asks for a tunnel, which has no lines; use GET or POST");
    }
    return valid;
  }

  /** Whether its response has no body. */
  public boolean isHead() {
    return method.equals(HttpMethod.HEAD);
  }

  /** Whether it may be sent a second time. */
  public boolean isRepeatable() {
    return IDEMPOTENT.contains(method) && !(content instanceof Content.Stream);
  }

  /**
   * The message to write, or its head if the body is still coming; whoever writes it releases it.
   */
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
