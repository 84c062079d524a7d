package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.hub.HubHandler;
import httpd.line.Line;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;
import httpd.sse.EventEncoder.Form;
import httpd.testing.CutForwarder;
import httpd.testing.SlowLines;
import httpd.testing.Tab;
import httpd.topic.MemoryRing;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "The live page", in a browser. */
class LivePageIT extends BrowserTest {

  private static final Presentation SHOWN = Presentation.DEFAULT;

  private static final String ROWS = "document.querySelectorAll('.row').length";
  private static final String SHOWN_ROWS = "document.querySelectorAll('.row:not([hidden])').length";
  private static final String STATE = "document.documentElement.dataset.state";

  private static String text(Tab tab, String selector) {
    return tab.evaluate(
        "[...document.querySelectorAll(`%s`)].map(e => e.textContent).join('|')"
            .formatted(selector));
  }

  private static void type(Tab tab, String filter) {
    tab.evaluate(
        """
        (() => {
          const input = document.querySelector("input");
          input.value = %s;
          input.dispatchEvent(new Event("input"));
        })()\
        """
            .formatted(httpd.testing.Json.quote(filter)));
  }

  @Test
  @DisplayName(
      "D-72, D-73, D-75 lines are text whatever they contain, with colours, JSON, filter and pause")
  void lines() throws Exception {
    var ring = new MemoryRing();
    var server = serve(new TopicHandler("x", ring, SHOWN, Form.DATA));
    int port = server.address().getPort();
    var tab = open(port, "/log/?last=5");
    tab.await(STATE + " == 'live' && document.querySelector('.waits').checkVisibility()");
    var markup = "<img src=x onerror=alert(1)><script>document.title='owned'</script>\u202e";
    ring.append(Line.of(markup));
    ring.append(
        Line.of(
            "\u001b]0;title\u0007\u001b[2K\u001b[1;31mred\u001b[0m and \u001b[48;2;1;2;3mpaper"));
    ring.append(Line.of("{\"id\":12345678901234567890,\"a\":[],\"b\":\"<i>\"}"));
    tab.await(ROWS + " == 3");
    assertEquals(
        markup + "|red and paper|{\"id\":12345678901234567890,\"a\":[],\"b\":\"<i>\"}",
        text(tab, ".text"));
    assertEquals("0", tab.evaluate("document.querySelectorAll('.log img, .log script').length"));
    assertNotEquals("owned", tab.evaluate("document.title"));
    assertEquals("red", text(tab, ".bold.fitted-ink"));
    assertEquals(
        "rgb(1, 2, 3)",
        tab.evaluate("getComputedStyle(document.querySelector('.own-paper')).backgroundColor"));

    tab.evaluate("document.querySelector('.twist').click()");
    assertEquals(
        "{\n  \"id\": 12345678901234567890,\n  \"a\": [],\n  \"b\": \"<i>\"\n}",
        text(tab, ".json"));

    type(tab, "RED");
    assertEquals("0", tab.evaluate(SHOWN_ROWS));
    type(tab, "and");
    assertEquals("and", text(tab, "mark"));
    assertEquals("1 of 3", text(tab, "#found"));
    type(tab, "/r.d|aP/i");
    assertEquals("red|ap", text(tab, "mark"));
    type(tab, "/(/");
    assertTrue(text(tab, "#found.wrong").contains("Unterminated"), text(tab, "#found"));
    tab.press("Escape");
    assertEquals("3", tab.evaluate(SHOWN_ROWS));

    tab.press(" ");
    ring.append(Line.of("held"));
    tab.await("document.querySelector('.pause').textContent == 'Resume (1)'");
    assertEquals("3", tab.evaluate(ROWS));
    tab.press(" ");
    tab.await(ROWS + " == 4");
    assertNoProblem(port);
  }

  @Test
  @DisplayName(
      "D-74 the newest 10,000 are kept; the page follows until its user scrolls up, then counts")
  void many() throws Exception {
    var ring = new MemoryRing();
    var server = serve(new TopicHandler("x", ring, SHOWN, Form.DATA));
    IntStream.range(0, 12_345).forEach(i -> ring.append(Line.of("line " + i)));
    var tab = open(server.address().getPort(), "/?last=12345").resize(360, 640);
    tab.await("[...document.querySelectorAll('.text')].at(-1).textContent == 'line 12344'");
    int rows = Integer.parseInt(tab.evaluate(ROWS));
    assertTrue(rows >= 10_000 && rows <= 10_200, rows + " rows");
    tab.await(
        "document.querySelector('.gone').textContent.startsWith('"
            + String.format(Locale.ROOT, "%,d older lines", 12_345 - rows)
            + "')");
    var log = "document.querySelector('.log')";
    assertEquals(
        "true",
        tab.evaluate("%1$s.scrollTop + %1$s.clientHeight >= %1$s.scrollHeight - 1".formatted(log)));
    assertEquals("true", tab.evaluate(log + ".scrollWidth <= 360"));
    tab.evaluate(log + ".scrollTop = 1000");
    tab.await("document.querySelector('.follow').ariaPressed == 'false'");
    ring.append(Line.of("new"));
    tab.await("document.querySelector('.jump').textContent == '↓ 1 new line'");
    assertEquals("1000", tab.evaluate(log + ".scrollTop"));
    tab.evaluate("document.querySelector('.jump').click()");
    tab.await("document.querySelector('.jump').hidden");
    assertNoProblem(server.address().getPort());
  }

