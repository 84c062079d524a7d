package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.limit.Limits;
import httpd.recording.RecordingSettings;
import httpd.recording.Recordings;
import httpd.route.Route;
import httpd.route.Router;
import httpd.testing.Tab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Recorded runs": the page of {@code examples/resume} in a browser. */
class ResumedAnswerIT extends BrowserTest {

  private static final String DONE = "";

  private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private Recordings recordings;

  @BeforeEach
  void use() {
    recordings =
        new Recordings(
            RecordingSettings.inMemory(
                Duration.ofMinutes(1), Duration.ofMinutes(5), Limits.standard()));
    Recordings.useForTheProcess(recordings);
  }

  @AfterEach
  void close() {
    Recordings.useForTheProcess(null);
    recordings.close();
  }

  /** What was said, up to {@link #DONE}, which the page knows as the end. */
  private final class Words implements Iterator<ServerSentEvent> {
    private String last = "none yet";

    @Override
    public boolean hasNext() {
      return !last.equals(DONE);
    }

    @Override
    public ServerSentEvent next() {
      try {
        last = words.take();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      var event = ServerSentEvent.of(last);
      return last.equals(DONE) ? event.withEvent("done") : event;
    }
  }

  private Response answer(Request request) throws Exception {
    return Response.durable(
        request,
        () -> {
          asked.incrementAndGet();
          return Response.events(new Words());
        });
  }

  private static void reload(Tab tab) {
    tab.evaluate("document.body.dataset.left = 'yes'");
    tab.evaluate("void setTimeout(() => location.reload())");
    tab.await("!document.body.dataset.left");
  }

  private static void awaitAnswer(Tab tab, String text) {
    tab.await("document.getElementById('answer').textContent === '" + text + "'");
  }

  @Test
  @DisplayName("RC-70 an answer in a page that is reloaded, and in a second tab: each word once")
  void reloads() throws Exception {
    var page = Files.readString(Path.of("examples/resume/web/index.html"));
    var server =
        serve(
            Router.of(
                Route.get("/", _ -> Response.text(page).withType("text/html; charset=utf-8")),
                Route.get("/favicon.ico", _ -> Response.status(204)),
                Route.any("/answer", this::answer)));
    int port = server.address().getPort();
    var first = open(port, "/");
    first.await("document.querySelector('form')");
    first.evaluate("document.querySelector('input').value = 'tea'");
    first.evaluate("document.querySelector('form').requestSubmit()");
    words.put("You");
    words.put("asked");
    awaitAnswer(first, "You asked ");
    reload(first);
    awaitAnswer(first, "You asked ");

    var second = open(first.evaluate("location.href"));
    awaitAnswer(second, "You asked ");
    words.put("about");
    reload(first);
    words.put("tea");
    words.put(DONE);
    for (var tab : new Tab[] {first, second}) {
      tab.await("document.getElementById('state').textContent === 'That is all.'");
      awaitAnswer(tab, "You asked about tea ");
    }
    reload(second);
    second.await("document.getElementById('state').textContent === 'That is all.'");
    awaitAnswer(second, "You asked about tea ");
    assertEquals(1, asked.get());
    assertNoProblem(port);
  }
}
