package httpd.exec;

import httpd.Headers;
import httpd.HttpException;
import httpd.SourceFailedException;
import httpd.line.log.EscapedFailure;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import java.util.concurrent.ExecutionException;

/** What a client gets for a run that failed before its response began. The details are logged. */
final class FailedRun {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** As of a server that is asked again when some commands have ended. */
  private static final Headers RETRY = Headers.of("Retry-After", "5");

  private FailedRun() {}

  /** The exception to throw for the failure of lines: 500, 503 or 504. */
  static Exception ofLines(ExecutionException run, String asked) {
    var failure = failure(run);
    return failure instanceof CommandFailedException exited
        ? logged(
            asked,
            exited,
            new HttpException(
                500, "Internal Server Error", ExitTrailer.of(exited.status()), exited))
        : answer(failure, asked);
  }

  /** The exception to throw for the failure of a CGI program: 502, 503 or 504. */
  static Exception ofProgram(ExecutionException run, String asked) {
    return switch (failure(run)) {
      case CommandFailedException exited ->
          logged(
              asked,
              exited,
              badGateway(
                  "the program has exited with status "
                      + exited.status()
                      + " before its response began"));
      case CgiFailedException invalid -> logged(asked, invalid, badGateway(invalid.forClient()));
      case Exception other -> answer(other, asked);
    };
  }

  static HttpException badGateway(String why) {
    return new HttpException(502, "502 Bad Gateway: " + why);
  }

  private static Exception failure(ExecutionException run) {
    if (!(run.getCause() instanceof Exception failure)) {
      return run;
    }
    // Answers 400 and the like for an invalid request body, although the command failed by it.
    return failure.getCause() instanceof SourceFailedException ofTheBody ? ofTheBody : failure;
  }

  private static Exception answer(Exception failure, String asked) {
    return switch (failure) {
      case TooManyCommandsException tooMany ->
          new HttpException(503, "Too many commands are running", RETRY, tooMany);
      case CommandTimeoutException tooLong ->
          logged(
              asked,
              tooLong,
              new HttpException(504, "504 Gateway Timeout: the command has run for too long"));
      default -> failure;
    };
  }

  private static HttpException logged(String asked, Exception failure, HttpException answer) {
    LOG.log(
        System.Logger.Level.WARNING,
        asked
            + ": answered "
            + answer.status()
            + ", its command failed: "
            + LogText.of(EscapedFailure.describe(failure)));
    return answer;
  }
}
