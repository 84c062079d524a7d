package httpd.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Body;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.live.Presentation;
import httpd.testing.Take;
import httpd.topic.Append;
import httpd.topic.LogStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Recorded runs": what another process finds in the store of the first. */
class RestoredRunsTest extends RecordingFixture {

  private final Limits limitsAfter = Limits.standard();

  /** The store as the next process finds it. */
  LogStore reopened(LogStore store) throws IOException {
    return store;
  }

  Recordings restart() throws Exception {
    var store = reopened(recordings.settings().store());
    return new Recordings(settings(store, limitsAfter)).restored();
  }

  @Override
  Response answer(Request request) {
    var headers = Headers.of("X-A", "1: 2");
    return new Response(202, headers, new Body.Lines(source()));
  }

  @Test
  @DisplayName(
      "RC-46 RC-47 RC-48 runs that were over are as they were; one that went on has failed")
  void restart_() throws Exception {
    var request =
        Request.post("/x", "q").withUser("ada", "Basic").withHeader("Idempotency-Key", "k");
    var ended = handler.handle(request);
    sources.getFirst().say("one", "two").end();
    var target = Request.get(location(ended)).withUser("ada", "Basic");
    var other = get("/y");
    var reader = body(other);
    sources.getLast().say("three");
    assertEquals("three", Take.line(reader));
    assertEquals("one\ntwo\nEND", all(handler.handle(target)));
    var foreign = "abcdefghijklmnopqrstuvwxy"; // A topic whose name might be that of a run.
    var _ =
        recordings
            .settings()
            .store()
            .create(foreign, new LogStore.Blueprint(Map.of(), null, Append.of(List.of())));
    var failed = get("/z");
    sources.getLast().say("four").fail("broken");
    is("failed", location(failed));

    var restarted = restart();
    handler = RecordingHandler.ofLines("lines", this::answer, Presentation.DEFAULT, restarted);
    assertNotNull(restarted.settings().store().find(foreign));
    var again = handler.handle(target);
    assertEquals(202, again.status());
    assertEquals("1: 2", again.headers().get("X-A"));
    assertEquals("ended", again.headers().get("Httpd-Run"));
    assertEquals("one\ntwo\nEND", all(again));
    assertEquals("one\ntwo\nEND", all(handler.handle(request)));
    var place = "/x?after=" + position(ended).replace("-0", "-2");
    assertEquals("e\ntwo\nEND", all(handler.handle(Request.get(place).withUser("ada", "Basic"))));
    assertThrows(HttpException.class, () -> get(location(ended)));
    assertEquals(
        "three\nFAILED the run failed: the server stopped while it went on",
        all(get(location(other))));
    assertEquals("four\nFAILED the run failed: broken", all(get(location(failed))));
    assertEquals(3, sources.size());
    assertEquals(3, limitsAfter.of(Bound.RECORDINGS).held());
    closeReaders();
    timer.pass(KEEP);
    assertThrows(HttpException.class, () -> get(location(other)));
  }
}
