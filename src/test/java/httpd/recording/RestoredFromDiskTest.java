package httpd.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.LineSource;
import httpd.live.Presentation;
import httpd.testing.LogCapture;
import httpd.testing.Take;
import httpd.topic.LogStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same in a directory, whose store was closed while runs went on. */
class RestoredFromDiskTest extends RestoredRunsTest {

  private static final int LINES = 45_000;

  @TempDir static Path directory;

  private final LogCapture log = new LogCapture();
  private Path place;
  private LogStore reopened;

  @Override
  LogStore store() {
    try {
      place = Files.createTempDirectory(directory, "runs");
      return RunsOnDiskTest.open(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  LogStore reopened(LogStore store) throws IOException {
    store.close();
    reopened = RunsOnDiskTest.open(place);
    return reopened;
  }

  @AfterEach
  void close() {
    nothingIsLeft();
    if (reopened != null) {
      reopened.close();
    }
    log.close();
  }

  private static String line(int number) {
    return number + " " + "x".repeat(100);
  }

  @Test
  @DisplayName("RC-47 places of a run that was cut stay right, also if its beginning is gone")
  void longRun() throws Exception {
    var first = get("/x");
    var reader = body(first);
    for (int i = 0; i < LINES; i++) {
      sources.getFirst().say(line(i));
      assertEquals(line(i), Take.line(reader));
    }
    handler = RecordingHandler.ofLines("lines", this::answer, Presentation.DEFAULT, restart());
    var run = location(first).substring("/x?run=".length());
    var lost = get("/x?after=" + run + "-0");
    assertEquals(410, lost.status());
    var oldest = lost.headers().get("Httpd-Oldest");
    long bytes = Long.parseLong(oldest.substring(oldest.lastIndexOf('-') + 1));
    int number = 0;
    for (long before = 0; before < bytes; number++) {
      before += line(number).length() + 1;
    }
    LineSource rest = body(get("/x?after=" + oldest));
    assertTrue(number > 0 && number < LINES, "the first is " + number);
    for (int i = number; i < LINES; i++) {
      assertEquals(line(i), Take.line(rest));
    }
    assertEquals("FAILED the run failed: the server stopped while it went on", all(rest));
  }
}
