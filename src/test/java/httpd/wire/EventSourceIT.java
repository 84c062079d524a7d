package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.file.DirectoryHandler;
import httpd.hub.HubHandler;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;
import httpd.tail.TailedFiles;
import httpd.testing.CutForwarder;
import httpd.testing.Tab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Events" and "Hubs": a browser's own {@code EventSource}. */
class EventSourceIT extends BrowserTest {

  /** It notes what comes, and how many, where a change of the document can be waited for. */
  private static final String PAGE =
      """
      <!doctype html>
      <link rel="icon" href="data:,">
      <body data-count="0" data-resets="0" data-opened="0">
      <script>
        const seen = [];
        const count = name => document.body.dataset[name]++;
        const source = new EventSource("/events");
        source.onopen = () => count("opened");
        const note = ({ type, data, lastEventId }) => {
          seen.push({ type, data, id: lastEventId });
          count("count");
        };
        source.onmessage = note;
        source.addEventListener("joined", note);
        source.addEventListener("reset", event => { note(event); count("resets"); });
        const numbers = () => seen.map(event => Number(event.data));
      </script>
      """;

  private static final String COUNT = "Number(document.body.dataset.count)";

  @TempDir Path folder;

  private static Handler withPage(Handler events) {
    return Router.of(
        Route.get("/", request -> Response.text(PAGE).withType("text/html; charset=utf-8")),
        Route.any("/events", soon(events)));
  }

  @Test
  void aTabWaitsForWhatChangesNoNode() throws Exception {
    var server = serve(withPage(request -> Response.status(204)));
    var tab = open(server.address().getPort(), "/");
    tab.await("document.readyState == 'complete'");
    tab.evaluate("void setTimeout(() => { window.isChanged = true; }, 20)");
    tab.await("window.isChanged");
  }

  @Test
  @DisplayName("V-1, V-2, V-20, V-22 types, ids, several lines and retry, as a browser reads them")
  void events() throws Exception {
    var asked = new ConcurrentLinkedQueue<String>();
    Handler handler =
        request -> {
          asked.add(String.valueOf(request.header("Last-Event-ID")));
          return asked.size() > 1
              ? Response.status(204)
              : Response.events(
                  Stream.of(
                      ServerSentEvent.of("one"),
                      ServerSentEvent.of(" two\r\n<b>lines</b>\0").withId("a 1"),
                      ServerSentEvent.of("Grüße, 世界 🚀").withEvent("joined").withId("ü"),
                      ServerSentEvent.of("").withRetry(Duration.ofMillis(1))));
        };
    var server = serve(withPage(handler));
    var tab = open(server.address().getPort(), "/");
    tab.await(COUNT + " == 4");
    assertEquals(
        """
        [{"type":"message","data":"one","id":""},\
        {"type":"message","data":" two\\n<b>lines</b>\\u0000","id":"a 1"},\
        {"type":"joined","data":"Grüße, 世界 🚀","id":"ü"},\
        {"type":"message","data":"","id":"ü"}]\
        """,
        tab.evaluate("JSON.stringify(seen)"));
    tab.evaluate(
        "new Promise(done => { const look = () => source.readyState == 2 ? done() : 0;"
            + " source.onerror = look; look(); })");
    // It comes back in UTF-8, which a server reads as Latin-1; and 204 is to stay away.
    assertEquals(List.of("null", "Ã¼"), List.copyOf(asked));
    assertNoProblem(server.address().getPort());
  }

  @Test
  @DisplayName(
      "V-22, V-24 tail: five restarts of the server while lines are added: each once, in order")
  void restarts() throws Exception {
    var file = Files.createFile(folder.resolve("app.log"));
    var server = start(0, file);
    int port = server.address().getPort();
    var load = new Load(number -> append(file, number));
    try {
      var tab = open(port, "/");
      tab.await("document.body.dataset.opened > 0");
      load.start();
      for (int restart = 0; restart < 5; restart++) {
        awaitMore(tab);
        server.close();
        server = start(port, file);
      }
      awaitMore(tab);
      assertExactly(tab, load.stop());
      assertEquals("6", tab.evaluate("document.body.dataset.opened"));
    } finally {
      load.stop();
      server.close();
    }
  }

  private static Server start(int port, Path file) throws IOException {
    var tail = new TopicHandler("x", TailedFiles.ofTheProcess().file(file.toString()), 0);
    return Server.start(config().withPort(port), withPage(tail));
  }

