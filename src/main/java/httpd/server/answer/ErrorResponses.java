package httpd.server.answer;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.SourceFailedException;
import httpd.line.log.EscapedFailure;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import httpd.server.request.ClientText;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Makes the responses and the log entries of failures, in one place. */
public final class ErrorResponses {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** Causes may form a circle. */
  private static final int DEEPEST = 100;

  /** The {@code Retry-After} of a 503 whose cause ends with another request. */
  public static final String RETRY_AFTER_SECONDS = "1";

  private ErrorResponses() {}

  /** The status as a status line has it: {@code 404 Not Found}. */
  public static String status(int status) {
    return HttpResponseStatus.valueOf(status).toString();
  }

  public static Response of(int status, String message) {
    return of(new HttpException(status, message));
  }

  public static Response of(HttpException chosen) {
    var response = chosen.response();
    return chosen.status() == 503 && !response.headers().has("Retry-After")
        ? response.withHeader("Retry-After", RETRY_AFTER_SECONDS)
        : response;
  }

  /**
   * Returns the response for a handler that threw. The details go to the log, unless the handler
   * chose the status, or passed on the failure of a request body. An {@link HttpException} within
   * another exception does not choose the status.
   */
  public static Response of(Throwable failure, Request request) {
    if (ofRequestBody(failure) instanceof HttpException chosen) {
      return of(chosen);
    }
    log(request, "answered 500, its handler failed", failure);
    return of(500, "Internal Server Error");
  }

  /** Returns why the lines of a request failed, if that was thrown; otherwise what was thrown. */
  private static @Nullable Throwable ofRequestBody(Throwable failure) {
    var failed = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    return failed instanceof SourceFailedException ? failed.getCause() : failure;
  }

  /**
   * Returns the refusal of an invalid request (RFC 9112, sections 2.2 and 3; RFC 6585, section 5).
   */
  public static Response ofUndecodable(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException tooLong -> of(414, "The request line is too long");
      case TooLongHttpHeaderException tooLong -> of(431, "The request headers are too large");
      case HttpException refused -> of(refused);
      default -> of(400, "This is not a valid HTTP request");
    };
  }

  /**
   * Logs a failure of one request: one line for a failure of the network, with its trace otherwise.
   */
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

  /**
   * Whether an {@link HttpException} is the cause; the failure of a request body is the client's.
   */
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
   * The same, but never throws: the log needs memory, and the failure may be that there is none.
   */
  public static void tryToLog(Request request, String what, Throwable failure) {
    try {
      log(request, what, failure);
    } catch (Throwable again) {
      // The connection is closed all the same, and others are served.
    }
  }

  /** Logs why a connection is closed, unless the client has gone. */
  public static void logClosing(Channel channel, Throwable cause) {
    if (!(cause instanceof IOException)) {
      var client = ClientText.withPort(channel);
      var said = EscapedFailure.describe(cause);
      LOG.log(
          System.Logger.Level.ERROR, "closing the connection of " + client + ": " + said, cause);
    }
  }

  private static boolean isOfTheNetwork(Throwable failure) {
    return failure instanceof IOException || failure.getCause() instanceof IOException;
  }
}
