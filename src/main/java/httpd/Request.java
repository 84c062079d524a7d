package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.LineSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks: plain data, made in a test with one line, {@code
 * Request.get("/hello?name=Ada")}. Immutable, except that the body arrives while it is read and can
 * be read once; {@link #withHeader} and the like give a changed copy with the same body.
 */
public final class Request {

  /** The longest body that {@link #text()} takes, unless {@code --max-body} is set: 1 MiB. */
  public static final int LONGEST_TEXT = 1024 * 1024;

  /** The name among the params under which a router leaves what {@link #below} gives. */
  public static final String BELOW = "*";

  private final String method;
  private final String path;
  private final Query query;
  private final Headers headers;
  private final Map<String, String> params;
  private final Client client;
  private final RequestContent body;
  private final Map<Key<?>, Object> values;

  private Request(
      String method,
      String path,
      Query query,
      Headers headers,
      Map<String, String> params,
      Client client,
      RequestContent body,
      Map<Key<?>, Object> values) {
    this.method = Objects.requireNonNull(method, "method");
    this.path = Objects.requireNonNull(path, "path");
    this.query = Objects.requireNonNull(query, "query");
    this.headers = Objects.requireNonNull(headers, "headers");
    this.params = Map.copyOf(params);
    this.client = Objects.requireNonNull(client, "client");
    this.body = Objects.requireNonNull(body, "body");
    this.values = values;
  }

  /** A GET for a test of a handler. */
  public static Request get(String target) {
    return of("GET", target, "");
  }

  /** A POST for a test of a handler; the body is sent in UTF-8. */
  public static Request post(String target, String body) {
    return of("POST", target, body);
  }

  /** Any request for a test of a handler. */
  public static Request of(String method, String target, String body) {
    return received(
        method, target, Headers.EMPTY, Client.NONE, RequestContent.of(body.getBytes(UTF_8)));
  }

  /**
   * A request as a server has read it.
   *
   * @param target path and query as sent
   */
  public static Request received(
      String method, String target, Headers headers, Client client, RequestContent body) {
    int question = target.indexOf('?');
    return new Request(
        method,
        question < 0 ? target : target.substring(0, question),
        question < 0 ? Query.NONE : new Query(target.substring(question + 1)),
        headers,
        Map.of(),
        client,
        body,
        Map.of());
  }

  /** The method as sent; methods are case-sensitive (RFC 9110, section 9.1). */
  public String method() {
    return method;
  }

  /**
   * The path as sent, still percent-encoded, without the query. It begins with {@code /}; a byte
   * beyond ASCII is the character of its number.
   */
  public String path() {
    return path;
  }

  /**
   * The path decoded to characters; a decoded {@code %2F} can no longer be told from a separator.
   *
   * @throws HttpException 400 if it is not percent-encoded UTF-8
   */
  public String decodedPath() {
    return PercentEncoding.decode(path);
  }

  /** The query, without its {@code ?}. */
  public Query query() {
    return query;
  }

  /** The first value of a name in the query, or null. */
  public @Nullable String query(String name) {
    return query.get(name);
  }

  /** The header fields as sent, in order. */
  public Headers headers() {
    return headers;
  }

  /**
   * The first value of a header, or null. Each character is a byte that the client sent (RFC 9110,
   * section 5.5): text in UTF-8 is {@code new String(value.getBytes(ISO_8859_1), UTF_8)}.
   */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** What the route's {@code {name}} segments matched, decoded. */
  public Map<String, String> params() {
    return params;
  }

  /**
   * What a {@code {name}} of the route matched.
   *
   * @throws IllegalArgumentException if the route has no such name
   */
  public String param(String name) {
    var value = params.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the route has no {%s}; it has %s; query(\"%1$s\") is a parameter of the query"
              .formatted(name, params.keySet()));
    }
    return value;
  }

  /**
   * The part of the path below the route's path, without a leading slash, as sent and still
   * percent-encoded: {@code a/b%20c} for {@code /files/a/b%20c} at the route {@code /files/}. Null
   * if the route takes nothing below its path, or there is no route.
   */
  public @Nullable String below() {
    return params.get(BELOW);
  }

  /** The connection that the request came over; {@link Client#NONE} in a test. */
  public Client client() {
    return client;
  }

  /** The client's address and port, as the connection has it. */
  public InetSocketAddress remoteAddress() {
    return client.remoteAddress();
  }

  /** The body as it arrives; empty if the request has none. */
  public RequestContent body() {
    return body;
  }

  /**
   * The body as lines, each available as soon as the client has sent it. A line that is longer than
   * {@code --max-line} is an {@link HttpException} 413 of {@link Lines#hasNext} that names the
   * line; the next call continues after it.
   *
   * @throws IllegalStateException if the body was read by {@link #text()}
   */
  public Lines lines() {
    RequestText.readAsLines(body);
    return Lines.of(
        body, tooLong -> new HttpException(413, "The request body: " + tooLong.getMessage()));
  }

  /**
   * The whole body as text, in the charset of its {@code Content-Type} or UTF-8. Waits for it. Any
   * further call gives the same text, also on a copy of this request.
   *
   * @throws IllegalStateException if the body is read by {@link #lines()}, or an earlier call has
   *     failed in the middle
   * @throws HttpException 413 if it is longer than {@code --max-body} or, without that, {@link
   *     #LONGEST_TEXT}; 415 if the charset is not known; 503 if all bodies together need more
   *     memory than the limit {@code body-memory}
   * @throws IOException if the client disconnects before its end
   */
  public String text() throws IOException {
    return RequestText.of(this).read();
  }

  /** A value that a filter has left for the handler, or null. */
  public <T> @Nullable T value(Key<T> key) {
    return key.cast(values.get(key));
  }

  /** The same request with a value for the handlers that it is passed to. */
  public <T> Request with(Key<T> key, T value) {
    var more = new HashMap<>(values);
    more.put(key, Objects.requireNonNull(value, "value"));
    return new Request(method, path, query, headers, params, client, body, more);
  }

  /** The same request with what a route matched. */
  public Request withParams(Map<String, String> params) {
    return new Request(method, path, query, headers, params, client, body, values);
  }

  /** The same request with another path, percent-encoded. */
  public Request withPath(String path) {
    return new Request(method, path, query, headers, params, client, body, values);
  }

  /** The same request with these headers. */
  public Request withHeaders(Headers headers) {
    return new Request(method, path, query, headers, params, client, body, values);
  }

  /** The same request with this header in place of all of its name. */
  public Request withHeader(String name, String value) {
    return withHeaders(headers.with(name, value));
  }

  /** The same request without the headers of this name. */
  public Request without(String name) {
    return withHeaders(headers.without(name));
  }

  /** The same request from another client. */
  public Request withClient(Client client) {
    return new Request(method, path, query, headers, params, client, body, values);
  }

  /** The same request with another body. */
  public Request withBody(LineSource body) {
    return new Request(
        method, path, query, headers, params, client, RequestContent.of(body), values);
  }

  /** The same request with another body, in UTF-8. */
  public Request withBody(String body) {
    return withBody(RequestContent.of(body.getBytes(UTF_8)));
  }

  /** The method and the target. */
  @Override
  public String toString() {
    return method + " " + path + (query.raw().isEmpty() ? "" : "?" + query.raw());
  }
}
