package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Proxy": servers that others have made, and a browser that asks through it. */
class ProxiedPeersInBrowserIT extends BrowserTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  @DisplayName("W-1 a browser's fetch gets the lines of each, and its EventSource the events")
  void browser(RealUpstream kind) throws Exception {
    try (var upstream = kind.start(folder);
        var server = upstream.behindProxy()) {
      var tab = open(server.address().getPort(), "/page");
      assertEquals(RealUpstream.LINES, tab.evaluate("fetch('/lines').then(got => got.text())"));
      assertEquals(
          "one,two,three",
          tab.evaluate(
              """
              new Promise(resolve => {
                const seen = [];
                const source = new EventSource("/events");
                source.onmessage = event => seen.push(event.data);
                source.onerror = () => { source.close(); resolve(seen); };
              })\
              """));
    }
  }
}
