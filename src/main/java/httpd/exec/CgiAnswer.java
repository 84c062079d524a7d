package httpd.exec;

import httpd.Body;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.exec.cgi.CgiHead;
import httpd.http.ContentType;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.blocking.BlockingReader;
import httpd.line.log.LogText;
import httpd.line.log.ServerLog;
import java.util.concurrent.ExecutionException;

/**
 * Runs a program, and answers with the response that it prints (RFC 3875, section 6).
 *
 * <pre>
 *            head                     a body may follow
 *   STARTED ──────► its status, and ────────────────────► the rest of its output, as it comes
 *     │                 │           HEAD
 *     │                 │──────────────────────────────► nothing; the program is ended
 *     │                 │           none may (204)           the program has ended
 *     │                 │──────────────────────────────► ○ ─────────────────────► nothing
 *     │                 │           Location: /path          the program has ended
 *     │                 └──────────────────────────────► ○ ─────────────────────► what the server
 *     │                                                                    answers to that path
 *     │ no valid head ──► 502          time is over ──► 504
 * </pre>
 */
final class CgiAnswer {

  private static final System.Logger LOG = ServerLog.ofServer();

  private final Commands commands;
  private final LocalSite site;

  CgiAnswer(Commands commands, LocalSite site) {
    this.commands = commands;
    this.site = site;
  }

  static boolean isEventStream(CgiHead head) {
    return ContentType.of(head.headers().all("Content-Type")).isEventStream()
        && head.length().isEmpty();
  }

  /** On the thread of the request, which waits for the head. */
  Response to(Request request, Command command, CgiScript script) throws Exception {
    request.body().asPieces();
    request.client().answerWillStream(); // A client that goes ends the program, at any time.
    var asked = LogText.request(request.method(), request.path());
    var source =
        new CommandSource(
            commands, command, CgiVariables.of(request, script), request.body(), asked);
    boolean sent = false;
    try {
      var beginning = source.begin();
      var printed = source.head().get();
      var head = CgiConditions.answer(request, printed);
      if (head.localPath() != null) {
        awaitEnd(source, asked);
        return site.answer(request, head.localPath(), head.headers());
      }
      boolean bodyIsWanted = head.status() == printed.status() && !request.method().equals("HEAD");
      if (bodyIsWanted) {
        if (!head.hasBody()) {
          awaitEnd(source, asked);
        } else if (!head.hasType()) {
          beginning.get();
          refuseBody(source, command, asked);
        }
      }
      var response = response(request, head, source);
      sent = true;
      return response;
    } catch (ExecutionException e) {
      throw FailedRun.ofProgram(e, asked);
    } finally {
      if (!sent) {
        source.close();
      }
    }
  }

  private static Response response(Request request, CgiHead head, LineSource source) {
    boolean tellsExit = head.length().isEmpty() && ExitTrailer.isAsked(request);
    var body =
        isEventStream(head)
            ? new Body.Lines(source)
            : new Body.PassThrough(
                source,
                head.length(),
                () -> tellsExit ? ExitTrailer.of(source) : Headers.EMPTY,
                true,
                false);
    var response = new Response(head.status(), head.headers(), body);
    return tellsExit ? response.withHeader("Trailer", ExitTrailer.NAME) : response;
  }

  /** A body without a type is one that the client would have to guess (RFC 3875, 6.3.1). */
  private static void refuseBody(LineSource source, Command command, String asked) {
    if (source.poll(() -> {}) instanceof Line) {
      var why = "the program's response is not valid: a body, but no Content-Type in its head";
      LOG.log(System.Logger.Level.WARNING, asked + ": answered 502: " + command + ": " + why);
      throw FailedRun.badGateway(why);
    }
  }

  /**
   * What a program prints after a head without a body is dropped, as long as it works: it may have
   * printed the head before it did what was asked of it.
   */
  private static void awaitEnd(LineSource source, String asked) throws InterruptedException {
    Poll poll;
    do {
      poll = BlockingReader.next(source);
    } while (poll instanceof Line);
    if (poll instanceof Poll.Failed(var cause)) {
      LOG.log(System.Logger.Level.WARNING, asked + ": " + LogText.of(cause.toString()));
    }
  }
}
