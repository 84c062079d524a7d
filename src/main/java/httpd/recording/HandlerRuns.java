package httpd.recording;

import httpd.Request;
import httpd.Response;
import httpd.ResponseScope;
import httpd.live.Presentation;
import java.util.concurrent.Callable;

/** Runs that a handler begins on its own thread: {@code Response.durable}. */
public record HandlerRuns(Recordings recordings) {

  /**
   * Answers with the run that the request asks for, or with a new one of what {@code start}
   * returns. What that opens belongs to the run.
   */
  public Response answer(Request request, Callable<Response> start) throws Exception {
    var answers = new RunAnswers(recordings, Presentation.DEFAULT);
    var scope = RunScope.of(request);
    var asked = RunRequest.run(request);
    if (asked != null) {
      return answers.known(request, asked, scope);
    }
    boolean hasKey = request.headers().has(RunKey.FIELD);
    var key = hasKey ? RunKey.of(request, RunRequest.body(request)) : null;
    var begun = recordings.begin(scope, key, false);
    if (begun.isNew()) {
      begin(begun.run(), start);
    }
    return answers.first(request, begun);
  }

  private void begin(Run run, Callable<Response> start) throws Exception {
    var opened = new ResponseScope();
    try {
      var response = opened.call(start);
      if (RecordedBody.form(response, run.key() != null, null) == null) {
        opened.passOn();
      } else {
        ResponseScope.claim(response);
      }
      recordings.take(run, response, null, opened::end);
    } catch (Throwable failure) {
      opened.end();
      recordings.fail(run, failure);
      throw failure;
    }
  }
}
