package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the server says about errors. */
class ErrorLogTest {

  private static LogRecord failure(String message) {
    var record = new LogRecord(Level.WARNING, message);
    record.setThrown(new IllegalStateException("made up"));
    return record;
  }

  @Test
  @DisplayName("G-26 a message and its trace stand together, and all is written at the end")
  void together() {
    var bytes = new ByteArrayOutputStream();
    var log = new ErrorLog(bytes);
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
  @DisplayName("G-26 whoever logs does not wait for a full pipe")
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
    var log = new ErrorLog(pipe);
    for (int i = 0; i < 1000; i++) {
      log.publish(failure("no " + i));
    }
    emptied.countDown();
    log.close();
    assertEquals(1000, written.toString(UTF_8).lines().filter(l -> l.contains("made up")).count());
  }
}
