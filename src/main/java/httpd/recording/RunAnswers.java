package httpd.recording;

import httpd.Body;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.http.ContentType;
import httpd.line.LineSource;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.live.View;
import httpd.recording.Recordings.Begun;
import httpd.recording.Run.Passed;
import httpd.recording.Run.Recorded;
import java.util.List;
import java.util.OptionalLong;

/**
 * Answers requests with runs: the head of the first response, and the records from the place that
 * the client names.
 *
 * @param presentation of lines
 */
record RunAnswers(Recordings recordings, Presentation presentation) {

  private static final List<String> METHODS = List.of("GET", "HEAD");
  private static final List<String> OWN_METHODS = List.of("GET", "HEAD", "DELETE");

  /** Answers a request for a run that has begun before. */
  Response known(Request request, String id, RunScope scope) throws Exception {
    var run = recordings.find(id, scope);
    if (run == null) {
      throw new HttpException(404, "404 Not Found: there is no such run, or it is no longer kept");
    }
    if (request.method().equals("DELETE") && !run.isShared()) {
      recordings.stop(run);
      return Response.status(204);
    }
    if (!METHODS.contains(request.method()) && !RunRequest.returnsByEvent(request)) {
      throw HttpException.methodNotAllowed(request, run.isShared() ? METHODS : OWN_METHODS);
    }
    return answer(request, run, presentation.withLast(RecordedLog.WHOLE));
  }

  /** Answers a request that has begun a run, or joins one by its key. */
  Response first(Request request, Begun begun) throws Exception {
    var run = begun.run();
    boolean joins = run.isShared() && !begun.isNew();
    return answer(request, run, joins ? presentation : presentation.withLast(RecordedLog.WHOLE));
  }

  private Response answer(Request request, Run run, Presentation shown) throws Exception {
    return switch (run.await()) {
      case Passed passed -> taken(passed);
      case Recorded recorded -> answer(request, recorded, shown);
    };
  }

  private static Response taken(Passed passed) {
    var response = passed.take();
    if (response == null) {
      throw new HttpException(409, "The answer to this Idempotency-Key is not kept");
    }
    return response.withStatus(response.status()); // A copy, which belongs to this request.
  }

  private Response answer(Request request, Recorded recorded, Presentation shown) throws Exception {
    var recording = recorded.recording();
    var outcome = recording.outcome();
    var state = outcome == null ? "running" : outcome.word();
    if (outcome != null && RunRequest.hasReceived(request, recording.records().newest())) {
      return located(request, recording, state, returned(outcome));
    }
    var run = recording.run();
    boolean whole = shown.last() == RecordedLog.WHOLE && RunRequest.isFromBeginning(request);
    var asked =
        whole && recording.records().hasLostBeginning()
            ? RunRequest.fromBeginning(request, run)
            : request;
    var head = recorded.head();
    var response =
        new TopicHandler(
                "run", recording.records(), presentation(shown, head.form()), head.form().form())
            .handle(asked);
    return located(
        request, recording, state, response.status() == 200 ? withHead(response, head) : response);
  }

  /** An event stream that has everything must not come back: no status but 200 lets it. */
  private static Response returned(Outcome outcome) {
    return outcome.isFailure()
        ? Response.text("The run failed: nothing follows\n").withStatus(500)
        : Response.status(204);
  }

  private static Presentation presentation(Presentation shown, RecordForm form) {
    return switch (form) {
      case LINES, LINES_OR_EVENTS -> shown;
      case EVENTS -> shown.withOnly(View.EVENTS);
      case BYTES -> shown.withOnly(View.LINES);
    };
  }

  private static Response withHead(Response response, RunHead head) {
    var whole = response.withStatus(head.status());
    for (var field : head.headers()) {
      whole =
          field.name().equalsIgnoreCase("Content-Type")
              ? whole.withHeader(field.name(), field.value())
              : whole.plusHeader(field.name(), field.value());
    }
    boolean hasType = head.form() != RecordForm.BYTES || head.headers().has("Content-Type");
    return hasType || !(whole.body() instanceof Body.Lines(var bytes))
        ? whole
        : untyped(whole, bytes);
  }

  private static Response untyped(Response response, LineSource bytes) {
    return new Response(
        response.status(),
        response.headers(),
        new Body.PassThrough(bytes, OptionalLong.empty(), () -> Headers.EMPTY, true, false));
  }

  private static Response located(
      Request request, Recording recording, String state, Response response) {
    var location =
        request.basePath() + request.path() + "?" + RunRequest.RUN + "=" + recording.run().id();
    var named = response.withHeader("Httpd-Run", state);
    var cached =
        named.headers().has("Cache-Control")
                || (response.body() instanceof Body.Lines && isEvents(named))
            ? named
            : named.withHeader("Cache-Control", "no-store");
    return cached.headers().has("Location") ? cached : cached.withHeader("Location", location);
  }

  private static boolean isEvents(Response response) {
    return ContentType.of(response.headers().all("Content-Type")).isEventStream();
  }
}
