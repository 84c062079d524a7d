package httpd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.http.ContentType;
import httpd.http.InvalidJsonException;
import httpd.http.Json;
import httpd.line.LineSource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
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
  private final Routing routing;
  private final Client client;
  private final RequestContent body;
  private final Map<Key<?>, Object> values;

  private Request(
      String method,
      String path,
      Query query,
      Headers headers,
      Routing routing,
      Client client,
      RequestContent body,
      Map<Key<?>, Object> values) {
    this.method = Objects.requireNonNull(method, "method");
    this.path = Objects.requireNonNull(path, "path");
    this.query = Objects.requireNonNull(query, "query");
    this.headers = Objects.requireNonNull(headers, "headers");
    this.routing = routing;
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
        Routing.none(),
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
    return routing.params();
  }

  /**
   * What a {@code {name}} of the route matched.
   *
   * @throws IllegalArgumentException if the route has no such name
   */
  public String param(String name) {
    var value = params().get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the route has no {%s}; it has %s; query(\"%1$s\") is a parameter of the query"
              .formatted(name, params().keySet()));
    }
    return value;
  }

  /**
   * The part of the path below the route's path, without a leading slash, as sent and still
   * percent-encoded: {@code a/b%20c} for {@code /files/a/b%20c} at the route {@code /files/}. Null
   * if the route takes nothing below its path, or there is no route.
   */
  public @Nullable String below() {
    return params().get(BELOW);
  }

  /**
   * The pattern of the route that was matched, as {@code /hello/{name}}; null if none was. A copy
   * and its original know the same.
   */
  public @Nullable String route() {
    return routing.matched().get();
  }

  /**
   * The part of the path that was {@linkplain #stripped stripped} before this handler, as sent;
   * with {@link #path} it is the whole path.
   */
  public String basePath() {
    return routing.base();
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
    WholeBody.readInParts(body, "lines()");
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
    var charset = charset();
    return new String(WholeBody.read(body, "text()", WholeBody.limit(body)), charset);
  }

  /**
   * The whole body. Waits for it. Any further call gives the same bytes, also on a copy of this
   * request.
   *
   * @param limit the most bytes to take
   * @throws IllegalStateException as {@link #text()}
   * @throws HttpException 413 if it is longer than the limit or than {@code --max-body}; 503 as
   *     {@link #text()}
   * @throws IOException if the client disconnects before its end
   */
  public byte[] bytes(int limit) throws IOException {
    return WholeBody.read(body, "bytes()", limit).clone();
  }

  /**
   * The body as a stream of bytes that waits for them, of any length; closing it releases the body.
   * Never to be read on the event loop.
   *
   * @throws IllegalStateException if the body was read as a whole
   */
  public InputStream stream() {
    WholeBody.readInParts(body, "stream()");
    body.asPieces();
    return new ContentStream(body);
  }

  /**
   * The body read as JSON, strictly: a member that the type does not have is refused.
   *
   * @param type of a record, a map, an array, {@code String}, ...
   * @throws IllegalStateException as {@link #text()}
   * @throws HttpException 400 that names line and column if it is not JSON of this type, or is
   *     null; otherwise as {@link #text()}
   * @throws IOException if the client disconnects before its end
   */
  public <T> T json(Class<T> type) throws IOException {
    return type.cast(json((Type) type));
  }

  /** The same for a type that has arguments, as {@code List<Item>}. */
  public Object json(Type type) throws IOException {
    var bytes = WholeBody.read(body, "json()", WholeBody.limit(body));
    try {
      var value = Json.read(bytes, type);
      if (value != null) {
        return value;
      }
      throw new HttpException(400, "The request body is not valid: line 1, column 1: it is null");
    } catch (InvalidJsonException e) {
      throw new HttpException(
          400, "The request body is not valid: " + e.getMessage(), Headers.EMPTY, e);
    }
  }

  /**
   * The fields of a form that was sent as the body, in UTF-8.
   *
   * @throws IllegalStateException as {@link #text()}
   * @throws HttpException 415 if the body is not {@code application/x-www-form-urlencoded};
   *     otherwise as {@link #text()}. A broken escape is a 400 of the methods of the result
   * @throws IOException if the client disconnects before its end
   */
  public Query form() throws IOException {
    var type = ContentType.of(headers.all("Content-Type")).type();
    if (!type.equals("application/x-www-form-urlencoded")) {
      throw new HttpException(415, "A form is sent as application/x-www-form-urlencoded");
    }
    return new Query(new String(WholeBody.read(body, "form()", WholeBody.limit(body)), ISO_8859_1));
  }

  /** The value of the first cookie of this name that the client has sent, or null. */
  public @Nullable String cookie(String name) {
    return Cookie.find(headers, name);
  }

  /** A value that a filter has left for the handler, or null. */
  public <T> @Nullable T value(Key<T> key) {
    return key.cast(values.get(key));
  }

  /** The same request with a value for the handlers that it is passed to. */
  public <T> Request with(Key<T> key, T value) {
    var more = new HashMap<>(values);
    more.put(key, Objects.requireNonNull(value, "value"));
    return new Request(method, path, query, headers, routing, client, body, more);
  }

  /** The same request with these params. */
  public Request withParams(Map<String, String> params) {
    return with(path, routing.withParams(params));
  }

  /**
   * The same request as a router passes it to the handler of a route.
   *
   * @param pattern of the route
   * @param params what it matched; those of the routes that it is mounted at stay
   */
  public Request withRoute(String pattern, Map<String, String> params) {
    return with(path, routing.matched(pattern, params));
  }

  /** The same request with what is {@link #below} the route as its path. */
  public Request stripped() {
    var below = below();
    if (below == null) {
      throw new IllegalStateException("the route takes nothing below its path");
    }
    int cut = path.length() - below.length() - "/".length();
    return with(path.substring(cut), routing.stripped(path.substring(0, cut)));
  }

  /** The same request with another path, percent-encoded. */
  public Request withPath(String path) {
    return with(path, routing);
  }

  private Request with(String path, Routing routing) {
    return new Request(method, path, query, headers, routing, client, body, values);
  }

  /** The same request with these headers. */
  public Request withHeaders(Headers headers) {
    return new Request(method, path, query, headers, routing, client, body, values);
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
    return new Request(method, path, query, headers, routing, client, body, values);
  }

  /** The same request with another body. */
  public Request withBody(LineSource body) {
    return new Request(
        method, path, query, headers, routing, client, RequestContent.of(body), values);
  }

  /** The same request with another body, in UTF-8. */
  public Request withBody(String body) {
    return withBody(RequestContent.of(body.getBytes(UTF_8)));
  }

  private Charset charset() {
    var name = ContentType.charset(headers.all("Content-Type"));
    try {
      return name == null ? UTF_8 : Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new HttpException(415, "the charset " + name + " is not known");
    }
  }

  /** The method and the target. */
  @Override
  public String toString() {
    return method + " " + path + (query.raw().isEmpty() ? "" : "?" + query.raw());
  }
}
