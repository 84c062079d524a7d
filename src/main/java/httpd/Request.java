package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.split.LineSplitter;
import httpd.line.split.LongLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks: plain data with no way back to the socket, made in a test with one line,
 * {@code Request.get("/hello?name=Ada")}. Only the body comes in while it is read, and can be read
 * once.
 *
 * @param method as sent; methods are case-sensitive (RFC 9110, section 9.1)
 * @param path as sent, still percent-encoded, without the query; begins with {@code /}; a byte
 *     beyond ASCII is the character of its number
 * @param query what stands behind the {@code ?}
 * @param headers as sent, in order
 * @param params what the route's {@code {name}} segments matched, decoded
 * @param remoteAddress the client's address and port, as the connection has it
 * @param body the body as lines; ended at once if there is none
 */
public record Request(
    String method,
    String path,
    Query query,
    Headers headers,
    Map<String, String> params,
    InetSocketAddress remoteAddress,
    LineSource body) {

  /** The longest body that {@link #text()} takes, unless {@code --max-body} is set: 1 MiB. */
  public static final int LONGEST_TEXT = 1024 * 1024;

  /** The name among the params under which a router leaves what {@link #below} gives. */
  public static final String BELOW = "*";

  private static final InetSocketAddress NOBODY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Copies the params. */
  public Request {
    params = Map.copyOf(params);
  }

  /** A GET to try a handler with. */
  public static Request get(String target) {
    return of("GET", target, "");
  }

  /** A POST to try a handler with. */
  public static Request post(String target, String body) {
    return of("POST", target, body);
  }

  /** Any request to try a handler with. */
  public static Request of(String method, String target, String body) {
    int question = target.indexOf('?');
    return new Request(
        method,
        question < 0 ? target : target.substring(0, question),
        question < 0 ? Query.NONE : new Query(target.substring(question + 1)),
        Headers.EMPTY,
        Map.of(),
        NOBODY,
        ready(body));
  }

  /**
   * The path decoded to characters; a decoded {@code %2F} can no longer be told from a separator.
   *
   * @throws HttpException 400 if it is not percent-encoded UTF-8
   */
  public String decodedPath() {
    return PercentEncoding.decode(path);
  }

  /** The first value of a name in the query, or null. */
  public @Nullable String query(String name) {
    return query.get(name);
  }

  /**
   * The first value of a header, or null. Each character is a byte that the client sent (RFC 9110,
   * section 5.5): text in UTF-8 is {@code new String(value.getBytes(ISO_8859_1), UTF_8)}.
   */
  public @Nullable String header(String name) {
    return headers.get(name);
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
   * What of the path lies below its route's, without a slash in front, as sent and still
   * percent-encoded: {@code a/b%20c} for {@code /files/a/b%20c} at the route {@code /files/}. Null
   * if the route takes nothing below its path, or there is no route.
   */
  public @Nullable String below() {
    return params.get(BELOW);
  }

  /**
   * The body as lines, each there as soon as the client has sent it. A line that is longer than
   * {@code --max-line} is an {@link HttpException} 413 of {@link Lines#hasNext} that names the
   * line; the next call goes on after it.
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
   * @throws IOException if the client breaks off
   */
  public String text() throws IOException {
    return RequestText.of(this).read();
  }

  /** The same request with what a route matched. */
  public Request withParams(Map<String, String> params) {
    return new Request(method, path, query, headers, params, remoteAddress, body);
  }

  /** The same request with this header in place of all of its name. */
  public Request withHeader(String name, String value) {
    return new Request(method, path, query, headers.with(name, value), params, remoteAddress, body);
  }

  private static LineSource ready(String body) {
    var queue = new LineQueue(Integer.MAX_VALUE);
    byte[] bytes = body.getBytes(UTF_8);
    var splitter = new LineSplitter(bytes.length, LongLines.PIECES); // No line is longer than all.
    splitter.split(bytes, 0, bytes.length, line -> queue.offer(line, () -> {}));
    splitter.end(line -> queue.offer(line, () -> {}));
    queue.end();
    return queue;
  }
}
