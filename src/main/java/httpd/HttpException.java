package httpd;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure with a status and a message for the client. As the cause of another exception it does
 * not count, and the response is a 500.
 */
public final class HttpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String message;
  private final transient Headers headers;

  /**
   * Makes a failure without header fields.
   *
   * @param status 400 to 599
   * @param message one line for the client
   */
  public HttpException(int status, String message) {
    this(status, message, Headers.EMPTY, null);
  }

  /**
   * Makes a failure.
   *
   * @param status 400 to 599
   * @param message one line for the client
   * @param headers of the response
   * @param cause never sent to the client
   */
  public HttpException(int status, String message, Headers headers, @Nullable Throwable cause) {
    super(message, cause);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("an error status is 400 to 599, was " + status, this);
    }
    this.status = status;
    this.message = message;
    this.headers = Objects.requireNonNull(headers, "headers");
  }

  /** Returns a 404 for the path of a request. */
  public static HttpException notFound(Request request) {
    return new HttpException(404, "404 Not Found: " + request.basePath() + request.path());
  }

  /**
   * Returns a 405 for the method of a request, with the field {@code Allow} (RFC 9110, section
   * 15.5.6).
   *
   * @param allowed the methods that the resource takes
   */
  public static HttpException methodNotAllowed(Request request, Iterable<String> allowed) {
    var allow = String.join(", ", allowed);
    return new HttpException(
        405,
        "405 Method Not Allowed: %s takes %s, not %s"
            .formatted(request.basePath() + request.path(), allow, request.method()),
        Headers.of("Allow", allow),
        null);
  }

  /** Returns the status. */
  public int status() {
    return status;
  }

  /** Returns the header fields of the response. */
  public Headers headers() {
    return headers;
  }

  /** Returns one line for the client. */
  @Override
  public String getMessage() {
    return message;
  }

  /** Returns the response that the server sends: status, header fields and message. */
  public Response response() {
    return new Response(status, headers, new Body.Text(message + "\n"));
  }
}
