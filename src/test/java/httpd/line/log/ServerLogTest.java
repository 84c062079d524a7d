package httpd.line.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.LogCapture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** G-31 to G-33: what a handler of the log, ours or an embedding program's, is given. */
class ServerLogTest {

  private static final String FORGED = "x\n12:00:00 INFO admin logged in\u001b[2J\n\tat Forged";

  private static String printed(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  @Test
  @DisplayName("G-31 each message is one line, also of a logger that knows parameters")
  void messages() {
    try (var log = new LogCapture("httpd.made.up")) {
      var logger = ServerLog.named("httpd.made.up");
      logger.log(Level.WARNING, "a\nb {0}");
      logger.log(Level.WARNING, "say {0}", "c\u001b");
      logger.log(Level.WARNING, "plain", new IllegalStateException("d"));
      assertEquals(
          "WARNING a\\x0ab {0}\nWARNING say c\\x1b\nWARNING plain [trace of"
              + " IllegalStateException]\n",
          log.text());
    }
  }

  @Test
  @DisplayName("G-32 a trace keeps its lines, and no message in it adds one")
  void traces() {
    var failure = new IllegalStateException(FORGED, new RuntimeException("cause " + FORGED));
    failure.addSuppressed(new RuntimeException("suppressed " + FORGED));
    var safe = printed(EscapedFailure.of(failure));
    var harmless = "x\\x0a12:00:00 INFO admin logged in\\x1b[2J\\x0a\\x09at Forged";
    assertEquals(printed(failure).replace(FORGED, harmless), safe);
    assertTrue(safe.contains("\nCaused by: java.lang.RuntimeException: cause x"), safe);
    assertTrue(safe.contains("\n\tSuppressed: java.lang.RuntimeException: suppressed x"), safe);
    assertTrue(safe.contains("\n\tat httpd.line.log.ServerLogTest.traces("), safe);
  }

  @Test
  @DisplayName("G-32 a failure with harmless text is passed on unchanged")
  void harmless() {
    var failure = new IllegalStateException("caf\u00e9", new RuntimeException("x"));
    assertSame(failure, EscapedFailure.of(failure));
  }

  @Test
  @DisplayName("G-32 causes in a circle, and one that cannot describe itself, are printed too")
  void odd() {
    var inner = new RuntimeException("inner\n");
    inner.initCause(new IllegalStateException("outer", inner));
    assertTrue(printed(EscapedFailure.of(inner)).contains("CIRCULAR REFERENCE"));
    var mute =
        new RuntimeException("mute") {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException("made up");
          }

          @Override
          public synchronized Throwable getCause() {
            return this;
          }
        };
    var text = printed(EscapedFailure.of(mute));
    assertTrue(text.contains("(its toString fails)"), text);
    assertFalse(List.of(text.split("\n")).getFirst().startsWith("\tat"), text);
  }
}
