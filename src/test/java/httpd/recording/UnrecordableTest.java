package httpd.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Poll;
import httpd.testing.Eventually;
import httpd.testing.Take;
import httpd.topic.LogStore;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Recorded runs": a store that refuses. */
class UnrecordableTest extends RecordingFixture {

  @Test
  @DisplayName("RC-27 a run whose log is gone fails, and its source is closed")
  void logIsGone() throws Exception {
    var first = get("/x");
    var reader = body(first);
    sources.getFirst().say("one");
    assertEquals("one", Take.line(reader));
    var run = location(first).substring("/x?run=".length());
    recordings.settings().store().find(run).delete();
    sources.getFirst().say("two");
    assertTrue(Take.next(reader) instanceof Poll.Failed);
    Eventually.holds("the source is closed", () -> sources.getFirst().closed);
  }

  @Test
  @DisplayName("RC-27 a store that makes no log is an error, and the source is closed")
  void noLog() throws Exception {
    var known = recordings.settings();
    LogStore refusing =
        (LogStore)
            java.lang.reflect.Proxy.newProxyInstance(
                LogStore.class.getClassLoader(),
                new Class<?>[] {LogStore.class},
                (proxy, method, arguments) -> {
                  throw new IOException("the disk is full");
                });
    var settings =
        new RecordingSettings(
            refusing,
            known.linger(),
            known.keep(),
            known.runBytes(),
            known.number(),
            known.bytes(),
            timer);
    handler =
        RecordingHandler.ofLines(
            "lines", this::answer, httpd.live.Presentation.DEFAULT, new Recordings(settings));
    assertEquals("the disk is full", assertThrows(IOException.class, () -> get("/x")).getMessage());
    Eventually.holds("the source is closed", () -> sources.getFirst().closed);
  }
}
