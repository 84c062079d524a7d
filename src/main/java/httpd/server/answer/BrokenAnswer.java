package httpd.server.answer;

import httpd.CloseReason;
import httpd.Request;
import httpd.Response;

/**
 * What is done with an answer that fails: its connection is closed, and the failure is logged. If
 * there is no memory left, the connection is closed first, since the log needs some.
 */
final class BrokenAnswer {

  private BrokenAnswer() {}

  /** Its response cannot be written, so that the client must not wait for it. */
  static void unwritten(
      Answer.Owner owner,
      Connection connection,
      Request request,
      Response response,
      Throwable failure) {
    boolean hasMemory = !(failure instanceof OutOfMemoryError);
    if (hasMemory) {
      logUnwritten(request, failure);
    }
    cut(owner, connection);
    try {
      response.close();
    } catch (Throwable again) {
      // The response has logged it, if it could.
    }
    if (!hasMemory) {
      logUnwritten(request, failure);
    }
  }

  private static void logUnwritten(Request request, Throwable failure) {
    ErrorResponses.tryToLog(
        request, "closed the connection, the response cannot be written", failure);
  }

  /** It has ended too early; its connection is being closed. */
  static void isCut(
      Answer.Owner owner, Request request, CloseReason reason, Throwable cause, boolean ofLines) {
    if (cause instanceof OutOfMemoryError) {
      owner.channel().closeFuture().addListener(closed -> logCut(request, reason, cause, ofLines));
    } else {
      logCut(request, reason, cause, ofLines);
    }
  }

  private static void logCut(
      Request request, CloseReason reason, Throwable cause, boolean ofLines) {
    var what = ofLines ? ", its lines failed" : "";
    what = reason == CloseReason.CLIENT_TOO_SLOW ? ", its client is too slow" : what;
    ErrorResponses.tryToLog(request, "cut the response" + what, cause);
  }

  /** Answers 500 when there is no memory for the handler's response. */
  static void writeOutOfMemory(Answer.Owner owner, Connection connection) {
    try {
      owner.log().answered(500, 0);
      connection
          .writeOutOfMemory()
          .addListener(written -> {
            if (written.isSuccess()) {
              owner.ended(CloseReason.COMPLETED, null);
            } else {
              connection.end();
            }
          });
    } catch (Throwable again) {
      cut(owner, connection);
    }
  }

  /** Closes the connection, whatever fails meanwhile; {@link Exchange#clientGone} follows. */
  private static void cut(Answer.Owner owner, Connection connection) {
    try {
      owner.log().done(CloseReason.SOURCE_FAILED);
    } finally {
      connection.end();
    }
  }
}
