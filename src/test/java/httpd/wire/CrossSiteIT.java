package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Response;
import httpd.exec.Command;
import httpd.exec.ExecHandler;
import httpd.hub.HubHandler;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.proxy.ProxyHandler;
import httpd.proxy.ProxyRoute;
import httpd.proxy.TrustedProxies;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.AccessEvent;
import httpd.server.Server;
import httpd.server.SitePolicy;
import httpd.server.SitePolicy.Guard;
import httpd.testing.Eventually;
import httpd.testing.Tab;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, "Who may talk to it": what a real browser sends for a page of another site. */
class CrossSiteIT extends BrowserTest {

  /** What pages have: {@code from} is the server's own origin. */
  private static final String MEANS =
      LOADING
          + """
          const socket = url => {
            const socket = new WebSocket(url);
            return settled(socket, "open", "error").finally(() => socket.close());
          };
          const events = url => {
            const source = new EventSource(url);
            return settled(source, "message", "error").finally(() => source.close());
          };
          """;

  private static final int ATTACKS = 12;

  @TempDir Path folder;

  private final ConcurrentLinkedQueue<String> answered = new ConcurrentLinkedQueue<>();
  private MockWebServer upstream;
  private Server other;

  @BeforeEach
  void startOthers() throws Exception {
    upstream = new MockWebServer();
    upstream.start();
    for (int i = 0; i < 3; i++) {
      upstream.enqueue(new MockResponse.Builder().webSocketUpgrade(new Polite()).build());
    }
    var any = SitePolicy.DEFAULT.withHosts(Set.of(SitePolicy.ANY_HOST));
    other = Server.start(config().withSites(any), CrossSiteIT::page);
  }

  @AfterEach
  void stopOthers() throws Exception {
    other.close();
    upstream.close();
  }

  /** Everything that a page can have a browser send to another site, in ways that need no leave. */
  private static String attackOn(String origin) {
    return """
    (async from => {
      %s
      const simple = { method: "POST", mode: "no-cors", body: "forged" };
      const form = async path => {
        const frame = document.createElement("iframe");
        const form = document.createElement("form");
        Object.assign(frame, { name: path });
        Object.assign(form, { method: "post", action: from + path, target: path });
        document.body.append(form);
        const empty = settled(frame, "load");
        document.body.append(frame);
        await empty;
        const posted = settled(frame, "load");
        form.submit();
        await posted;
      };
      await Promise.all([
        fetch(from + "/run?fetch", simple),
        fetch(from + "/chat?fetch", simple),
        fetch(from + "/run?get", { mode: "no-cors", referrerPolicy: "no-referrer" }),
        loaded("img", image => image.src = from + "/run?img"),
        loaded("img", image => {
          image.referrerPolicy = "no-referrer";
          image.src = from + "/run?hidden";
        }),
        loaded("script", script => script.src = from + "/run?script"),
        events(from + "/run?events"),
        socket(from.replace("http", "ws") + "/up/socket"),
        form("/run?form"),
        form("/chat?form"),
      ]);
      navigator.sendBeacon(from + "/run?beacon", "forged");
      navigator.sendBeacon(from + "/chat?beacon", "forged");
    })("%s")\
    """
        .formatted(MEANS, origin);
  }

