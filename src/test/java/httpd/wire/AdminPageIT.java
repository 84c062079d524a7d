package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.admin.AdminRouter;
import httpd.admin.Administered;
import httpd.admin.CommandsHandler;
import httpd.admin.LimitsHandler;
import httpd.admin.OpenStreamsHandler;
import httpd.admin.TopicsHandler;
import httpd.admin.UpstreamsHandler;
import httpd.metrics.ServerCounts;
import httpd.metrics.StreamKinds;
import httpd.route.Router;
import httpd.server.Server;
import httpd.testing.Accessibility;
import httpd.testing.Json;
import httpd.testing.SlowLines;
import httpd.testing.Tab;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page of the admin place, in a browser; SPEC, "The page". */
class AdminPageIT extends BrowserTest {

  private static final String ROWS = "document.querySelectorAll('#streams tbody tr').length";

  /** The first confirmation is dismissed and the second one given before the browser draws. */
  private static final String KEPT_THEN_STOPPED =
      """
      (() => {
        const press = (selector) => document.querySelector(selector).click();
        press("#streams .act .stop");
        press(".confirm button[value=close]");
        press("#streams .act .stop");
        press(".confirm .danger");
      })()\
      """;

  private Server admin;

  private int serveAdmin(Handler handler) throws Exception {
    var counts = new ServerCounts(StreamKinds.NONE);
    var config = config().withMeter(counts).withAccessLog(event -> {});
    var main = serve(config, handler);
    var administered = new Administered(config.limits(), counts);
    administered.serving(main);
    var parts =
        List.of(
            OpenStreamsHandler.part(administered),
            TopicsHandler.part(administered),
            CommandsHandler.part(administered),
            UpstreamsHandler.part(administered),
            LimitsHandler.part(administered));
    var route = AdminRouter.at("/-/", parts, each -> each);
    admin = Server.start(config(), Router.of(List.of(route)));
    return admin.address().getPort();
  }

  @AfterEach
  void closeAdmin() {
    if (admin != null) {
      admin.close();
    }
  }

  private static void click(Tab tab, String selector) {
    tab.evaluate("document.querySelector(%s).click()".formatted(Json.quote(selector)));
  }

  private static void filter(Tab tab, String text) {
    tab.evaluate(
        """
        (() => {
          const input = document.querySelector("input");
          input.value = %s;
          input.dispatchEvent(new Event("input"));
        })()\
        """
            .formatted(Json.quote(text)));
  }

  private static String text(Tab tab, String selector) {
    return tab.evaluate(
        "[...document.querySelectorAll(%s)].map(e => e.textContent).join('|')"
            .formatted(Json.quote(selector)));
  }

  @Test
  @DisplayName(
      "AD-30, AD-30.1, AD-30.2, AD-30.3, AD-31 streams come and go, are sorted, filtered and"
          + " stopped")
  void streams() throws Exception {
    var one = new SlowLines();
    var other = new SlowLines();
    int port = serveAdmin(request -> Response.lines(request.path().equals("/one") ? one : other));
    var tab = open(port, "/-/");
    tab.await("document.querySelector('#streams .empty').checkVisibility()");
    assertTrue(text(tab, "#streams .empty").startsWith("No stream is open"));
    var first = connect().get("/one?<img/src=x/onerror=document.title='owned'>");
    first.readHead();
    var second = connect().get("/two");
    second.readHead();
    one.emit("a").emit("b");
    tab.await(ROWS + " == 2");
    tab.await("document.querySelector('nav [aria-current] b').textContent == '2'");
    assertEquals("0", tab.evaluate("document.querySelectorAll('main img').length"));
    assertEquals(
        "/two|/one?<img/src=x/onerror=document.title='owned'>", text(tab, "#streams .target"));
    tab.evaluate(
        "[...document.querySelectorAll('#streams .sort')].find(e => e.textContent =="
            + " 'Lines').click()");
    tab.await("document.querySelector('#streams .target').textContent.startsWith('/one')");
    assertEquals("descending", tab.evaluate("document.querySelector('th[aria-sort]').ariaSort"));
    filter(tab, "two");
    tab.await(ROWS + " == 1");
    filter(tab, "state:handling");
    tab.await("document.querySelector('#streams .empty').checkVisibility()");
    tab.press("Escape");
    filter(tab, "");
    tab.await(ROWS + " == 2");
    tab.resize(360, 640);
    assertEquals("true", tab.evaluate("document.body.scrollWidth <= 360"));
    assertEquals("true", tab.evaluate("document.querySelector('nav').scrollWidth <= 360"));
    click(tab, "#streams .act .stop");
    tab.await("document.querySelector('.confirm').open");
    click(tab, ".confirm button[value=close]");
    assertEquals("2", tab.evaluate(ROWS));
    tab.evaluate(KEPT_THEN_STOPPED);
    tab.await(ROWS + " == 1");
    first.readEnd();
    one.awaitClosed();
    other.end();
    second.readUntil("0\n\n");
    tab.await("document.querySelector('#streams .empty').checkVisibility()");
    assertNoProblem(port);
  }

