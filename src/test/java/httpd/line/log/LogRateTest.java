package httpd.line.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.LogCapture;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Limits": what clients can have logged. */
class LogRateTest {

  private static final int TRIED = 1000;

  private long now = TimeUnit.DAYS.toNanos(1);
  private final AtomicInteger leftOut = new AtomicInteger();

  @AfterEach
  void reset() {
    LogRate.set(LogRate.DEFAULT, () -> {});
  }

  private LogRate rate(long perSecond) {
    return new LogRate(perSecond, leftOut::incrementAndGet, () -> now);
  }

  private static long taken(LogRate rate) {
    return IntStream.range(0, TRIED).filter(i -> rate.takeMessage()).count();
  }

  private static void fail(System.Logger log) {
    log.log(Level.ERROR, "it failed", new IllegalStateException("made up"));
  }

  @Test
  @DisplayName(
      "M-92 a burst of ten seconds is logged, then as many as the rate has; all are counted")
  void burst() {
    var rate = rate(20);
    assertEquals(200, taken(rate));
    assertEquals(TRIED - 200, leftOut.get());
    now += TimeUnit.SECONDS.toNanos(3);
    assertEquals(60, taken(rate));
    now += TimeUnit.DAYS.toNanos(1);
    assertEquals(200, taken(rate), "what is kept is bounded");
  }

  @Test
  @DisplayName("M-92 without a rate nothing is left out; commands have places of their own")
  void apart() {
    assertEquals(TRIED, taken(rate(0)));
    var rate = rate(1);
    assertEquals(10, taken(rate));
    assertEquals(100, IntStream.range(0, TRIED).filter(i -> rate.takeCommandLine()).count());
  }

  @Test
  @DisplayName("M-93 of failures of one kind the first has its trace, the others a line")
  void traces() {
    try (var log = new LogCapture("httpd.made.up")) {
      var logger = ServerLog.named("httpd.made.up");
      fail(logger);
      fail(logger);
      logger.log(Level.ERROR, "another", new IllegalStateException("made up"));
      assertEquals(
          "SEVERE it failed [trace of IllegalStateException]\n"
              + "SEVERE it failed: java.lang.IllegalStateException: made up (its trace was logged"
              + " before)\n"
              + "SEVERE another [trace of IllegalStateException]\n",
          log.text());
    }
    var rate = rate(1);
    var failure = new IllegalStateException("made up");
    assertTrue(rate.takeTrace(failure));
    assertFalse(rate.takeTrace(failure));
    now += TimeUnit.SECONDS.toNanos(10);
    assertTrue(rate.takeTrace(failure), "after ten seconds it is logged again");
  }

  @Test
  @DisplayName("M-92 what only the operator can cause is never left out")
  void operator() {
    try (var log = new LogCapture()) {
      LogRate.set(1, leftOut::incrementAndGet);
      IntStream.range(0, TRIED)
          .forEach(i -> ServerLog.ofOperator().log(Level.WARNING, "limit x reached"));
      assertEquals(TRIED, log.records().size());
      assertEquals(0, leftOut.get());
      fail(ServerLog.ofOperator());
      fail(ServerLog.ofOperator());
      log.records().subList(TRIED, TRIED + 2).forEach(each -> assertNotNull(each.getThrown()));
    }
  }

  @Test
  @DisplayName("G-56 a message is cut after 4,096 characters, and so is what a failure says")
  void cut() {
    try (var log = new LogCapture("httpd.made.up")) {
      var logger = ServerLog.named("httpd.made.up");
      var tooLong = "x".repeat(LogText.LONGEST) + "yz";
      logger.log(Level.ERROR, tooLong, new IllegalStateException(tooLong));
      var record = log.records().getFirst();
      assertEquals(tooLong.substring(0, LogText.LONGEST) + "...+2", record.getMessage());
      var said = record.getThrown().getMessage();
      assertTrue(said.startsWith("java.lang.IllegalStateException: xxx"), said);
      assertEquals(LogText.LONGEST + "...+35".length(), said.length());
      logger.log(Level.ERROR, "\u001b".repeat(2000));
      assertTrue(log.records().getLast().getMessage().endsWith("\\x1b...+3904"));
    }
    var asked = LogText.request("GET", "/" + "a".repeat(8000));
    assertTrue(asked.endsWith("aaa...+7489"), asked);
  }
}