  private static final class Polite extends WebSocketListener {
    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
      socket.close(code, reason);
    }
  }

  /** A tab with a page that has been read. */
  private Tab openRead(String address) {
    var tab = open(address);
    tab.await("document.body");
    return tab;
  }

  private static Response page(httpd.Request request) {
    return Response.text(PAGE).withType("text/html; charset=utf-8");
  }

  /** Our server, guarded as the command line guards its routes. */
  private int serveOurs(SitePolicy policy) throws Exception {
    var run = new ExecHandler(Command.shell("echo ran >>" + ran() + "; echo ran", false));
    var up = UpstreamAddress.of("http://127.0.0.1:" + upstream.getPort());
    Handler proxy =
        new ProxyHandler(
            new ProxyRoute("up", List.of(up), UpstreamLimits.DEFAULT, TrustedProxies.NONE, false));
    Handler hub = new HubHandler("hub:", 10, Presentation.DEFAULT.withLast(10));
    var routes =
        Router.of(
            Route.any(
                "/run", policy.guarded(Guard.ALL, new LiveLinesHandler(run, Presentation.DEFAULT))),
            Route.any("/chat", policy.guarded(Guard.UNSAFE, hub)),
            Route.any("/up/", policy.guarded(Guard.TUNNELS, proxy)),
            Route.get("/page", CrossSiteIT::page));
    var config = config().withSites(policy.withGuard(Guard.NONE)).withAccessLog(this::noteWhenDone);
    return serve(config, routes).address().getPort();
  }

  private void noteWhenDone(AccessEvent event) {
    if (event.phase() == AccessEvent.Phase.DONE) {
      answered.add(event.asked().target() + " " + event.status());
    }
  }

  private Path ran() {
    return folder.resolve("ran");
  }

  private String otherOrigin(String host) {
    return "http://" + host + ":" + other.address().getPort();
  }

  @ParameterizedTest
  @CsvSource({
    "other.example, 127.0.0.1",
    "localhost, localhost",
    "other.example, ours.example",
    "ours.example, ours.example",
  })
  @DisplayName("S-160 to S-163, X-105, K-160 a page of another site runs and publishes nothing")
  void attack(String from, String to) throws Exception {
    int port = serveOurs(SitePolicy.DEFAULT.withHosts(Set.of("ours.example")));
    var tab = openRead(otherOrigin(from));
    tab.evaluate(attackOn("http://" + to + ":" + port));
    Eventually.isFine(() -> answered.size() >= ATTACKS ? null : "answered so far: " + answered);
    for (var one : answered) {
      assertTrue(one.endsWith(" 403"), answered.toString());
    }
    assertFalse(Files.exists(ran()), "the command has run");
    assertEquals(0, upstream.getRequestCount(), "requests to the upstream");
  }

  @Test
  @DisplayName("S-163, D-71 a frame runs nothing, in no view")
  void frames() throws Exception {
    int port = serveOurs(SitePolicy.DEFAULT);
    var tab = openRead(otherOrigin("other.example"));
    for (var name : List.of("iframe", "embed")) {
      for (var path : List.of("/run", "/run?as=lines", "/run?as=page")) {
        tab.evaluate(
            "(async () => { %s await loaded('%s', e => e.src = 'http://127.0.0.1:%s%s'); })()"
                .formatted(MEANS, name, port, path));
      }
    }
    Eventually.isFine(() -> answered.size() >= 6 ? null : "answered so far: " + answered);
    for (var one : answered) {
      assertTrue(one.endsWith(" 403"), answered.toString());
    }
    assertFalse(Files.exists(ran()), "the command has run");
  }

  @Test
  @DisplayName("S-163 a link from another site opens the page, which runs the command")
  void link() throws Exception {
    int port = serveOurs(SitePolicy.DEFAULT);
    var tab = openRead(otherOrigin("other.example"));
    tab.evaluate(
        """
        (() => {
          const link = document.createElement("a");
          link.href = "http://127.0.0.1:%s/run";
          document.body.append(link);
          setTimeout(() => link.click());
        })()\
        """
            .formatted(port));
    Eventually.isFine(() -> Files.exists(ran()) ? null : "nothing has run: " + answered);
    tab.await("document.querySelectorAll('.row').length == 2");
    assertEquals("/run", tab.evaluate("location.pathname"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "a.localhost", "ours.example"})
  @DisplayName("S-160 the server's own page notices nothing")
  void own(String host) throws Exception {
    int port = serveOurs(SitePolicy.DEFAULT.withHosts(Set.of("ours.example")));
    var tab = openRead("http://" + host + ":" + port + "/page");
    assertEquals(
        "200,200,201,message,open",
        tab.evaluate(
            """
            (async () => {
              %s
              const status = async (...of) => (await fetch(...of)).status;
              return [
                await status("/run"),
                await status("/run", { method: "POST", body: "x" }),
                await status("/chat", { method: "POST", body: "x" }),
                await events("/run"),
                await socket(`ws://${location.host}/up/socket`),
              ];
            })()\
            """
                .formatted(MEANS)));
    var live = open("http://" + host + ":" + port + "/run");
    live.await("document.querySelectorAll('.row').length == 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rebound.example", "rebound"})
  @DisplayName("S-150, S-152 a name that was pointed at loopback reaches nothing")
  void rebound(String host) throws Exception {
    int port = serveOurs(SitePolicy.DEFAULT);
    var tab = openRead("http://" + host + ":" + port + "/page");
    tab.await("document.body.innerText.includes('start it with --host " + host + "')");
    assertEquals(
        "421,421,421,421,error,error",
        tab.evaluate(
            """
            (async () => {
              %s
              const status = async (...of) => (await fetch(...of)).status;
              return [
                await status("/page"),
                await status("/page", {
                  headers: { "Accept-Language": "", "User-Agent": "curl/8.0", "Accept": "" },
                  referrerPolicy: "no-referrer",
                }),
                await status("/run", { method: "POST", body: "x" }),
                await status("/chat", { method: "PUT", body: "x" }),
                await events("/chat"),
                await socket(`ws://${location.host}/up/socket`),
              ];
            })()\
            """
                .formatted(MEANS)));
    assertFalse(Files.exists(ran()), "the command has run");
    assertEquals(0, upstream.getRequestCount(), "requests to the upstream");
  }

  @Test
  @DisplayName("S-166, S-167 a page of an allowed origin reads, runs and publishes")
  void allowed() throws Exception {
    var origin = otherOrigin("other.example");
    int port = serveOurs(SitePolicy.DEFAULT.withOrigins(Set.of(origin)));
    var tab = openRead(origin);
    assertEquals(
        "201,true,ran,404,message,open",
        tab.evaluate(
            """
            (async from => {
              %s
              const published = await fetch(from + "/chat", {
                method: "PUT",
                body: JSON.stringify({ data: "hello" }),
                headers: { "Content-Type": "application/json", "X-Tag": "1" },
              });
              return [
                published.status,
                published.headers.get("Httpd-Event-Id") === (await published.text()).trim(),
                (await (await fetch(from + "/run")).text()).trim(),
                (await fetch(from + "/none")).status,
                await events(from + "/chat"),
                await socket(from.replace("http", "ws") + "/up/socket"),
              ];
            })("http://127.0.0.1:%s")\
            """
                .formatted(MEANS, port)));
  }
}
