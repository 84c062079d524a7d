package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Response;
import httpd.exec.Command;
import httpd.exec.ExecHandler;
import httpd.hub.HubHandler;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.live.WebSocketHandler;
import httpd.live.WebSocketHandler.Input;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.AccessEvent;
import httpd.server.tls.TlsSettings;
import httpd.testing.Browser;
import httpd.testing.Eventually;
import httpd.testing.RawWebSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "WebSockets", with commands and with a browser. */
class WebSocketIT extends WireTest {

  private static final String PAGE = "<!doctype html><link rel=icon href=data:,><body>";

  /** Sends lines, and returns the messages and the close up to then. */
  private static final String TALK =
      """
      (async (path, ...lines) => {
        const socket = new WebSocket(location.origin.replace("http", "ws") + path);
        const got = [];
        let next = () => {};
        const message = () => new Promise(done => next = done);
        socket.onmessage = event => { got.push(event.data); next(); };
        const closed = new Promise(done => socket.onclose = event => {
          got.push(event.code + " " + event.reason + " " + event.wasClean);
          next();
          done();
        });
        await new Promise(done => socket.onopen = done);
        for (const line of lines) {
          const answer = message();
          socket.send(line);
          await answer;
        }
        socket.close(1000);
        await closed;
        return got.join("|");
      })(%s)\
      """;

  private final ConcurrentLinkedQueue<AccessEvent> events = new ConcurrentLinkedQueue<>();

  private static Handler exec(String command) {
    return new WebSocketHandler(
        new LiveLinesHandler(new ExecHandler(Command.shell(command, false)), Presentation.DEFAULT),
        Input.STANDARD_INPUT);
  }

  private static Handler routes() {
    return Router.of(
        List.of(
            Route.of(
                Set.of("GET"),
                "/",
                request -> Response.text(PAGE).withType("text/html; charset=utf-8")),
            Route.of(
                Set.of(),
                "/chat",
                new WebSocketHandler(
                    new HubHandler("hub:", 10, Presentation.DEFAULT), Input.PUBLISHED)),
            Route.of(Set.of(), "/echo", exec("while read -r line; do echo \"got $line\"; done")),
            Route.of(Set.of(), "/exit", exec("read -r status; exit $status")),
            Route.of(Set.of(), "/bytes", exec("head -c 3 | od -An -tx1")),
            Route.of(Set.of(), "/pid", exec("echo $$; cat"))));
  }

  @Test
  @DisplayName("WS-22, WS-30, WS-31 lines, bytes and the status of commands")
  void commands() throws Exception {
    serve(routes());
    var echo = RawWebSocket.open(connect(), "/echo", "").text("one").text("two");
    assertEquals("TEXT got one", echo.read());
    assertEquals("TEXT got two", echo.read());
    var bytes = RawWebSocket.open(connect(), "/bytes", "").frame(0x82, (byte) 0, (byte) 0xff);
    assertEquals("TEXT  00 ff 0a", bytes.frame(0x82, (byte) '\n').read());
    assertEquals("CLOSE 1000", bytes.read());
    assertEquals("CLOSE 1000", RawWebSocket.open(connect(), "/exit", "").text("0").read());
    assertEquals(
        "CLOSE 1011 exited with status 3",
        RawWebSocket.open(connect(), "/exit", "").text("3").read());
  }

  @Test
  @DisplayName("WS-33, WS-35 a client that closes or goes ends the process group")
  void group() throws Exception {
    serve(routes());
    for (boolean closes : new boolean[] {true, false}) {
      var socket = RawWebSocket.open(connect(), "/pid", "");
      long pid = Long.parseLong(socket.read().substring("TEXT ".length()));
      if (closes) {
        socket.close(1000);
      } else {
        socket.client().reset();
      }
      Eventually.holds(
          "ended", () -> ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
    }
  }

  @Test
  @DisplayName("WS-50 a page over HTTP/2 and TLS chats, and talks to a command, over HTTP/1.1")
  void browser() throws Exception {
    Browser.require();
    var certificate = TlsSettings.ownCertificate(Set.of("localhost"));
    var server = serve(config().withTls(certificate).withAccessLog(events::add), routes());
    try (var browser = Browser.start("--ignore-certificate-errors")) {
      browser.beginContext();
      var tab = browser.open("https://localhost:" + server.address().getPort() + "/");
      tab.await("document.readyState === 'complete' && location.protocol === 'https:'");
      assertEquals(
          "h2", tab.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol"));
      assertEquals(
          "hello|w\u00f6rld|1000  true",
          tab.evaluate(TALK.formatted("'/chat', 'hello', 'w\u00f6rld'")));
      assertEquals(
          "got one|got two|1000  true", tab.evaluate(TALK.formatted("'/echo', 'one', 'two'")));
      assertEquals("1011 exited with status 7 true", tab.evaluate(TALK.formatted("'/exit', '7'")));
      assertEquals(List.of(), tab.problems());
    }
    var protocols =
        events.stream()
            .filter(event -> event.status() == 101)
            .map(event -> event.asked().protocol())
            .distinct()
            .toList();
    assertEquals(List.of("HTTP/1.1"), protocols);
    assertTrue(events.stream().anyMatch(event -> event.asked().protocol().equals("HTTP/2")));
  }
}
