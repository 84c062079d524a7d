package httpd.wire;

import static java.time.temporal.ChronoUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Request;
import httpd.Response;
import httpd.hub.HubHandler;
import httpd.line.Line;
import httpd.live.LiveLinesHandler;
import httpd.live.LivePage;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.SitePolicy;
import httpd.sse.EventEncoder.Form;
import httpd.testing.Json;
import httpd.testing.Tab;
import httpd.topic.MemoryRing;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "What the live page shows", in a browser. */
class LiveViewIT extends BrowserTest {

  private static final Presentation SHOWN = Presentation.DEFAULT;
  private static final String ROWS = "document.querySelectorAll('.row').length";
  private static final String SHOWN_ROWS = "document.querySelectorAll('.row:not([hidden])').length";

  private static final String NOWRAP =
      "document.querySelector('.log').classList.contains('nowrap')";

  private final MemoryRing ring = new MemoryRing();

  private int serveRing(String... lines) throws Exception {
    Stream.of(lines).map(Line::of).forEach(ring::append);
    return serve(new TopicHandler("x", ring, SHOWN, Form.DATA)).address().getPort();
  }

  private static String all(Tab tab, String selector, String property) {
    return tab.evaluate(
        "[...document.querySelectorAll(`%s`)].map(e => %s).join('|')"
            .formatted(selector, property));
  }

  private static String text(Tab tab, String selector) {
    return all(tab, selector, "e.textContent");
  }

  private static void type(Tab tab, String selector, String value) {
    tab.evaluate(
        """
        (() => {
          const input = document.querySelector("%s");
          input.value = %s;
          input.dispatchEvent(new Event(input.tagName === "SELECT" ? "change" : "input"));
        })()\
        """
            .formatted(selector, Json.quote(value)));
  }

