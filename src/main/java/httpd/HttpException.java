package httpd;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure that names the status to answer with. Its message is sent to the client. It counts only
 * if the handler throws it itself: as the cause of another exception it is a 500.
 */
public final class HttpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String message;
  private final transient Headers headers;

  /**
   * A failure to answer with.
   *
   * @param status 400 to 599
   * @param message one line that the client may read
   */
  public HttpException(int status, String message) {
    this(status, message, Headers.EMPTY, null);
  }

  /**
   * A failure to answer with.
   *
   * @param status 400 to 599
   * @param message one line that the client may read
   * @param headers of the response
   * @param cause for the handlers that catch this; the client never sees it
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

  /** 404 for the path of a request. */
  public static HttpException notFound(Request request) {
    return new HttpException(404, "404 Not Found: " + request.basePath() + request.path());
  }

  /**
   * 405 for the method of a request, with the field {@code Allow} (RFC 9110, section 15.5.6).
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

  /** The status to answer with. */
  public int status() {
    return status;
  }

  /** The headers of the response. */
  public Headers headers() {
    return headers;
  }

  /** One line that the client may read. */
  @Override
  public String getMessage() {
    return message;
  }

  /** What the server answers if no handler does: the status, the headers and the message. */
  public Response response() {
    return new Response(status, headers, new Body.Text(message + "\n"));
  }
}
