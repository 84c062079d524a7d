package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Request;
import httpd.Response;
import httpd.auth.Authentication;
import httpd.auth.Protection;
import httpd.auth.UserFile;
import httpd.auth.UserLines;
import httpd.file.DirectoryHandler;
import httpd.front.FrontDoor;
import httpd.front.ListedRoute;
import httpd.front.RouteList;
import httpd.hub.HubHandler;
import httpd.line.Line;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.logs.LogDirectory;
import httpd.logs.LogsHandler;
import httpd.route.PathPattern;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.SitePolicy;
import httpd.server.SitePolicy.Guard;
import httpd.sse.EventEncoder.Form;
import httpd.testing.Accessibility;
import httpd.testing.Tab;
import httpd.topic.MemoryRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "What the page shows": every page, for its users with a keyboard or a screen reader. */
class AccessibilityIT extends BrowserTest {

  private static final String STATE = "document.documentElement.dataset.state";

  /**
   * A page that is looked at.
   *
   * @param ready holds once it shows all
   * @param then opens what is closed at first
   */
  private record Page(String path, String ready, String then) {}

  private static final List<Page> PAGES =
      List.of(
          new Page(
              "/log?last=100",
              "document.querySelectorAll('.row').length == 6",
              "document.querySelector('.pause').click()"),
          new Page(
              "/log?last=100#columns=msg,port&level=debug",
              "document.querySelectorAll('.row .cell').length == 4",
              "document.querySelector('.row:not([hidden]) .twist').click()"),
          new Page("/log?embed&last=9&grep=e", "document.querySelectorAll('.row').length > 3", ""),
          new Page(
              "/hub?topic=a&topic=b&last=9&grep=-x",
              "document.querySelectorAll('.legend button').length == 2",
              "location.hash = '#filter=nothing'"),
          new Page("/log?last=0", STATE + " == 'live'", "document.querySelector('.menu').click()"),
          new Page("/ends", STATE + " == 'ended'", "location.hash = '#filter=/(/'"),
          new Page("/refuses", STATE + " == 'refused'", ""),
          new Page("/files/", "document.querySelectorAll('td').length == 6", ""),
          new Page(
              "/logs/",
              "document.querySelectorAll('[type=checkbox]').length == 1",
              "document.querySelector('[type=checkbox]').click()"),
          new Page("/", "document.querySelectorAll('tbody tr').length == 2", ""),
          new Page("/private", "document.forms.length == 1", ""));

  @TempDir Path folder;

  private int serveAll() throws Exception {
    Files.createDirectories(folder.resolve("files/sub"));
    Files.writeString(folder.resolve("files/a.txt"), "x");
    Files.createDirectory(folder.resolve("logs"));
    Files.writeString(folder.resolve("logs/a.log"), "x");
    var users = UserFile.read(UserLines.write(folder.resolve("u"), UserLines.ADA));
    var ring = new MemoryRing();
    Stream.of(
            "plain",
            "\u001b[38;2;0;215;0mgreen \u001b[38;5;51mcyan"
                + " \u001b[38;5;226myellow\u001b[1;31mred\u001b[0m \u001b[33myellow \u001b[90mgrey"
                + " \u001b[2mdim",
            "2026-11-28T10:00:00Z ERROR it broke: https://example.org/why",
            "2026-11-28T10:00:01Z WARN it may break",
            "{\"level\":30,\"time\":1795860000000,\"msg\":\"ready\",\"port\":8080}",
            "level=debug msg=\"a cache miss\" key=17")
        .map(Line::of)
        .forEach(ring::append);
    var shown = Presentation.DEFAULT;
    var hub = new HubHandler("hub:", 10, shown);
    for (var topic : List.of("a", "b")) {
      hub.handle(Request.post("/?topic=" + topic, "from " + topic)).close();
    }
    var router =
        Router.of(
            Route.any("/hub", hub),
            Route.any("/log", new TopicHandler("x", ring, shown, Form.DATA)),
            Route.get(
                "/ends", new LiveLinesHandler(request -> Response.lines(Stream.of("one")), shown)),
            Route.get(
                "/refuses",
                new LiveLinesHandler(request -> Response.text("gone").withStatus(410), shown)),
            Route.get("/files/", new DirectoryHandler(folder.resolve("files"))),
            Route.get("/logs/", new LogsHandler("x", LogDirectory.parse(folder + "/logs/"), shown)),
            Route.get("/private", request -> Response.text("")));
    var behindLogin = new Protection(Set.of(), PathPattern.of("/private"), users);
    var sites = SitePolicy.DEFAULT;
    var handler =
        Authentication.of(List.of(behindLogin), new FrontDoor(router, request -> true, list()))
            .withGuard(next -> sites.guarded(Guard.ALL, next));
    return serve(config().withSites(sites.withGuard(Guard.NONE)), handler).address().getPort();
  }

  private static Function<Request, RouteList> list() {
    var routes =
        List.of(
            new ListedRoute(List.of("GET", "HEAD"), "/log", "tail", "lines added to app.log"),
            new ListedRoute(List.of(), "/user/{name}", "java", "handler User.java"));
    return request -> new RouteList(routes, 1, "/-/");
  }

  @Test
  @DisplayName("DV-90 axe-core finds no violation on any page, light and dark, phone and desktop")
  void pages() throws Exception {
    var accessibility = Accessibility.require();
    int port = serveAll();
    var violations = new ArrayList<String>();
    for (var page : PAGES) {
      var tab = open(port, page.path());
      tab.await(page.ready());
      if (!page.then().isEmpty()) {
        tab.evaluate(page.then());
      }
      accessibility.violations(tab).forEach(each -> violations.add(page.path() + " " + each));
    }
    assertTrue(violations.isEmpty(), () -> String.join("\n", violations));
  }

  @Test
  @DisplayName("DV-91, DV-91.1 each control has a visible focus, in the order of the page")
  void tabOrder() throws Exception {
    int port = serveAll();
    var tab = open(port, "/log?last=100");
    tab.await("document.querySelectorAll('.row').length == 6");
    var seen = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      tab.pressTab();
      seen.add(focus(tab));
    }
    assertEquals(
        List.of("INPUT solid", "level solid", "pause solid", "follow solid", "menu solid"), seen);
    var width = "document.querySelector('.search').clientWidth > 320";
    assertEquals("false", tab.resize(390, 844).evaluate(width));
    tab.evaluate("document.querySelector('.search input').focus()");
    assertEquals("true", tab.evaluate(width));
  }

  /** The class or the name of the focused element, and its outline. */
  private static String focus(Tab tab) {
    return tab.evaluate(
        "(element => (element.className || element.tagName) + ' '"
            + " + getComputedStyle(element).outlineStyle)(document.activeElement)");
  }
}
