package httpd.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the server says about errors. */
class StderrLogHandlerTest {

  private static LogRecord failure(String message) {
    var record = new LogRecord(Level.WARNING, message);
    record.setThrown(new IllegalStateException("made up"));
    return record;
  }

  @Test
  @DisplayName("G-26 a message and its trace stand together, and all is written at the end")
  void together() {
    var bytes = new ByteArrayOutputStream();
    var log = new StderrLogHandler(bytes);
    for (int i = 0; i < 100; i++) {
      log.publish(failure("no " + i));
    }
    log.close();
    log.close();
    var text = bytes.toString(UTF_8);
    for (int i = 0; i < 100; i++) {
      assertTrue(
          text.matches(
              "(?s).*\\bno " + i + "\\s+java.lang.IllegalStateException: made up\n\tat .*"),
          text);
    }
    assertTrue(text.endsWith(")\n"), "one line feed at the end");
  }

  @Test
  @DisplayName("G-26 a thread that logs does not wait for a full pipe")
  void full() {
    var emptied = new CountDownLatch(1);
    var written = new ByteArrayOutputStream();
    var pipe =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("written one by one");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
              emptied.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            written.write(bytes, offset, length);
          }
        };
    var log = new StderrLogHandler(pipe);
    for (int i = 0; i < 1000; i++) {
      log.publish(failure("no " + i));
    }
    emptied.countDown();
    log.close();
    assertEquals(1000, written.toString(UTF_8).lines().filter(l -> l.contains("made up")).count());
  }

  @Test
  @DisplayName("G-31, G-32 whatever logs, and whatever is in it, no line of the log is forged")
  void forged() {
    var bytes = new ByteArrayOutputStream();
    var log = new StderrLogHandler(bytes);
    var record = failure("quoted {0}\nforged 1\u009b");
    record.setParameters(new Object[] {"\u001b[2J"});
    var cause = new IllegalArgumentException("b\r\nforged 2");
    record.setThrown(new IllegalStateException("a\nforged 3", cause));
    log.publish(record);
    log.close();
    var lines = bytes.toString(UTF_8).lines().toList();
    assertEquals("WARNING: quoted \\x1b[2J\\x0aforged 1\\xc2\\x9b", lines.get(1));
    assertEquals("java.lang.IllegalStateException: a\\x0aforged 3", lines.get(2));
    assertTrue(lines.get(3).startsWith("\tat httpd.cli.output.StderrLogHandlerTest"), lines.get(3));
    assertEquals(3, lines.stream().filter(line -> line.contains("forged ")).count());
  }

  @Test
  @DisplayName("G-50 digits are ASCII where the locale has others")
  void digits() {
    var usual = Locale.getDefault();
    Locale.setDefault(Locale.of("fa", "IR"));
    try {
      assertEquals("\u06f7", "%d".formatted(7), "a locale with digits of its own");
      var bytes = new ByteArrayOutputStream();
      var log = new StderrLogHandler(bytes);
      log.publish(failure("no 7"));
      log.close();
      var text = bytes.toString(UTF_8);
      assertTrue(text.matches("(?s)[A-Z][a-z]{2} \\d\\d, \\d{4} .*\nWARNING: no 7\n.*"), text);
    } finally {
      Locale.setDefault(usual);
    }
  }
}
