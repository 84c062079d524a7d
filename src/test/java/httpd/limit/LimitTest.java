package httpd.limit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.split.LineSplitter;
import httpd.line.split.LongLines;
import httpd.testing.LogCapture;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a limit counts and what it logs: M-2, M-3, M-4. */
class LimitTest {

  private static Limit limit(Bound bound, long most) {
    return Limits.standard().with(bound, most).of(bound);
  }

  @Test
  @DisplayName("M-2 as much is given as there is, and what is given back can be had again")
  void take() {
    var limit = limit(Bound.BODY_MEMORY, 10);
    assertTrue(limit.takeLeaving(0, 7, () -> "unused"));
    assertFalse(limit.takeLeaving(0, 4, () -> "refused a"));
    assertTrue(limit.takeLeaving(0, 3, () -> "unused"));
    assertEquals(10, limit.held());
    limit.release(7);
    assertTrue(limit.takeLeaving(0, 7, () -> "unused"));
    assertEquals(1, limit.reached());
    limit.logRest();
  }

  @Test
  @DisplayName("M-2 a value of 0 bounds nothing")
  void off() {
    var limit = limit(Bound.CONNECTIONS, 0);
    assertTrue(limit.takeLeaving(0, Integer.MAX_VALUE, () -> "unused"));
    assertEquals(Integer.MAX_VALUE, limit.held());
    assertEquals(0, limit.reached());
  }

  @Test
  @DisplayName(
      "M-3 the first of several is logged at once, the others as one line with their number")
  void log() {
    var limit = limit(Bound.HEAD_TIME, 20_000);
    try (var log = new LogCapture()) {
      for (int i = 1; i <= 5; i++) {
        int client = i;
        limit.reached(() -> "closed the connection of 192.0.2." + client);
      }
      limit.logRest();
      limit.logRest();
      assertEquals(
          "WARNING limit head-time (20s) reached: closed the connection of 192.0.2.1; --limit"
              + " head-time=VALUE changes it\n"
              + "WARNING limit head-time (20s) reached: closed the connection of 192.0.2.2, and 3"
              + " more like it; --limit head-time=VALUE changes it\n",
          log.text());
    }
    assertEquals(5, limit.reached());
  }

  @Test
  @DisplayName("M-66 a line that is longer is counted once, whether it comes at once or in pieces")
  void longLines() {
    var limits = Limits.standard();
    var before = Limits.ofTheProcess();
    limits.useForTheProcess();
    try (var log = new LogCapture()) {
      var counting = EnumSet.complementOf(EnumSet.of(LongLines.UNCOUNTED_PIECES));
      for (var policy : counting) {
        var splitter = new LineSplitter(4, policy);
        for (var text : List.of("123\n12345678\n1234\n", "123456", "789012", "3\n", "12\n")) {
          splitter.split(text.getBytes(UTF_8), 0, text.length(), line -> {});
        }
      }
      assertEquals(2 * 2, limits.of(Bound.LINE).reached(), "all except UNCOUNTED_PIECES");
      assertTrue(
          log.text().startsWith("WARNING limit line (1m) reached: a line came that is longer"),
          log.text());
      limits.logRest();
    } finally {
      before.useForTheProcess();
    }
  }

  @Test
  @DisplayName("M-4 a value is written as the command line takes it")
  void text() {
    assertEquals("off", Unit.COUNT.text(0));
    assertEquals("1500", Unit.COUNT.text(1500));
    assertEquals("8k", Unit.BYTES.text(8192));
    assertEquals("1g", Unit.BYTES.text(1L << 30));
    assertEquals("1025", Unit.BYTES.text(1025));
    assertEquals("250ms", Unit.TIME.text(250));
    assertEquals("90s", Unit.TIME.text(90_000));
    assertEquals("1h", Unit.TIME.text(Duration.ofHours(1).toMillis()));
  }
}