  private static void append(Path file, int number) {
    try {
      Files.writeString(file, number + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName(
      "V-22, K-50 hub: every connection cut ten times while events are published: each once")
  void cuts() throws Exception {
    var hub = new HubHandler("hub:", 60_000, Presentation.DEFAULT);
    var server = serve(withPage(hub));
    var load = new Load(number -> publish(hub, "" + number));
    try (var way = new CutForwarder(server.address())) {
      var tab = open(way.port(), "/");
      tab.await("document.body.dataset.opened > 0");
      load.start();
      for (int cut = 0; cut < 10; cut++) {
        awaitMore(tab);
        assertTrue(way.cut() > 0, "no connection was there to be cut");
      }
      awaitMore(tab);
      assertExactly(tab, load.stop());
      assertEquals("11", tab.evaluate("document.body.dataset.opened"));
    } finally {
      load.stop();
    }
  }

  @Test
  @DisplayName("V-23 the listeners of a hub are told of its restart by a reset, once, and go on")
  void reset() throws Exception {
    var first = new HubHandler("hub:", 10, Presentation.DEFAULT);
    var second = new HubHandler("hub:", 10, Presentation.DEFAULT);
    int port;
    Tab tab;
    try (var server = Server.start(config(), withPage(first))) {
      port = server.address().getPort();
      tab = open(port, "/");
      tab.await("document.body.dataset.opened > 0");
      publish(first, "before");
      tab.await(COUNT + " == 1");
    }
    try (var server = Server.start(config().withPort(port), withPage(second))) {
      tab.await("document.body.dataset.resets == 1");
      publish(second, "after");
      tab.await(COUNT + " == 3");
      var bounds = tab.evaluate("Object.keys(JSON.parse(seen[1].data))");
      assertEquals("oldest,newest", bounds);
      assertEquals(
          "before,reset,after",
          tab.evaluate("seen.map(event => event.type == 'reset' ? 'reset' : event.data)"));
      assertNoProblem(server.address().getPort());
    }
  }

  @Test
  @DisplayName("K-50 the chat among the examples: two tabs hear each other")
  void twoTabs() throws Exception {
    var server =
        serve(
            Router.of(
                Route.any("/chat", new HubHandler("hub:", 10, Presentation.DEFAULT)),
                Route.get("/", new DirectoryHandler(Path.of("examples/chat/web")))));
    int port = server.address().getPort();
    var ada = open(port, "/");
    var grace = open(port, "/");
    say(ada, "is <b>anybody</b> here?");
    for (var tab : List.of(ada, grace)) {
      tab.await("document.querySelectorAll('li').length == 1");
    }
    say(grace, "yes");
    for (var tab : List.of(ada, grace)) {
      tab.await("document.querySelectorAll('li').length == 2");
      assertEquals(
          "is <b>anybody</b> here?|yes",
          tab.evaluate("[...document.querySelectorAll('li')].map(e => e.textContent).join('|')"));
      assertEquals("0", tab.evaluate("document.querySelectorAll('li b').length"));
    }
  }

  private static void say(Tab tab, String text) {
    tab.await("document.readyState == 'complete'");
    tab.evaluate("document.querySelector('input').value = " + httpd.testing.Json.quote(text));
    tab.evaluate("document.querySelector('form').requestSubmit()");
  }

  private static void publish(HubHandler hub, String text) {
    try {
      assertEquals(201, hub.handle(Request.post("/", text)).status());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until twenty more events than now have come. */
  private static void awaitMore(Tab tab) {
    tab.await("%s >= %s".formatted(COUNT, Integer.parseInt(tab.evaluate(COUNT)) + 20));
  }

  private static void assertExactly(Tab tab, int count) {
    tab.await(COUNT + " >= " + count);
    assertEquals(
        "none",
        tab.evaluate(
            """
            (() => {
              const at = numbers().findIndex((number, i) => number !== i);
              return at < 0 ? "none" : `${JSON.stringify(seen.slice(Math.max(0, at - 1), at + 2))} where ${at} should be`;
            })()\
            """));
    assertEquals("" + count, tab.evaluate("seen.length"));
    assertEquals("0", tab.evaluate("document.body.dataset.resets"));
  }

  /** Numbers, one after the other and about a thousand a second, until it is stopped. */
  private static final class Load {

    private static final long PACE = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicBoolean over = new AtomicBoolean();
    private final IntConsumer consumer;
    private Thread thread;
    private int count;

    Load(IntConsumer consumer) {
      this.consumer = consumer;
    }

    void start() {
      thread =
          Thread.ofVirtual()
              .start(() -> {
                while (!over.get()) {
                  consumer.accept(count++);
                  LockSupport.parkNanos(PACE);
                }
              });
    }

    /** Gives how many there were. */
    int stop() throws InterruptedException {
      over.set(true);
      if (thread != null) {
        thread.join();
      }
      return count;
    }
  }
}