  /** Answers lists of streams as a server with 5,000, and keeps what was asked for. */
  private static final String MANY =
      """
      (() => {
        window.limits = [];
        window.fetch = async (address) => {
          const limit = Number(/limit=([0-9]+)/.exec(address)[1]);
          limits.push(limit);
          const streams = Array.from({ length: limit }, (_, i) => ({
            id: 5000 - i, client: "a", method: "GET", target: "/", state: "sending", millis: 1, lines: 0, bytes: 0,
          }));
          return new Response(JSON.stringify({ open: 5000, matching: 5000, streams }));
        };
        document.querySelector(".pause").click();
      })()\
      """;

  @Test
  @DisplayName("AD-30.4 of very many streams the first are shown, and more when asked, less often")
  void many() throws Exception {
    int port = serveAdmin(request -> Response.text("x"));
    var tab = open(port, "/-/");
    tab.await("document.querySelector('#streams .empty').checkVisibility()");
    tab.evaluate(MANY);
    tab.await(ROWS + " == 100");
    assertEquals(
        "100 of 5,000 are shown, renewed every 10 s; filter by route:, user:, client: or state:",
        text(tab, "#streams .rest p"));
    filter(tab, "state:sending");
    tab.await(ROWS + " == 1000");
    assertEquals("false", tab.evaluate("document.querySelector('.rest button').checkVisibility()"));
    filter(tab, "");
    tab.await(ROWS + " == 100");
    click(tab, ".rest button");
    tab.await(ROWS + " == 1000");
    assertEquals("main", tab.evaluate("document.activeElement.localName"));
    assertEquals("100,1000,100,1000", tab.evaluate("limits.join()"));
  }

  @Test
  @DisplayName("AD-30, AD-32 a handler that hangs is found with its stack; all sections are shown")
  void stack() throws Exception {
    int port = serveAdmin(AdminPageIT::hangs);
    var client = connect().get("/");
    var tab = open(port, "/-/");
    tab.await(ROWS + " == 1");
    click(tab, "#streams .link");
    tab.await("document.querySelector('.where').checkVisibility()");
    assertTrue(text(tab, ".where pre").contains("AdminPageIT.hangs"), text(tab, ".where pre"));
    assertTrue(text(tab, ".details dl").contains("the handler runs"), text(tab, ".details dl"));
    click(tab, ".details .stop");
    click(tab, ".confirm .danger");
    client.readEnd();
    tab.await("document.querySelector('#streams .empty').checkVisibility()");
    for (var section : List.of("topics", "commands", "upstreams")) {
      tab.evaluate("location.hash = '" + section + "'");
      tab.await("document.querySelector('#" + section + " .empty').checkVisibility()");
    }
    tab.evaluate("location.hash = 'limits'");
    tab.await("document.querySelectorAll('#limits tbody tr').length > 20");
    assertNoProblem(port);
  }

  @Test
  @DisplayName("DV-90 axe-core finds no violation on the admin page")
  void accessibility() throws Exception {
    var accessibility = Accessibility.require();
    int port = serveAdmin(AdminPageIT::hangs);
    connect().get("/");
    var tab = open(port, "/-/");
    tab.await(ROWS + " == 1");
    assertEquals(List.of(), accessibility.violations(tab));
    click(tab, "#streams .link");
    tab.await("document.querySelector('.where').checkVisibility()");
    assertEquals(List.of(), accessibility.violations(tab));
    click(tab, ".details .stop");
    assertEquals(List.of(), accessibility.violations(tab));
    click(tab, ".confirm .danger");
    tab.await("document.querySelector('#streams .empty').checkVisibility()");
    tab.evaluate("location.hash = 'limits'");
    tab.await("document.querySelectorAll('#limits tbody tr').length > 20");
    assertEquals(List.of(), accessibility.violations(tab));
  }

  private static Response hangs(Request request) throws InterruptedException {
    new CountDownLatch(1).await();
    return Response.text("never");
  }
}
