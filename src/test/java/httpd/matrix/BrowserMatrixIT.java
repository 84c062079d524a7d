package httpd.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Response;
import httpd.route.Route;
import httpd.testing.Browser;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a browser sees of sources that break off, over each transport that it speaks. */
class BrowserMatrixIT extends MatrixTest {

  /**
   * Reads each source until something has come, and then to its end; the hub by an {@code
   * EventSource}, so that there are no more connections than a browser makes to one server.
   */
  private static final String PAGE =
      """
      <!doctype html>
      <link rel="icon" href="data:,">
      <body>
      <script>
        const note = (name, text) => document.body.dataset[name] = text;
        const read = async name => {
          const response = await fetch("/" + name);
          const reader = response.body.getReader();
          await reader.read();
          note(name, response.headers.get("content-encoding") ?? "identity");
          await new Promise(go => window.addEventListener("go", go));
          try {
            while (!(await reader.read()).done);
            note(name, "end");
          } catch (e) {
            note(name, e.name);
          }
        };
        for (const name of ["handler", "tail", "exec", "proxy", "file"]) {
          read(name).catch(e => note(name, "no answer: " + e));
        }
        const events = new EventSource("/hub");
        events.onmessage = () => note("hub", "message");
        events.onerror = () => {
          note("hub", events.readyState == EventSource.CONNECTING ? "reconnects" : "closed");
          events.close();
        };
      </script>
      """;

  private static final String OF_EACH =
      "JSON.stringify(document.body.dataset, ['exec', 'file', 'handler', 'hub', 'proxy', 'tail'])";

  private static final Route START =
      Route.get("/", request -> Response.text(PAGE).withType("text/html; charset=utf-8"));

  @ParameterizedTest
  @EnumSource(names = {"H1", "H1_TLS", "H2_TLS"})
  @DisplayName("J-420, J-421 a browser sees every cut: fetch fails, and an EventSource reconnects")
  void cuts(MatrixTransport transport) throws Exception {
    Browser.require();
    try (var server = serve(transport, START);
        var browser =
            transport.isHttp2
                ? Browser.start("--ignore-certificate-errors")
                : Browser.start("--ignore-certificate-errors", "--disable-http2")) {
      browser.beginContext();
      var scheme = transport.isTls ? "https" : "http";
      var tab = browser.open("%s://127.0.0.1:%s/".formatted(scheme, server.address().getPort()));
      awaitHeads(sources.size() - 1); // The head of a file is not logged.
      for (var source : sources) {
        source.say("first");
      }
      tab.await("Object.keys(document.body.dataset).length == 6");
      assertEquals(
          """
          {"exec":"gzip","file":"gzip","handler":"gzip","hub":"message","proxy":"gzip","tail":"gzip"}\
          """,
          tab.evaluate(OF_EACH));
      assertEquals(
          transport.isHttp2 ? "h2" : "http/1.1",
          tab.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol"));
      for (var source : sources) {
        if (source.mayFail()) {
          source.fail();
        }
      }
      server.close();
      tab.evaluate("window.dispatchEvent(new Event('go'))");
      tab.await("Object.values(document.body.dataset).every(seen => !/gzip|message/.test(seen))");
      assertEquals(
          """
          {"exec":"TypeError","file":"TypeError","handler":"TypeError","hub":"reconnects",\
          "proxy":"TypeError","tail":"TypeError"}\
          """,
          tab.evaluate(OF_EACH));
      browser.endContext();
    }
  }
}
