package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.line.Line;
import httpd.live.LiveLinesHandler;
import httpd.live.LivePage;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.route.Route;
import httpd.route.Router;
import httpd.sse.EventEncoder.Form;
import httpd.testing.Json;
import httpd.testing.SlowLines;
import httpd.testing.Tab;
import httpd.topic.MemoryRing;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "The live page": what lines, events and readers can make it hold and do, in a browser. */
class LivePageBoundsIT extends BrowserTest {

  private static final Presentation SHOWN = Presentation.DEFAULT;
  private static final int MIB = 1024 * 1024;

  private static final String STATE = "document.documentElement.dataset.state";

  private static int count(Tab tab, String selector) {
    return Integer.parseInt(tab.evaluate("document.querySelectorAll('" + selector + "').length"));
  }

  private static String text(Tab tab, String selector) {
    return tab.evaluate("document.querySelector('" + selector + "').textContent");
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
            .formatted(Json.quote(filter)));
  }

  private Tab events(Stream<String> stream) throws Exception {
    var handler =
        new LiveLinesHandler(
            request -> Response.lines(stream).withType("text/event-stream"), SHOWN);
    return open(serve(handler).address().getPort(), "/");
  }

  @Test
  @DisplayName(
      "D-170, D-174 a row has few elements, whatever its line contains; a long line opens in parts;"
          + " JSON is formatted up to a bound")
  void rows() throws Exception {
    var hostile =
        List.of(
            "\u001b[31mx\u001b[32my".repeat(MIB / 12),
            "\u001b[2;3H".repeat(MIB / 6) + "moved",
            "before \u001b]0;" + "t".repeat(MIB),
            "\u001b[" + "1;".repeat(MIB / 2) + "mparameters",
            "\u0001".repeat(MIB),
            "w".repeat(MIB));
    var deep = "[".repeat(MIB / 2) + "]".repeat(MIB / 2);
    var wide = "{\"a\":[" + "1,".repeat(MIB / 2) + "2]}";
    var tab =
        events(
            Stream.concat(
                hostile.stream().flatMap(line -> Stream.of("data: " + line, "")),
                Stream.of("data: " + deep, "", "data: " + wide, "", "data: after", "")));
    tab.await(STATE + " == 'ended' && document.querySelectorAll('.row').length == 9");
    assertEquals(
        "after", tab.evaluate("[...document.querySelectorAll('.text')].at(-1).textContent"));
    assertEquals("moved", tab.evaluate("document.querySelectorAll('.text')[1].textContent"));
    assertEquals("before ", tab.evaluate("document.querySelectorAll('.text')[2].textContent"));
    assertEquals("parameters", tab.evaluate("document.querySelectorAll('.text')[3].textContent"));
    assertTrue(count(tab, ".row *") < 700, count(tab, ".row *") + " elements");
    var shown = "document.querySelectorAll('.text')[5].firstChild.length";
    assertEquals("8000", tab.evaluate(shown));
    tab.evaluate("document.querySelectorAll('.text')[5].querySelector('.whole').click()");
    assertEquals(Integer.toString(8000 + 32 * 1024), tab.evaluate(shown));
    tab.evaluate(
        "(() => { const text = document.querySelectorAll('.text')[5];"
            + " while (text.querySelector('.whole')) text.querySelector('.whole').click(); })()");
    assertEquals(Integer.toString(8000 + 128 * 1024), tab.evaluate(shown));
    type(tab, "w");
    assertEquals(100, count(tab, "mark"));
    type(tab, "");
    tab.evaluate("document.querySelectorAll('.twist').forEach(twist => twist.click())");
    assertEquals(2, count(tab, ".json"));
    assertTrue(count(tab, ".json *") < 10_000, count(tab, ".json *") + " elements");
    int length = text(tab, ".json").length();
    assertTrue(length < 500_000, length + " characters");
  }

  @Test
  @DisplayName("D-170, D-171 long lines, endless events and notes are kept up to a bound")
  void memory() throws Exception {
    var lines = IntStream.range(0, 24).mapToObj(i -> "data: " + i + "x".repeat(MIB));
    var notes = IntStream.range(0, 3000).mapToObj(i -> ": note " + i + "y".repeat(600));
    var endless = "z".repeat(5 * MIB);
    var tab =
        events(
            Stream.of(
                    lines.flatMap(line -> Stream.of(line, "")),
                    notes,
                    Stream.of("data: " + endless, "data: " + endless, ""))
                .flatMap(each -> each));
    tab.await(STATE + " == 'ended' && document.querySelector('.row:last-child .tag') == null");
    tab.await("[...document.querySelectorAll('.text')].at(-1).textContent.startsWith('zz')");
    assertTrue(count(tab, ".row") < 20, count(tab, ".row") + " rows");
    assertTrue(count(tab, ".note") <= 1200, count(tab, ".note") + " notes");
    assertTrue(text(tab, ".note").length() < 600, text(tab, ".note"));
  }

  @Test
  @DisplayName(
      "D-172, D-172.2, D-173, D-175 an expression is searched in time proportional to the line, or"
          + " refused; the offered command is one word for a shell and one address for curl")
  void readers() throws Exception {
    var ring = new MemoryRing();
    var endless = new SlowLines().emit("gone " + "x".repeat(400));
    var server =
        serve(
            Router.of(
                Route.get(
                    "/refused",
                    request ->
                        request.query("as") == null
                            ? new LivePage().handle(request)
                            : Response.lines(endless).withStatus(410)),
                Route.any("/", new TopicHandler("x", ring, SHOWN, Form.DATA))));
    int port = server.address().getPort();
    var refused = open(port, "/refused");
    refused.await(STATE + " == 'refused'");
    assertEquals(300, text(refused, ".end span").length());
    var other = open(port, "/a'b$(x)!y&z\u00e9?q=$HOME&r={1,2}[3]#part");
    other.await("document.querySelector('.hint code') != null");
    assertEquals(
        "curl -gN 'http://127.0.0.1:%s/a'\\''b$(x)!y&z%%C3%%A9?q=$HOME&r={1,2}[3]'".formatted(port),
        text(other, ".hint code"));
    var tab = open(port, "/");
    tab.await(STATE + " == 'live'");
    ring.append(Line.of("a".repeat(20_000) + "b"));
    ring.append(Line.of("user=17 and user=18"));
    tab.await("document.querySelectorAll('.row').length == 2");
    type(tab, "/(a+)+$/");
    assertEquals("0 of 2", text(tab, "#found"));
    type(tab, "/(?:a|aa)*c|user=(\\d+)\\b/");
    assertEquals("1 of 2", text(tab, "#found"));
    assertEquals("user=17", text(tab, "mark"));
    for (var unknown : List.of("/(?=a)/", "/(a)\\1/", "/((a{99}){99}){99}/")) {
      type(tab, unknown);
      assertEquals(1, count(tab, "#found.wrong"), unknown);
    }
    ring.append(Line.of("a".repeat(MIB)));
    ring.append(Line.of("https://x/" + ")".repeat(MIB)));
    tab.await("document.querySelectorAll('.row').length == 4");
    type(tab, "/a{1000}b/");
    assertEquals("1 of 4", text(tab, "#found"));
    type(tab, "https");
    for (int i = 0; i < 4; i++) {
      tab.evaluate("document.querySelector('.row:not([hidden]) .whole').click()");
    }
    assertEquals("https://x/", tab.evaluate("document.querySelector('.log a').href"));
  }
}
