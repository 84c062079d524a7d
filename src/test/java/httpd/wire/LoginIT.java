package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.ServerSentEvent;
import httpd.auth.Authentication;
import httpd.auth.UserFile;
import httpd.auth.UserLines;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;
import httpd.server.SitePolicy;
import httpd.server.SitePolicy.Guard;
import httpd.testing.Eventually;
import httpd.testing.Tab;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Identity": a browser that signs in, and pages of other sites that would like to. */
class LoginIT extends BrowserTest {

  private static final String PAGE =
      """
      <!doctype html>
      <link rel="icon" href="data:,">
      <body>
      <p id="user"></p><p id="events"></p>
      <script>
        const source = new EventSource("/events");
        source.onmessage = event => document.querySelector("#events").append(event.data);
        source.onerror = () => document.querySelector("#events").append("!");
        fetch("/whoami").then(answer => answer.text())
          .then(name => document.querySelector("#user").append(name));
      </script>
      """;

  @TempDir Path folder;

  private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
  private UserFile users;

  @BeforeEach
  void makeUsers() throws Exception {
    users = UserFile.read(UserLines.write(folder.resolve("u"), UserLines.ADA));
  }

  private int serveOurs(int port) throws Exception {
    var sites = SitePolicy.DEFAULT.withHosts(Set.of("ours.example"));
    var router =
        Router.of(
            Route.get("/", request -> Response.text(PAGE).withType("text/html; charset=utf-8")),
            Route.any("/whoami", request -> Response.text("" + request.user())),
            Route.get(
                "/events",
                soon(request -> {
                  seen.add("events " + request.user() + " " + request.authType());
                  return Response.events(
                      Stream.of(ServerSentEvent.of("hello " + request.user() + ".")));
                })));
    var protectedRoutes =
        Authentication.of(users, router).withGuard(next -> sites.guarded(Guard.ALL, next));
    var config =
        config()
            .withPort(port)
            .withSites(sites.withGuard(Guard.NONE))
            .withAccessLog(event -> {
              if (event.asked().target().startsWith("/attacked")) {
                seen.add(event.asked().target() + " " + event.status());
              }
            });
    return serve(config, protectedRoutes).address().getPort();
  }

  private static void signIn(Tab tab, String password) {
    tab.await("document.forms.length == 1");
    tab.evaluate(
        """
        (() => {
          const form = document.forms[0];
          form.elements.name.value = "ada";
          form.elements.password.value = %s;
          setTimeout(() => form.querySelector("button").click());
        })()\
        """
            .formatted(httpd.testing.Json.quote(password)));
  }

  @Test
  @DisplayName("I-50 to I-56 a person signs in, an EventSource has the cookie, a password ends it")
  void session() throws Exception {
    int port = serveOurs(0);
    var tab = open(port, "/?from=here");
    signIn(tab, "wrong");
    tab.await("document.querySelector('.problem').textContent == 'Name or password is wrong.'");
    assertEquals("ada", tab.evaluate("document.forms[0].elements.name.value"));
    signIn(tab, "hunter2");
    tab.await("document.querySelector('#user').textContent == 'ada'");
    tab.await("document.querySelector('#events').textContent.startsWith('hello ada.')");
    assertEquals("/?from=here", tab.evaluate("location.pathname + location.search"));
    assertTrue(seen.contains("events ada Cookie"), seen.toString());
    assertEquals("", tab.evaluate("document.cookie"));
    assertEquals("ada", tab.evaluate("fetch('/whoami', {method: 'POST'}).then(a => a.text())"));
    users.reload(); // As a restart would: nothing but the file is kept.
    assertEquals("ada", tab.evaluate("fetch('/whoami').then(a => a.text())"));
    UserLines.write(folder.resolve("u"), UserLines.BOB.replace("bob:", "ada:"));
    users.reload();
    assertEquals("401", tab.evaluate("fetch('/whoami').then(a => a.status)"));
    var again = open(port, "/");
    signIn(again, "swordfish");
    again.await("document.querySelector('#user').textContent == 'ada'");
  }

  @Test
  @DisplayName("I-55 after a logout the browser has no cookie")
  void logout() throws Exception {
    int port = serveOurs(0);
    var tab = open(port, "/-/login?to=/whoami");
    signIn(tab, "hunter2");
    tab.await("document.body.textContent == 'ada'");
    var out = open(port, "/-/logout");
    out.await("document.forms.length == 1");
    out.evaluate("setTimeout(() => document.forms[0].querySelector('button').click())");
    out.await("location.pathname == '/-/login'");
    open(port, "/whoami").await("document.title == 'Sign in'");
  }

  @Test
  @DisplayName("I-58 a page of another site gets nothing, though the browser has signed in")
  void otherSite() throws Exception {
    int port = serveOurs(0);
    var tab = open("http://ours.example:" + port + "/-/login?to=/whoami");
    signIn(tab, "hunter2");
    tab.await("document.body.textContent == 'ada'");
    var any = SitePolicy.DEFAULT.withHosts(Set.of(SitePolicy.ANY_HOST));
    try (var other =
        Server.start(
            config().withSites(any), request -> Response.text(PAGE).withType("text/html"))) {
      var evil = open("http://evil.example:" + other.address().getPort() + "/");
      evil.await("document.body");
      evil.evaluate(attack("http://ours.example:" + port));
      Eventually.isFine(() -> count("/attacked") >= 6 ? null : "answered so far: " + seen);
      for (var answer : seen) {
        assertTrue(
            !answer.startsWith("/attacked") || answer.endsWith(" 403") || answer.endsWith(" 401"),
            seen.toString());
      }
    }
    assertEquals("ada", tab.evaluate("fetch('/whoami').then(a => a.text())"));
  }

  private long count(String start) {
    return seen.stream().filter(answer -> answer.startsWith(start)).count();
  }

  private static String attack(String ours) {
    return """
    (async ours => {
      %s
      const events = new EventSource(ours + "/attacked?events", { withCredentials: true });
      await Promise.all([
        fetch(ours + "/attacked?fetch", { credentials: "include" }).then(
          () => { throw new Error("it was read"); }, () => 0),
        fetch(ours + "/attacked?simple",
          { credentials: "include", mode: "no-cors", method: "POST", body: "x" }),
        loaded("img", image => image.src = ours + "/attacked?img"),
        loaded("script", script => script.src = ours + "/attacked?script"),
        loaded("iframe", frame => frame.src = ours + "/attacked?frame"),
        settled(events, "error"),
      ]);
      events.close();
    })("%s")\
    """
        .formatted(LOADING, ours);
  }
}
