package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.Browser;
import httpd.testing.CutForwarder;
import httpd.testing.Eventually;
import httpd.testing.Json;
import httpd.testing.Tab;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A browser's {@code EventSource} on several logs, whose connection is cut now and then. It comes
 * back by itself, with its last id.
 */
final class PageOnLogs implements AutoCloseable {

  private static final String FOLLOW =
      """
      (() => {
        window.seen = {};
        window.resets = [];
        window.opened = 0;
        const source = new EventSource("/?file=**");
        source.onopen = () => opened++;
        source.addEventListener("reset", event => resets.push(event.data));
        source.onmessage = ({ data, lastEventId }) => {
          const file = decodeURIComponent(lastEventId.split(".")[0].replaceAll("_", "%"));
          (seen[file] ??= []).push(data);
        };
      })()\
      """;

  private final Browser browser;
  private final CutForwarder way;
  private final Tab tab;

  PageOnLogs(InetSocketAddress server) throws IOException {
    browser = Browser.start();
    way = new CutForwarder(server);
    browser.beginContext();
    tab = browser.open("http://127.0.0.1:" + way.port() + "/?file=**");
    tab.forgetRequests();
    tab.await("document.readyState == 'complete'");
    tab.evaluate(FOLLOW);
    awaitOpened(1);
  }

  private void awaitOpened(int times) {
    Eventually.holds("opened", () -> opened() >= times);
  }

  private int opened() {
    return Integer.parseInt(tab.evaluate("opened"));
  }

  /** Cuts it, unless it has not come back from the last cut. */
  void cut() {
    way.cut();
  }

  /** Waits for the last line of each log, and compares all. */
  void assertHas(Map<String, Integer> expected) {
    Eventually.isFine(
        ManyLogsIT.LIMIT,
        () -> {
          var seen = lines();
          for (var each : expected.entrySet()) {
            var had = seen.getOrDefault(each.getKey(), List.of());
            if (!had.contains("line " + each.getValue())) {
              return each + " after " + had.size();
            }
          }
          return null;
        });
    assertEquals("[]", tab.evaluate("JSON.stringify(resets)"), "resets");
    ManyLogsIT.assertSame(expected, lines(), "page");
    assertTrue(opened() > 1, "it has come back " + (opened() - 1) + " times");
  }

  private Map<String, List<String>> lines() {
    var lines = new HashMap<String, List<String>>();
    var seen = (Map<?, ?>) Json.parse(tab.evaluate("JSON.stringify(seen)"));
    seen.forEach((file, texts) -> {
      var had = new ArrayList<String>();
      ((List<?>) texts).forEach(text -> had.add((String) text));
      lines.put((String) file, had);
    });
    return lines;
  }

  @Override
  public void close() throws Exception {
    way.close();
    browser.close();
  }
}
