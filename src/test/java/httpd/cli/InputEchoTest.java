package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.output.Console;
import httpd.cli.output.TextStyle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InputEchoTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private InputEcho echo(OutputStream log, boolean copies) {
    var stream = new PrintStream(err, true, UTF_8);
    return new InputEcho(
        new Console(stream, log, stream, true, true, TextStyle.PLAIN, TextStyle.PLAIN), copies);
  }

  private static void read(InputEcho echo, String text) {
    echo.read(text.getBytes(UTF_8), text.length());
  }

  @Test
  @DisplayName("HC-30 standard input is copied byte for byte, or not at all")
  void isCopied() {
    read(echo(out, true), "a\r\nb");
    read(echo(out, false), "c");
    assertEquals("a\r\nb", out.toString(UTF_8));
  }

  @Test
  @DisplayName("HC-30.2 an output that fails ends the copy with one warning")
  void aFailureEndsTheCopy() {
    var echo =
        echo(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            },
            true);
    read(echo, "a");
    read(echo, "b");
    assertEquals(
        "httpd: warning: standard input is not copied any more, since standard output fails: Broken"
            + " pipe\n",
        err.toString(UTF_8));
  }

  @Test
  @DisplayName("HC-32 the end is told with its time and the lines, once the server listens")
  void theEndIsTold() {
    var echo = echo(out, true);
    read(echo, "a\nb\nc");
    echo.ended(null);
    assertEquals("", err.toString(UTF_8));
    echo.listening();
    assertTrue(
        err.toString(UTF_8)
            .matches(
                "httpd: standard input ended at \\d\\d:\\d\\d:\\d\\d after 3 lines; what is kept is"
                    + " still served, Ctrl-C stops\n"),
        err.toString(UTF_8));
  }

  @Test
  @DisplayName("HC-33 so is a failure, with its reason")
  void aFailureIsTold() {
    var echo = echo(out, true);
    echo.listening();
    read(echo, "a\n");
    echo.ended(new IOException("Input/output error"));
    assertTrue(
        err.toString(UTF_8)
            .matches(
                "httpd: standard input failed at \\S+ after 1 line \\(Input/output error\\); what"
                    + " is kept is still served, cut\n"),
        err.toString(UTF_8));
  }
}
