package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Handler;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.testing.Browser;
import httpd.testing.Tab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What the tests with a browser share: one for each class, and pages that had no problem. */
abstract class BrowserTest extends WireTest {

  /** So that a browser comes back soon; by itself it takes three seconds. */
  private static final Duration RETRY = Duration.ofMillis(100);

  /** A page that loads nothing. */
  static final String PAGE = "<!doctype html><link rel=icon href=data:,><body>";

  /** A script that loads an element into the page, and waits for the end of that. */
  static final String LOADING =
      """
      const settled = (target, ...types) => new Promise(
        done => types.forEach(type => target.addEventListener(type, () => done(type))));
      const loaded = (name, set) => {
        const element = document.createElement(name);
        const end = settled(element, "load", "error");
        set(element);
        document.body.append(element);
        return end;
      };
      """;

  private static final String OTHER_SITES =
      "--host-resolver-rules=MAP *.example 127.0.0.1, MAP rebound 127.0.0.1";

  private final List<Tab> tabs = new ArrayList<>();
  private static Browser browser;

  @BeforeAll
  static void startBrowser() throws Exception {
    Browser.require();
    browser = Browser.start(OTHER_SITES);
  }

  @BeforeEach
  void beginContext() {
    browser.beginContext();
  }

  @AfterEach
  void endContext() {
    browser.endContext();
  }

  @AfterAll
  static void closeBrowser() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  protected Tab open(int port, String path) {
    return open("http://127.0.0.1:" + port + path);
  }

  protected Tab open(String address) {
    var tab = browser.open(address);
    tabs.add(tab);
    return tab;
  }

  /** No page had an error, and none has asked any other server than this. */
  protected void assertNoProblem(int... ports) {
    for (var tab : tabs) {
      assertEquals(List.of(), tab.problems());
      for (var request : tab.requests()) {
        assertTrue(
            request.startsWith("data:") || isFrom(request, ports), "the page asked for " + request);
      }
    }
  }

  private static boolean isFrom(String address, int... ports) {
    for (int port : ports) {
      if (address.startsWith("http://127.0.0.1:" + port + "/")) {
        return true;
      }
    }
    return false;
  }

  /** The same handler, whose event streams ask their clients to come back soon. */
  protected static Handler soon(Handler handler) {
    return request -> {
      var response = handler.handle(request);
      var type = String.valueOf(response.headers().get("Content-Type"));
      return type.equals("text/event-stream") && response.body() instanceof Body.Lines(var lines)
          ? new Response(response.status(), response.headers(), new Body.Lines(soon(lines)))
          : response;
    };
  }

  private static LineSource soon(LineSource lines) {
    var isFirst = new AtomicBoolean(true);
    return new LineSource() {
      @Override
      public Poll poll(Runnable wake) {
        return isFirst.getAndSet(false)
            ? new ServerSentEvent(null, null, null, RETRY, null).toLine()
            : lines.poll(wake);
      }

      @Override
      public void close() {
        lines.close();
      }
    };
  }
}
