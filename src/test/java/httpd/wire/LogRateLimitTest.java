package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.limit.Bound;
import httpd.limit.Limits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Limits": a client that makes a handler fail again and again. */
class LogRateLimitTest extends WireTest {

  private static final int REQUESTS = 60;

  @Test
  @DisplayName("M-92, M-93 failures beyond the log rate are counted, and the limit is logged once")
  void flood() throws Exception {
    var limits = Limits.standard().with(Bound.LOG_RATE, 1);
    serve(
        config().withLimits(limits),
        request -> {
          throw new IllegalStateException("made up");
        });
    var client = connect();
    for (int i = 0; i < REQUESTS; i++) {
      client.get("/" + i).readUntil("Internal Server Error\n");
    }
    var lines = log.text().lines().toList();
    long logged = lines.stream().filter(line -> line.contains("made up")).count();
    long leftOut = limits.of(Bound.LOG_RATE).reached();
    assertEquals(REQUESTS, logged + leftOut);
    assertTrue(leftOut > 0, log.text());
    assertTrue(
        lines.contains(
            "WARNING limit log-rate (1) reached: left out a message of this log; --limit"
                + " log-rate=VALUE changes it"),
        log.text());
    long traces = lines.stream().filter(line -> line.contains("[trace of")).count();
    assertTrue(traces < logged, log.text());
  }
}
