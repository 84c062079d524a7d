package httpd.recording;

import httpd.Request;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a request says of a run: the run itself, or a place in it, which names the run too. */
final class RunRequest {

  /** The parameter of the query that names a run. */
  static final String RUN = "run";

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private RunRequest() {}

  /** Reads the whole body: a run does not depend on a client that sends on. */
  static byte[] body(Request request) throws IOException {
    long longest = request.body().longest();
    return request.bytes(
        longest == 0 ? Request.LONGEST_TEXT : (int) Math.min(longest, LONGEST_ARRAY));
  }

  /** Returns the run that a request asks for, or null if it asks for none. */
  static @Nullable String run(Request request) {
    var named = request.query(RUN);
    if (RunId.isOne(named)) {
      return named;
    }
    var ofEvent = RunId.ofPosition(request.header(LAST_EVENT_ID));
    if (ofEvent != null) {
      return ofEvent;
    }
    var inQuery = RunId.ofPosition(request.query("last-event-id"));
    return inQuery == null ? RunId.ofPosition(request.query("after")) : inQuery;
  }

  /** Returns whether a POST is repeated as it was, by a client that has an event of its run. */
  static boolean returnsByEvent(Request request) {
    return request.method().equals("POST")
        && !RunId.isOne(request.query(RUN))
        && RunId.ofPosition(request.header(LAST_EVENT_ID)) != null;
  }

  /** Returns whether an event stream came back that has everything before a position. */
  static boolean hasReceived(Request request, String position) {
    return position.equals(request.header(LAST_EVENT_ID));
  }

  /** Returns whether it names no place to begin at. */
  static boolean isFromBeginning(Request request) {
    var query = request.query();
    return !request.headers().has(LAST_EVENT_ID)
        && !query.has("last-event-id")
        && !query.has("after")
        && !query.has("last");
  }

  /** Returns the same with the place where a run begins, for an event stream. */
  static Request fromBeginning(Request request, Run run) {
    return request.withHeader(LAST_EVENT_ID, RunId.position(run.id(), 0));
  }
}
