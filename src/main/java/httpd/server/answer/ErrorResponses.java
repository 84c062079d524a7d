package httpd.server.answer;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.SourceFailedException;
import httpd.line.log.EscapedFailure;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** From what went wrong to what the client is told, in one place. */
public final class ErrorResponses {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** Causes may go round in a circle. */
  private static final int DEEPEST = 100;

  /** What a 503 says if its cause is over as soon as another request has ended. */
  public static final String RETRY_AFTER_SECONDS = "1";

  private ErrorResponses() {}

  /** A status and one line of text; what is refused for now only may come again. */
  public static Response of(int status, String message) {
    return of(new HttpException(status, message));
  }

  /** The answer that a failure chooses. */
  public static Response of(HttpException chosen) {
    var response = chosen.response();
    return chosen.status() == 503 && !response.headers().has("Retry-After")
        ? response.withHeader("Retry-After", RETRY_AFTER_SECONDS)
        : response;
  }

  /**
   * For a handler that threw: the details go to the log, unless it chose the status itself, or let
   * pass that the request body was invalid. An {@link HttpException} within another exception is
   * one that the handler has caught, and chooses nothing.
   */
  public static Response of(Throwable failure, Request request) {
    if (ofRequestBody(failure) instanceof HttpException chosen) {
      return of(chosen);
    }
    log(request, "answered 500, its handler failed", failure);
    return of(500, "Internal Server Error");
  }

  /** Why the lines of a request failed, if that is what was thrown; otherwise what was thrown. */
  private static @Nullable Throwable ofRequestBody(Throwable failure) {
    var failed = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    return failed instanceof SourceFailedException ? failed.getCause() : failure;
  }

  /** For bytes that are no request (RFC 9112, section 2.2 and 3; RFC 6585, section 5). */
  public static Response ofUndecodable(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException tooLong -> of(414, "The request line is too long");
      case TooLongHttpHeaderException tooLong -> of(431, "The request headers are too large");
      case HttpException refused -> of(refused);
      default -> of(400, "This is not a valid HTTP request");
    };
  }

  /** What went wrong with one request: a line for what happens in networks, a trace for a bug. */
  public static void log(Request request, String what, Throwable failure) {
    var said = EscapedFailure.describe(failure);
    var asked = LogText.request(request.method(), request.path());
    var message = asked + ": " + what + ": " + LogText.of(said);
    if (isOfTheNetwork(failure) && !isAroundHttpException(failure)) {
      LOG.log(System.Logger.Level.WARNING, message);
    } else {
      LOG.log(System.Logger.Level.ERROR, message, failure);
    }
  }

  /** Not if that is the failure of a request's body, which is its client's doing. */
  private static boolean isAroundHttpException(Throwable failure) {
    var cause = failure.getCause();
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof SourceFailedException) {
        return false;
      }
      if (cause instanceof HttpException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /**
   * As {@link #log}, for what may fail itself: the log needs memory too, and the failure may be
   * that the server has run out of it.
   */
  public static void tryToLog(Request request, String what, Throwable failure) {
    try {
      log(request, what, failure);
    } catch (Throwable again) {
      // Its connection is closed all the same, and others are to be served.
    }
  }

  private static boolean isOfTheNetwork(Throwable failure) {
    return failure instanceof IOException || failure.getCause() instanceof IOException;
  }
}