  @Test
  @DisplayName(
      "DV-20, DV-20.1, DV-21, DV-21.1, DV-21.2, DV-23, DV-31, DV-33, DV-43, DV-43.1 levels, times"
          + " and links of the formats that are usual; keys for levels, ages and the next error")
  void lines() throws Exception {
    var formats =
        List.of(
            "fatal:<8>1 2026-11-28T10:00:00Z host app - - - out of memory",
            "error:2026-11-28 10:00:00,123 ERROR [main] a.B - failed",
            "error more:java.lang.IllegalStateException: closed",
            "error more:\tat a.B.c(B.java:1)",
            "error:{\"level\":50,\"time\":1795860000123,\"msg\":\"pino\"}",
            "warn:ts=2026-11-28T10:00:00Z level=warn msg=\"logfmt here\"",
            "warn:a.c:3:5: warning: unused",
            "error:2026/11/28 10:00:00 [error] 7#7: *1 open() failed",
            "error:::1 - - [28/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 502 17 \"-\" \"-\"",
            "info:I1128 10:00:00.123456 7 server.go:17] klog",
            "debug:DEBUG:root:python",
            "trace:2026-11-28T10:00:00.5+01:00 TRACE http://127.0.0.1/a?b=(c), javascript:alert(1)",
            ":a plain error without a level");
    int port =
        serveRing(formats.stream().map(each -> each.split(":", 2)[1]).toArray(String[]::new));
    var tab = open(port, "/?last=100");
    tab.await(ROWS + " == " + formats.size());
    assertEquals(
        String.join("|", formats.stream().map(each -> each.split(":", 2)[0]).toList()),
        all(tab, ".row", "e.className.replace(/^row ?/, '')"));
    assertEquals(
        "\"E\" / \"error\"",
        tab.evaluate(
            "getComputedStyle(document.querySelector('.error .body'), '::before').content"));
    var times = all(tab, ".row", "e.querySelector('.time').title.slice(11)").split("\\|", -1);
    assertEquals(
        tab.evaluate("new Date(Date.UTC(2026, 10, 28, 10)).toTimeString().slice(0, 8) + '.000'"),
        times[0]);
    assertEquals("10:00:00.123", times[1]);
    assertTrue(times[4].endsWith(":00.123") && times[8].endsWith(":00.000"), times[4] + times[8]);
    assertEquals("", times[12], "a line of the history has no time of arrival");
    assertEquals(
        "http://127.0.0.1/a?b=(c) noopener noreferrer", all(tab, ".log a", "e.href + ' ' + e.rel"));

    ring.append(Line.of("new and plain"));
    tab.await(ROWS + " == 14");
    assertTrue(
        tab.evaluate("[...document.querySelectorAll('.time')].at(-1).title")
            .startsWith("arrived "));
    tab.press("t");
    assertEquals("0 s", tab.evaluate("[...document.querySelectorAll('.time')].at(-1).textContent"));
    tab.press("l");
    assertEquals("7", tab.evaluate(SHOWN_ROWS));
    assertEquals("#gutter=relative&level=error", tab.evaluate("location.hash"));
    tab.press("e");
    assertEquals(
        "1", tab.evaluate("document.querySelectorAll('.found.fatal, .found.error').length"));
    tab.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })");
    ring.append(Line.of("ERROR unseen"));
    tab.await("document.title.startsWith('(1) 127.0.0.1')");
    assertNoProblem(port);
  }

  @Test
  @DisplayName(
      "DV-22, DV-30, DV-32, DV-40, DV-41, DV-42, DV-92 columns, filter and jump, kept in the"
          + " address")
  void view() throws Exception {
    int port =
        serveRing(
            "{\"time\":1795860000000,\"req\":{\"id\":12345678901234567890},\"msg\":\"first one\"}",
            "{\"time\":1795860060000,\"req\":{\"id\":2},\"msg\":\"second one\"}",
            "time=2026-11-28T10:02:00Z msg=\"third one\" req.id=3",
            "text alone");
    var tab = open(port, "/?last=100");
    tab.await(ROWS + " == 4");
    tab.press("c");
    assertEquals("req.id|msg", text(tab, ".names .cell"));
    assertEquals(
        "12345678901234567890|first one|2|second one|3|third one", text(tab, ".row .cell"));
    tab.press("?");
    assertEquals("true", tab.evaluate("document.querySelector('dialog').open"));
    tab.evaluate("document.querySelector('.fields button[aria-label=\"Move msg up\"]').click()");
    assertEquals("msg|req.id", text(tab, ".names .cell"));
    tab.evaluate("document.querySelector('[data-do=copy]').click()");
    tab.await("document.querySelector('[data-do=copy]').textContent == 'Copied 4 lines'");
    tab.evaluate("document.querySelector('dialog').close()");

    type(tab, ".search input", "one -second /t[hi]i?/");
    assertEquals("2 of 4", text(tab, "#found"));
    var hash = tab.evaluate("location.hash");
    assertEquals("#columns=msg%2Creq.id&filter=one+-second+%2Ft%5Bhi%5Di%3F%2F", hash);
    tab.evaluate("document.querySelector('.search input').focus()");
    tab.press("f");
    assertEquals("true", tab.evaluate("document.querySelector('.follow').ariaPressed"));
    var shared = open(port, "/?last=100" + hash);
    shared.await(SHOWN_ROWS + " == 2");
    assertEquals("msg|req.id", text(shared, ".names .cell"));
    assertEquals("one -second /t[hi]i?/", shared.evaluate("document.querySelector('input').value"));

    tab.press("Escape");
    tab.press("w");
    var later = open(port, "/?last=100#wrap=on");
    later.await(ROWS + " == 4");
    assertFalse(Boolean.parseBoolean(later.evaluate(NOWRAP)), "the address takes precedence");
    var other = open(port, "/?last=100");
    other.await(ROWS + " == 4");
    assertTrue(Boolean.parseBoolean(other.evaluate(NOWRAP)), "the choice is kept");

    shared.evaluate("location.hash = '#columns=a%5C%2Cb%2Cmsg&wrap=off'");
    shared.await(NOWRAP);
    assertEquals("a,b|msg", text(shared, ".names .cell"));
    shared.evaluate("document.querySelector('#time').value = '2026-11-28T10:01:30Z'");
    shared.evaluate("document.querySelector('.to button').click()");
    assertEquals("third one", text(shared, ".found .text"));
    assertNoProblem(port);
  }

  @Test
  @DisplayName(
      "DV-21.1, DV-24, DV-34, DV-34.1 sources have colours and can be hidden; the server can filter"
          + " instead")
  void sources() throws Exception {
    var hub = new HubHandler("hub:", 10, SHOWN);
    var files = new LiveLinesHandler(request -> filesAfterReset(), SHOWN);
    var router = Router.of(Route.any("/", hub), Route.any("/files", files));
    int port = serve(router).address().getPort();
    for (var topic : List.of("a", "b", "a")) {
      hub.handle(Request.post("/?topic=" + topic, "from " + topic)).close();
    }
    var tab = open(port, "/?topic=a&topic=b&last=9");
    tab.await(ROWS + " == 3");
    assertEquals("a|b", text(tab, ".legend button"));
    assertEquals("true", tab.evaluate("new Set(" + hues() + ").size == 2"));
    tab.evaluate("document.querySelector('.legend button').click()");
    assertEquals("1", tab.evaluate(SHOWN_ROWS));
    assertEquals("#hide=a", tab.evaluate("location.hash"));
    type(tab, ".search input", "b");
    tab.press("?");
    tab.evaluate("document.querySelector('[data-do=send]').click()");
    tab.await("location.search.endsWith('grep=b') && " + ROWS + " == 1");
    assertEquals("with b ✕", text(tab, ".sent .chip"));
    assertEquals("", tab.evaluate("document.querySelector('input').value"));
    tab.evaluate("location.assign('/?topic=a&topic=b')");
    tab.await(
        "!location.search.includes('grep') && document.documentElement.dataset.state == 'live'");
    hub.handle(Request.post("/?topic=b", "later")).close();
    tab.await(ROWS + " == 1");
    type(tab, ".search input", "from");
    tab.evaluate("document.querySelector('.further').click()");
    tab.await("location.search.endsWith('last=100&grep=from') && " + ROWS + " == 3");
    var reset = open(port, "/files?last=1");
    reset.await(ROWS + " == 2");
    assertTrue(text(reset, ".note").contains("no longer keeps the lines of a.log "));
    assertEquals("|arrived", all(reset, ".row .time", "e.title.split(' ')[0]"));
    assertNoProblem(port);
  }

  /** Two lines of a file, one of its history and a new one, after others were lost. */
  private static Response filesAfterReset() {
    var lost = "{\"files\":[{\"file\":\"a.log\",\"oldest\":\"1\",\"newest\":\"2\"}],\"gone\":0}";
    var events =
        Stream.of(
            "id: .1\nevent: reset\ndata: " + lost + "\n",
            "id: a_2Elog.2\ndata: old\n",
            "id: .2\n",
            "id: a_2Elog.3\ndata: new\n");
    return Response.lines(events).withType("text/event-stream").withHeader("Httpd-Files", "1");
  }

  @Test
  @DisplayName(
      "DV-32, DV-32.1, DV-43 a jump finds the next line of several files by its time, also that of"
          + " yesterday; the title names them")
  void jump() throws Exception {
    var clock = ZonedDateTime.now(ZoneId.systemDefault()).plusHours(2).truncatedTo(MINUTES);
    var time = clock.minusDays(1).toInstant();
    var lines =
        List.of(
            "a_2Elog.1\ndata: %s a1".formatted(time.minusSeconds(60)),
            "a_2Elog.2\ndata: %s a2".formatted(time.plusSeconds(20)),
            "b_2Elog.3\ndata: %s b1".formatted(time.plusSeconds(10)));
    var files =
        new LiveLinesHandler(
            request ->
                Response.lines(lines.stream().map(line -> "id: " + line + "\n"))
                    .withType("text/event-stream")
                    .withHeader("Httpd-Files", "2"),
            SHOWN);
    int port = serve(Router.of(Route.any("/files", files))).address().getPort();
    var tab = open(port, "/files?file=&file=a.log&file=b.log");
    tab.await(ROWS + " == 3");
    assertEquals("a.log and 1 more · 127.0.0.1:" + port, tab.evaluate("document.title"));
    tab.press("g");
    type(tab, "#time", clock.toLocalTime().toString());
    tab.evaluate("document.querySelector('.to button').click()");
    assertEquals("b.log", text(tab, ".found .topic"));
    assertEquals("false", tab.evaluate("document.querySelector('dialog').open"));
    tab.press("g");
    type(tab, "#time", time.minusSeconds(61).toString());
    tab.evaluate("document.querySelector('.to button').click()");
    assertEquals("true", tab.evaluate("document.querySelector('.found').innerText.includes('a1')"));
    assertTrue(text(tab, "#nowhere").startsWith("All lines here are later, from "));
    assertNoProblem(port);
  }

  private static String hues() {
    return "[...document.querySelectorAll('.row .topic')].map(e => getComputedStyle(e).color)";
  }

  @Test
  @DisplayName("DV-50, DV-51 a page of a named site shows lines alone in a frame")
  void frame() throws Exception {
    var framed = new CountDownLatch(1);
    var page = new LivePage("app.log", List.of("http://app.example:*"));
    var topic = new TopicHandler("x", ring, SHOWN.withPage(page), Form.DATA);
    var router =
        Router.of(
            Route.get(
                "/frame",
                request ->
                    Response.text(
                            PAGE
                                + "<iframe src='http://127.0.0.1:%s/log?embed&last=1'></iframe>"
                                    .formatted(server().address().getPort()))
                        .withType("text/html; charset=utf-8")),
            Route.any(
                "/log",
                request -> {
                  if (request.query().has("as")) {
                    framed.countDown();
                  }
                  return topic.handle(request);
                }));
    var sites = SitePolicy.DEFAULT.withHosts(Set.of("app.example"));
    int port = serve(config().withSites(sites), router).address().getPort();
    open("http://app.example:" + port + "/frame");
    assertTrue(framed.await(30, TimeUnit.SECONDS), "the page in the frame asks for its lines");
    var tab = open(port, "/log?embed");
    tab.await("document.documentElement.classList.contains('embed')");
    assertFalse(
        Boolean.parseBoolean(tab.evaluate("document.querySelector('.search').checkVisibility()")));
    assertEquals("app.log · 127.0.0.1:" + port, tab.evaluate("document.title"));
  }
}
