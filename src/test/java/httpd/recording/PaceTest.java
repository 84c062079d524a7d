package httpd.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.FellBehindException;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.ListSource;
import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.Take;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Recorded runs": pace and memory. */
class PaceTest extends RecordingFixture {

  private static final int PIECE = 1000;
  private static final int COST = PIECE + 65;
  private static final int HALF = RecordingSettings.RUN_BYTES / 2;
  private static final int MOST_RUNS = 3;
  private static final int MEMORY = 256 * 1024;

  /** An endless source that counts what was taken. */
  private static final class Endless extends ForwardingSource {
    private final AtomicLong given = new AtomicLong();
    private volatile boolean closed;

    Endless() {
      super(new ListSource(List.of()));
    }

    @Override
    public Poll poll(Runnable wake) {
      long number = given.incrementAndGet();
      var line = (number + "-" + "x".repeat(PIECE)).substring(0, PIECE - 1);
      return Line.of(line);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private Endless endless;

  @Override
  Limits limits(Limits standard) {
    return standard.with(Bound.RECORDINGS, MOST_RUNS).with(Bound.RECORDING_MEMORY, 64L << 20);
  }

  private void serve(Recordings in, boolean isEndless) {
    handler =
        RecordingHandler.ofLines(
            "lines",
            request -> isEndless ? endless(request) : answer(request),
            httpd.live.Presentation.DEFAULT,
            in);
  }

  private Response endless(Request ignored) {
    endless = new Endless();
    return new Response(200, httpd.Headers.EMPTY, new httpd.Body.Lines(endless));
  }

  private static long number(LineSource reader) throws InterruptedException {
    var line = Take.line(reader);
    return Long.parseLong(line.substring(0, line.indexOf('-')));
  }

  private void stop(Response response) throws Exception {
    handler.handle(Request.of("DELETE", location(response), ""));
    Eventually.holds("the source is closed", () -> endless.closed);
  }

  @Test
  @DisplayName("RC-40 a source is half of what is kept ahead of its reader, and waits without one")
  void oneReader() throws Exception {
    serve(recordings, true);
    var first = get("/x");
    long ahead = HALF / COST;
    assertEquals((double) (ahead + 1), (double) Eventually.rests(endless.given::get), 2);
    var reader = body(first);
    for (int i = 1; i <= 500; i++) {
      assertEquals(i, number(reader));
    }
    assertEquals((double) (ahead + 501), (double) Eventually.rests(endless.given::get), 2);
    reader.close();
    var second = body(get(location(first)));
    for (int i = 1; i <= 10_000; i++) {
      assertEquals(i, number(second));
    }
    stop(first);
  }

  @Test
  @DisplayName("RC-41 RC-42 a slow reader delays no other, and is cut; what is gone is a 410")
  void slowReader() throws Exception {
    serve(recordings, true);
    var first = get("/x");
    var slow = body(first);
    assertEquals(1, number(slow));
    var quick = body(get(location(first)));
    for (int i = 1; i <= 10_000; i++) {
      assertEquals(i, number(quick));
    }
    Eventually.rests(endless.given::get);
    var behind = assertInstanceOf(Poll.Failed.class, lastOf(slow));
    assertInstanceOf(FellBehindException.class, behind.cause());
    var gone = assertThrows(HttpException.class, () -> get(location(first)));
    assertEquals(410, gone.status());
    var run = location(first).substring("/x?run=".length());
    var lost = get("/x?after=" + run + "-0");
    assertEquals(410, lost.status());
    var oldest = lost.headers().get("Httpd-Oldest");
    var kept = body(get("/x?after=" + oldest));
    assertTrue(number(kept) > 5000);
    var reset = Take.line(body(events(location(first), null)));
    assertTrue(reset.contains("event: reset\n"), reset);
    stop(first);
  }

  private static Poll lastOf(LineSource source) throws InterruptedException {
    var poll = Take.next(source);
    while (poll instanceof Line) {
      poll = Take.next(source);
    }
    return poll;
  }

  @Test
  @DisplayName("RC-43 when all are too large the run that ended first goes, then runs are shorter")
  void memory() throws Exception {
    var few = Limits.standard().with(Bound.RECORDING_MEMORY, MEMORY);
    var small =
        new Recordings(
            RecordingSettings.inMemory(
                    recordings.settings().linger(), recordings.settings().keep(), few)
                .withTimer(timer));
    serve(small, false);
    var ended = get("/ended");
    sources.getFirst().say("x".repeat(PIECE)).end();
    is("ended", location(ended));
    serve(small, true);
    var first = get("/x");
    var reader = body(first);
    for (int i = 1; i <= 10_000; i++) {
      assertEquals(i, number(reader));
      long held = few.of(Bound.RECORDING_MEMORY).held();
      assertTrue(held <= MEMORY + 32 * 1024, held + " bytes are held");
    }
    assertEquals(404, assertThrows(HttpException.class, () -> get(location(ended))).status());
    stop(first);
    Eventually.holds("nothing is held", () -> few.of(Bound.RECORDING_MEMORY).held() == 0);
  }

  @Test
  @DisplayName("RC-44 at the limit of runs the one that ended first goes; if none has, 503")
  void number() throws Exception {
    serve(recordings, false);
    var ended = get("/ended");
    sources.getFirst().end();
    is("ended", location(ended));
    var others = List.of(get("/2"), get("/3"), get("/4"));
    assertEquals(404, assertThrows(HttpException.class, () -> get(location(ended))).status());
    HttpException full;
    try (var log = new LogCapture()) {
      full = assertThrows(HttpException.class, () -> get("/5"));
      assertTrue(log.text().contains("limit recordings (3) reached: refused a run"), log.text());
    }
    assertEquals(503, full.status());
    assertEquals("30", full.headers().get("Retry-After"));
    for (var other : others) {
      assertEquals("running", state(location(other)));
    }
  }
}