  @Test
  @DisplayName(
      "D-77, D-78 the page reconnects and says that nothing is missed, or that lines may be")
  void reconnect() throws Exception {
    var hub = new HubHandler("hub:", 2, SHOWN);
    Handler handler =
        Router.of(Route.any("/chat", soon(hub)), Route.any("/", request -> Response.status(204)));
    var server = serve(handler);
    int front;
    try (var way = new CutForwarder(server.address())) {
      front = way.port();
      var tab = open(front, "/chat");
      tab.await(STATE + " == 'live'");
      publish(hub, "one");
      tab.await(ROWS + " == 1");
      way.cut();
      publish(hub, "two");
      tab.await(ROWS + " == 2");
      assertTrue(text(tab, ".note").endsWith(": nothing missed"), text(tab, ".note"));
      assertEquals("one|two", text(tab, ".text"));
    }
    var later = new HubHandler("hub:", 2, SHOWN);
    int port;
    Tab tab;
    try (var first = Server.start(config(), soon(hub))) {
      port = first.address().getPort();
      tab = open(port, "/?last=1");
      tab.await(ROWS + " == 1");
    }
    tab.await(STATE + " == 'waiting'");
    try (var second = Server.start(config().withPort(port), soon(later))) {
      tab.await("document.querySelector('.note.loud') != null");
      assertTrue(text(tab, ".note").startsWith("lines may be missing here"), text(tab, ".note"));
      publish(later, "after");
      tab.await(ROWS + " == 2");
      assertEquals("live", tab.evaluate(STATE));
      assertNoProblem(port, front);
    }
  }

  @Test
  @DisplayName("K-222 the page shows the topic before each line, and which topics lost some")
  void severalTopics() throws Exception {
    var hub = new HubHandler("hub:", 2, SHOWN);
    var server = serve(Router.of(Route.any("/", soon(hub))));
    int front;
    try (var way = new CutForwarder(server.address())) {
      front = way.port();
      var tab = open(front, "/?topic=a%2Fb&topic=c_d");
      tab.await(STATE + " == 'live'");
      hub.handle(Request.post("/?topic=a%2Fb", "one")).close();
      tab.await(ROWS + " == 1");
      way.cut();
      hub.handle(Request.post("/?topic=c_d", "two")).close();
      tab.await(ROWS + " == 2");
      assertEquals("one|two", text(tab, ".text"));
      assertEquals("a/b|c_d", text(tab, ".topic"));
      assertTrue(text(tab, ".note").endsWith(": nothing missed"), text(tab, ".note"));
      hub.handle(Request.post("/?lines&topic=c_d", "3\n4\n5")).close();
      tab.await(ROWS + " >= 3");
      assertNoProblem(server.address().getPort(), front);
    }
  }

  private static void publish(HubHandler hub, String text) throws Exception {
    var path = "/chat";
    assertEquals(201, hub.handle(Request.post(path, text)).status());
  }

  @Test
  @DisplayName("D-79 lines without ids are not requested again, whether they ended or were cut")
  void ends() throws Exception {
    var runs = new AtomicInteger();
    var broken = new SlowLines().emit("x");
    var server =
        serve(
            Router.of(
                Route.get(
                    "/ends",
                    new LiveLinesHandler(
                        request -> Response.lines(Stream.of("run " + runs.incrementAndGet())),
                        SHOWN)),
                Route.get(
                    "/breaks", new LiveLinesHandler(request -> Response.lines(broken), SHOWN)),
                Route.get("/refuses", new LiveLinesHandler(LivePageIT::refuse, SHOWN))));
    int port = server.address().getPort();
    var tab = open(port, "/ends");
    tab.await(STATE + " == 'ended' && " + ROWS + " == 1");
    tab.evaluate("document.querySelector('.again').click()");
    tab.await(ROWS + " == 2 && " + STATE + " == 'ended'");
    assertEquals("run 1|run 2", text(tab, ".text"));

    var cut = open(port, "/breaks");
    cut.await(ROWS + " == 1"); // A browser may drop what came just before a cut.
    broken.fail(new IllegalStateException("broke"));
    cut.await(STATE + " == 'cut'");
    assertTrue(text(cut, ".end span").contains("the stream is not complete"));

    var refused = open(port, "/refuses");
    refused.await(STATE + " == 'refused'");
    assertEquals("refused: 410 Gone", text(refused, ".state"));
    assertEquals("it was here", text(refused, ".end span"));
  }

  private static Response refuse(Request request) {
    return Response.text("it was here").withStatus(410);
  }

  @Test
  @DisplayName(
      "D-72, D-76 any event stream: each type by name, comments, line ends divided anywhere")
  void anyStream() throws Exception {
    var stream =
        List.of(
            "\ufeff: 3 events were dropped",
            "event: joined",
            "data: a\rdata: b\r",
            "",
            "data:no blank",
            "id",
            "nonsense: x",
            "",
            "data",
            "",
            "event: reset",
            "data: {}",
            "");
    var handler =
        new LiveLinesHandler(
            request -> Response.lines(stream.iterator()).withType("text/event-stream"), SHOWN);
    var server = serve(handler);
    var tab = open(server.address().getPort(), "/");
    tab.await(STATE + " == 'ended' && " + ROWS + " == 4");
    assertEquals("a\nb|no blank||{}", text(tab, ".text"));
    assertEquals("joined|reset", text(tab, ".tag"));
    assertEquals("the server says: 3 events were dropped", text(tab, ".note"));
    assertNoProblem(server.address().getPort());
  }
}
