package httpd.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.cli.error.CommandException;
import httpd.testing.LogCapture;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** G-33: what a terminal is given besides the log. */
class ConsoleTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
          OutputStream.nullOutputStream(),
          new PrintStream(said, true, UTF_8),
          false,
          true,
          TextStyle.PLAIN,
          TextStyle.PLAIN);

  @Test
  @DisplayName("G-33 errors have two lines, notes and routes one, compile errors their own")
  void escaped() {
    console.error(CommandException.wrong("a\n\u001b[2J", "b\u009b"));
    console.note("x\ry");
    console.message("A.java:1:1: error\n\t\u001b[31m;\n\t^");
    console.ready(
        ServerUrl.of(
            "http", List.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 1)), List.of()),
        "GET /a exec:\u001b[2J\n");
    assertEquals(
        """
        httpd: a\\x0a\\x1b[2J
          hint: b\\xc2\\x9b
        httpd: x\\x0dy
        A.java:1:1: error
        \t\\x1b[31m;
        \t^
        httpd: listening on http://[::1]:1/
          GET /a exec:\\x1b[2J
        Only this machine can connect; --bind 0.0.0.0 opens it. Ctrl-C stops.
        """,
        said.toString(UTF_8));
  }

  @Test
  @DisplayName("G-33 what ends a thread of a handler is told by the log, and so escaped")
  void uncaught() {
    try (var log = new LogCapture()) {
      var thread = Thread.ofVirtual().name("mine").unstarted(() -> {});
      StderrLog.uncaught(thread, new IllegalStateException("a\nb"));
      assertEquals(
          "ERROR thread \"mine\" ended: java.lang.IllegalStateException: a\\x0ab [trace of"
              + " EscapedFailure]\n",
          log.text().replace("SEVERE", "ERROR"));
    }
  }
}
