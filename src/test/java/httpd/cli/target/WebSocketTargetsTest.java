package httpd.cli.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import httpd.Handler;
import httpd.Response;
import httpd.cli.error.CommandException;
import httpd.cli.option.ClassPath;
import httpd.live.WebSocketHandler;
import httpd.live.WebSocketHandler.Input;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which kinds of targets have WebSockets, and what their clients may send. */
class WebSocketTargetsTest {

  private static final Handler LINES = request -> Response.text("");

  private static Handler with(String text, boolean writable) throws CommandException {
    try (var kinds = TargetKinds.load(ClassPath.EMPTY)) {
      return TargetParser.parse(text, "/x=" + text, kinds).withWebSockets(LINES, writable);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tail:x.log, NONE",
    "stdin:, NONE",
    "shared+exec:vmstat 1, NONE",
    "hub:, PUBLISHED",
    "sse+hub:, PUBLISHED",
    "exec:cat, STANDARD_INPUT",
    "pty+exec:cat, STANDARD_INPUT"
  })
  @DisplayName("WS-1, WS-20, WS-22, WS-23 live lines have WebSockets, for reading without POST")
  void live(String what, Input input) throws Exception {
    assertEquals(new WebSocketHandler(LINES, input), with(what, true));
    assertEquals(new WebSocketHandler(LINES, Input.NONE), with(what, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text:x",
        "streams:",
        "http://127.0.0.1:1/",
        "shared+http://127.0.0.1:1/",
        "sse+http://127.0.0.1:1/",
        "durable+exec:cat"
      })
  @DisplayName("WS-2 all others have none")
  void others(String what) throws Exception {
    assertSame(LINES, with(what, true));
  }
}
