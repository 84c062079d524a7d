package httpd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.http.ContentType;
import httpd.http.InvalidJsonException;
import httpd.http.Json;
import httpd.http.QueryToken;
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
 * A request: plain data, made in a test by {@code Request.get("/hello?name=Ada")}. Immutable,
 * except that the body arrives while it is read, and can be read once. {@link #withHeader} and the
 * like return a changed copy with the same body.
 */
public final class Request {

  /** The longest body that {@link #text()} takes unless {@code --max-body} is set: 1 MiB. */
  public static final int LONGEST_TEXT = 1024 * 1024;

  /** The name of the param in which a router passes what {@link #below} returns. */
  public static final String BELOW = "*";

  private final String method;
  private final String path;
  private final Query query;
  private final Headers headers;
  private final Routing routing;
  private final Client client;
  private final WholeBody body;
  private final Map<Key<?>, Object> values;

  private Request(
      String method,
      String path,
      Query query,
      Headers headers,
      Routing routing,
      Client client,
      WholeBody body,
      Map<Key<?>, Object> values) {
    this.method = Objects.requireNonNull(method, "method");
    this.path = Objects.requireNonNull(path, "path");
    this.query = Objects.requireNonNull(query, "query");
    this.headers = Objects.requireNonNull(headers, "headers");
    this.routing = routing;
    this.client = Objects.requireNonNull(client, "client");
    this.body = body;
    this.values = values;
  }

  /** Returns a GET for a test of a handler. */
  public static Request get(String target) {
    return of("GET", target, "");
  }

  /** Returns a POST for a test of a handler, with a body in UTF-8. */
  public static Request post(String target, String body) {
    return of("POST", target, body);
  }

  /** Returns a request for a test of a handler, with a body in UTF-8. */
  public static Request of(String method, String target, String body) {
    return received(
        method, target, Headers.EMPTY, Client.NONE, RequestContent.of(body.getBytes(UTF_8)));
  }

  /**
   * Returns a request as a server has read it.
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
        new WholeBody(Objects.requireNonNull(body, "body")),
        Map.of());
  }

  /** Returns the method as sent; case counts (RFC 9110, section 9.1). */
  public String method() {
    return method;
  }

  /**
   * Returns the path as sent, percent-encoded and without the query. It begins with {@code /}; a
   * byte beyond ASCII is the character of its number.
   */
  public String path() {
    return path;
  }

  /**
   * Returns the path decoded, in which {@code %2F} is a slash too.
   *
   * @throws HttpException 400 if it is not percent-encoded UTF-8
   */
  public String decodedPath() {
    return PercentEncoding.decode(path);
  }

  /** Returns the query. */
  public Query query() {
    return query;
  }

  /** Returns the first value of a name in the query, or null. */
  public @Nullable String query(String name) {
    return query.get(name);
  }

  /** Returns the header fields as sent, in order. */
  public Headers headers() {
    return headers;
  }

  /**
   * Returns the first value of a header field, or null. Each character is a byte that was sent (RFC
   * 9110, section 5.5): UTF-8 is read by {@code new String(value.getBytes(ISO_8859_1), UTF_8)}.
   */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Returns what the {@code {name}} segments of the route matched, decoded. */
  public Map<String, String> params() {
    return routing.params();
  }

  /**
   * Returns what a {@code {name}} of the route matched.
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
   * Returns the path below that of the route, as sent and without a slash in front: {@code a/b%20c}
   * for {@code /files/a/b%20c} at the route {@code /files/}. Null if the route takes nothing below
   * its path, or if there is no route.
   */
  public @Nullable String below() {
    return params().get(BELOW);
  }

  /**
   * Returns the pattern of the route that was matched, as {@code /hello/{name}}, or null. All
   * copies of a request have the same.
   */
  public @Nullable String route() {
    return routing.noted().route;
  }

  /**
   * Returns the name of the user who sent the request, as {@code --auth} or a handler before this
   * one has verified it; null if that is not known.
   */
  public @Nullable String user() {
    var user = routing.noted().user;
    return user == null ? null : user.name();
  }

  /**
   * Returns how the user was verified: {@code Basic}, {@code Bearer}, {@code Cookie}, or what a
   * handler calls it. Null without a {@link #user}.
   */
  public @Nullable String authType() {
    var user = routing.noted().user;
    return user == null ? null : user.authType();
  }

  /**
   * Notes who has sent the request. All copies of a request have the same user, and the access log
   * has the name.
   *
   * @param name as it was verified, never as a client claims it
   * @param authType the means, as {@code Basic}
   * @return this request
   */
  public Request withUser(String name, String authType) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(authType, "authType");
    routing.noted().user = new Noted.User(name, authType);
    return this;
  }

  /** Returns what was {@linkplain #stripped stripped} from the front of the path, as sent. */
  public String basePath() {
    return routing.base();
  }

  /** Returns the connection of the request; {@link Client#NONE} in a test. */
  public Client client() {
    return client;
  }

  /** Returns the address and port of the client. */
  public InetSocketAddress remoteAddress() {
    return client.remoteAddress();
  }

  /** Returns the body as it arrives; the source of a request without a body ends at once. */
  public RequestContent body() {
    return body.body();
  }

  /**
   * Returns the body as lines, each as soon as it was sent. A line that is longer than {@code
   * --max-line} is an {@link HttpException} 413 of {@link Lines#hasNext}; the next call continues
   * after it.
   *
   * @throws IllegalStateException if the body was read as a whole
   */
  public Lines lines() {
    body.readInParts("lines()");
    return Lines.of(
        body(), tooLong -> new HttpException(413, "The request body: " + tooLong.getMessage()));
  }

  /**
   * Waits for the whole body and returns it as text, in the charset of {@code Content-Type} or in
   * UTF-8. Later calls return the same, also on a copy of this request.
   *
   * @throws IllegalStateException if the body is read in parts
   * @throws HttpException 413 if it is longer than {@code --max-body} or, without that, {@link
   *     #LONGEST_TEXT}; 415 if the charset is not known; 503 if all bodies together need more than
   *     the limit {@code body-memory}
   * @throws IOException if the client disconnects before the end, also in an earlier call
   */
  public String text() throws IOException {
    var charset = charset();
    return new String(body.read("text()", body.limit()), charset);
  }

  /**
   * Waits for the whole body and returns its bytes. Later calls return the same, also on a copy of
   * this request.
   *
   * @param limit the most bytes to take
   * @throws HttpException 413 if it is longer than the limit or than {@code --max-body}; 503 as
   *     {@link #text()}
   * @throws IOException as {@link #text()}
   */
  public byte[] bytes(int limit) throws IOException {
    return body.read("bytes()", limit).clone();
  }

  /**
   * Returns the body as a stream that waits for its bytes, of any length. Never read it on an event
   * loop.
   *
   * @throws IllegalStateException if the body was read as a whole
   */
  public InputStream stream() {
    body.readInParts("stream()");
    body().asPieces();
    return new ContentStream(body());
  }

  /**
   * Reads the body as JSON, strictly: a member that the type does not have is refused.
   *
   * @param type of a record, a map, an array, {@code String}, ...
   * @throws HttpException 400 with line and column if it is null or not JSON of this type;
   *     otherwise as {@link #text()}
   * @throws IOException as {@link #text()}
   */
  public <T> T json(Class<T> type) throws IOException {
    return type.cast(json((Type) type));
  }

  /** Reads the body as JSON of a type with arguments, as {@code List<Item>}. */
  public Object json(Type type) throws IOException {
    var bytes = body.read("json()", body.limit());
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
   * Reads the body as the fields of a form.
   *
   * @throws HttpException 415 if it is not {@code application/x-www-form-urlencoded}; otherwise as
   *     {@link #text()}. The methods of the result answer a broken escape with 400
   * @throws IOException as {@link #text()}
   */
  public Query form() throws IOException {
    var type = ContentType.of(headers.all("Content-Type")).type();
    if (!type.equals("application/x-www-form-urlencoded")) {
      throw new HttpException(415, "A form is sent as application/x-www-form-urlencoded");
    }
    return new Query(new String(body.read("form()", body.limit()), ISO_8859_1));
  }

  /** Returns the value of the first cookie of this name, or null. */
  public @Nullable String cookie(String name) {
    return Cookie.find(headers, name);
  }

  /** Returns a value that a filter has set, or null. */
  public <T> @Nullable T value(Key<T> key) {
    return key.cast(values.get(key));
  }

  /** Returns a copy with a value for the handlers after this one. */
  public <T> Request with(Key<T> key, T value) {
    var more = new HashMap<>(values);
    more.put(key, Objects.requireNonNull(value, "value"));
    return new Request(method, path, query, headers, routing, client, body, more);
  }

  /** Returns a copy with these params. */
  public Request withParams(Map<String, String> params) {
    return with(path, routing.withParams(params));
  }

  /**
   * Returns the request as a router passes it to a route: with its pattern, and with what it
   * matched beside the params of the routes that it is mounted at.
   */
  public Request withRoute(String pattern, Map<String, String> params) {
    var matched = routing.matched(pattern, params);
    return matched.params().equals(routing.params()) ? this : with(path, matched);
  }

  /** Returns a copy whose path is what is {@link #below} the route. */
  public Request stripped() {
    var below = below();
    if (below == null) {
      throw new IllegalStateException("the route takes nothing below its path");
    }
    int cut = path.length() - below.length() - "/".length();
    return with(path.substring(cut), routing.stripped(path.substring(0, cut)));
  }

  /** Returns a copy with another path, percent-encoded. */
  public Request withPath(String path) {
    return with(path, routing);
  }

  private Request with(String path, Routing routing) {
    return new Request(method, path, query, headers, routing, client, body, values);
  }

  /** Returns a copy with another method. */
  public Request withMethod(String method) {
    return new Request(method, path, query, headers, routing, client, body, values);
  }

  /** Returns a copy with these header fields. */
  public Request withHeaders(Headers headers) {
    return new Request(method, path, query, headers, routing, client, body, values);
  }

  /** Returns a copy with this field in place of all of its name. */
  public Request withHeader(String name, String value) {
    return withHeaders(headers.with(name, value));
  }

  /** Returns a copy without the fields of this name. */
  public Request without(String name) {
    return withHeaders(headers.without(name));
  }

  /** Returns a copy from another client. */
  public Request withClient(Client client) {
    return new Request(method, path, query, headers, routing, client, body, values);
  }

  /** Returns a copy with another body. */
  public Request withBody(LineSource body) {
    return new Request(
        method,
        path,
        query,
        headers,
        routing,
        client,
        new WholeBody(RequestContent.of(body)),
        values);
  }

  /** Returns a copy with another body, in UTF-8. */
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

  /** Returns the method and the target, with dots in place of a token in the query. */
  @Override
  public String toString() {
    var target = path + (query.raw().isEmpty() ? "" : "?" + query.raw());
    return method + " " + QueryToken.masked(target);
  }
}
