package httpd.recording;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.RequestContent;
import httpd.Response;
import httpd.line.LineSource;
import httpd.live.Presentation;
import httpd.live.View;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the lazy responses of another handler: each goes on when its reader leaves, and can be
 * read again from any place, at its {@code Location}.
 *
 * <p>The other handler is called on a virtual thread of the run, not on that of the request, so
 * that a client that leaves before the head does not end it. It gets the whole request first.
 */
public final class RecordingHandler implements Handler {

  /** The methods whose responses are recorded. */
  private static final Set<String> RECORDED = Set.of("GET", "POST", "PUT", "PATCH");

  private final String name;
  private final Handler handler;
  private final Presentation presentation;

  /** What lines without a type are; null if the handler makes none. */
  private final @Nullable RecordForm lines;

  private final @Nullable RunScope shared;
  private final Recordings recordings;
  private final RunAnswers answers;

  /** What the other handler takes; empty for all. */
  private final Set<String> methods;

  private RecordingHandler(
      String name,
      Set<String> methods,
      Handler handler,
      Presentation presentation,
      @Nullable RecordForm lines,
      @Nullable RunScope shared,
      Recordings recordings) {
    this.name = name;
    this.methods = methods;
    this.handler = handler;
    this.presentation = presentation;
    this.lines = lines;
    this.shared = shared;
    this.recordings = recordings;
    this.answers = new RunAnswers(recordings, presentation);
  }

  /** Records what another server answers, for each request. */
  public static RecordingHandler ofResponses(
      String name, Handler handler, Presentation presentation, Recordings recordings) {
    return new RecordingHandler(name, Set.of(), handler, presentation, null, null, recordings);
  }

  /** Records the lines that a handler makes for each request, and presents them. */
  public static RecordingHandler ofLines(
      String name, Handler handler, Presentation presentation, Recordings recordings) {
    var form = presentation.only() == View.VERBATIM ? RecordForm.EVENTS : RecordForm.LINES;
    return new RecordingHandler(name, Set.of(), handler, presentation, form, null, recordings);
  }

  /**
   * Records one run of a source for all clients.
   *
   * @param form what its lines are
   */
  public static RecordingHandler ofShared(
      String name,
      Supplier<LineSource> source,
      RecordForm form,
      Presentation presentation,
      Recordings recordings) {
    return new RecordingHandler(
        name,
        Set.of(),
        _ -> new Response(200, Headers.EMPTY, new Body.Lines(source.get())),
        presentation,
        form,
        new RunScope(name, null),
        recordings);
  }

  /** The same, where the other handler takes these methods only; DELETE stops runs in any case. */
  public RecordingHandler taking(Set<String> methods) {
    return new RecordingHandler(name, methods, handler, presentation, lines, shared, recordings);
  }

  @Override
  public Response handle(Request request) throws Exception {
    var asked = RunRequest.run(request);
    if (asked != null) {
      return answers.known(request, asked, scope(request));
    }
    if (request.method().equals("DELETE") && !methods.isEmpty() && !methods.contains("DELETE")) {
      throw HttpException.methodNotAllowed(request, methods.stream().sorted().toList());
    }
    if (!RECORDED.contains(request.method()) || request.client().mayUpgrade()) {
      return handler.handle(request);
    }
    if (lines != null && presentation.view(request) == View.PAGE) {
      return presentation.page(request);
    }
    request.client().answerWillStream();
    return begin(request);
  }

  private RunScope scope(Request request) {
    return shared == null ? RunScope.of(request) : shared;
  }

  private Response begin(Request request) throws Exception {
    byte[] body = RunRequest.body(request);
    var key = shared == null ? RunKey.of(request, body) : RunKey.shared(shared);
    var begun = recordings.begin(scope(request), key, shared != null);
    if (begun.isNew()) {
      var whole = detached(request, body);
      var _ = Thread.ofVirtual().name("httpd-run").start(() -> run(begun.run(), whole));
    }
    return answers.first(request, begun);
  }

  /** The same request from a client that never leaves, for bytes that others can read too. */
  private static Request detached(Request request, byte[] body) {
    var headers =
        request
            .headers()
            .without("Expect")
            .without("Transfer-Encoding")
            .with("Accept-Encoding", "identity");
    return request
        .withClient(new DetachedClient(request.client()))
        .withHeaders(
            body.length == 0
                ? headers
                : headers.with("Content-Length", Integer.toString(body.length)))
        .withBody(RequestContent.of(body));
  }

  private void run(Run run, Request request) {
    try {
      recordings.take(run, handler.handle(request), lines, () -> {});
    } catch (Throwable failure) { // Whatever it is: clients wait for it.
      recordings.fail(run, failure);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
