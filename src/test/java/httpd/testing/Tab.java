package httpd.testing;

import httpd.testing.DevTools.PageLeft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** One tab of a {@link Browser}. */
public final class Tab {

  private static final int LIMIT_MILLIS = 30_000;
  private static final int MOST_PAGES = 10;

  private final DevTools tools;
  private final String session;

  Tab(DevTools tools, String session) {
    this.tools = tools;
    this.session = session;
    for (var domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", "{}");
    }
  }

  Tab load(String address) {
    call("Page.navigate", "{\"url\":" + Json.quote(address) + "}");
    return this;
  }

  /** Ends the reports of the network, of which each event of a stream is one. */
  public void forgetRequests() {
    call("Network.disable", "{}");
  }

  /** The value of an expression as JavaScript writes it as a string; a promise is waited for. */
  public String evaluate(String expression) {
    var parameters =
        "{\"awaitPromise\":true,\"returnByValue\":true,\"userGesture\":true,\"expression\":%s}"
            .formatted(Json.quote("(async () => String(await (" + expression + ")))()"));
    var result = call("Runtime.evaluate", parameters);
    if (Json.at(result, "exceptionDetails") != null) {
      throw new AssertionError(
          expression + ": " + Json.at(result, "exceptionDetails", "exception", "description"));
    }
    return (String) Json.at(result, "result", "value");
  }

  /** Runs a script that is no expression, as that of a library. */
  void run(String script) {
    var result = call("Runtime.evaluate", "{\"expression\":%s}".formatted(Json.quote(script)));
    if (Json.at(result, "exceptionDetails") != null) {
      throw new AssertionError(Json.at(result, "exceptionDetails", "exception", "description"));
    }
  }

  /**
   * Waits until a condition holds, which is looked at whenever the document has changed, and now
   * and then for what changes no node, such as its state of loading; and on the next page if the
   * tab goes to another one.
   */
  public void await(String condition) {
    for (int pages = 1; ; pages++) {
      try {
        awaitOnThisPage(condition);
        return;
      } catch (PageLeft left) {
        if (pages == MOST_PAGES) {
          throw left;
        }
      }
    }
  }

  private void awaitOnThisPage(String condition) {
    evaluate(
        """
        new Promise((resolve, reject) => {
          const holds = () => { try { return %s; } catch { return false; } };
          const end = () => {
            watch.disconnect();
            clearInterval(looks);
            clearTimeout(limit);
          };
          const look = () => {
            if (!holds()) return;
            end();
            resolve();
          };
          const watch = new MutationObserver(look);
          watch.observe(document,
              { subtree: true, childList: true, attributes: true, characterData: true });
          const looks = setInterval(look, 50);
          const limit = setTimeout(() => {
            end();
            reject(new Error("the page shows " + document.body.innerText.slice(-3000)));
          }, %s);
          look();
        })\
        """
            .formatted(condition, LIMIT_MILLIS));
  }

  /** The colours that its user prefers: light or dark. */
  public Tab prefer(String scheme) {
    call(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":%s}]}"
            .formatted(Json.quote(scheme)));
    return this;
  }

  /** Moves the focus to what comes next in the tab order. */
  public void pressTab() {
    for (var type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          "{\"type\":\"%s\",\"key\":\"Tab\",\"code\":\"Tab\",\"windowsVirtualKeyCode\":9}"
              .formatted(type));
    }
  }

  /** Types into what has the focus, or presses a key that has no text. */
  public void press(String key) {
    var text = key.length() == 1 ? ",\"text\":" + Json.quote(key) : "";
    call(
        "Input.dispatchKeyEvent",
        "{\"type\":\"keyDown\",\"key\":%s%s}".formatted(Json.quote(key), text));
    call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\",\"key\":%s}".formatted(Json.quote(key)));
  }

  /** Errors of scripts and of the browser, and what is logged; connections that broke are none. */
  public List<String> problems() {
    var errors =
        tools.events(session, "Log.entryAdded").stream()
            .filter(
                event -> !String.valueOf(Json.at(event, "entry", "text")).contains("net::ERR_"));
    return Stream.of(
            errors,
            tools.events(session, "Runtime.exceptionThrown").stream(),
            tools.events(session, "Runtime.consoleAPICalled").stream())
        .flatMap(events -> events)
        .map(Object::toString)
        .toList();
  }

  /** The addresses that it has asked for. */
  public List<String> requests() {
    return tools.events(session, "Network.requestWillBeSent").stream()
        .map(event -> (String) Json.at(event, "request", "url"))
        .toList();
  }

  /** A window of another size, as that of a phone. */
  public Tab resize(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":%s,\"height\":%s,\"deviceScaleFactor\":1,\"mobile\":true}"
            .formatted(width, height));
    return this;
  }

  /** What it shows, as a PNG. */
  public void screenshot(Path file) throws IOException {
    var data = (String) Json.at(call("Page.captureScreenshot", "{}"), "data");
    Files.write(file, Base64.getDecoder().decode(data));
  }

  private Object call(String method, String parameters) {
    return tools.call(session, method, parameters);
  }
}
