package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "Limits": the status, the line in the log and the counter of limits in bytes. */
class ReachedLimitsTest extends WireTest {

  private final Limits before = Limits.ofTheProcess();

  @AfterEach
  void restore() {
    before.useForTheProcess();
  }

  @ParameterizedTest(name = "M-3 {0}: {1}, logged and counted, and others are served")
  @CsvSource({
    "REQUEST_LINE, 414, GET /%s HTTP/1.1\\nHost: test\\n\\n,         answered 414 to 127.0.0.1",
    "HEAD,         431, GET / HTTP/1.1\\nHost: test\\nX: %s\\n\\n,  answered 431 to 127.0.0.1",
    "BODY,         413, POST / HTTP/1.1\\nHost: test\\nContent-Length: 2000\\n\\n%s, answered 413"
        + " to 127.",
    "LINE,         413, POST / HTTP/1.1\\nHost: test\\nContent-Length: 2000\\n\\n%s, a line came"
        + " that is",
  })
  @DisplayName("M-3")
  void reached(Bound bound, int status, String request, String what) throws Exception {
    var limits = Limits.standard().with(bound, 1024);
    limits.useForTheProcess();
    serve(
        config().withLimits(limits),
        call -> {
          call.lines().forEachRemaining(line -> {});
          return Response.text("served");
        });
    var answer =
        connect().send(request.replace("\\n", "\n").formatted("x".repeat(2000))).readHead();
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    long times = limits.of(bound).reached();
    assertTrue(times > 0);
    var line = "WARNING limit " + bound + " (1k) reached: " + what;
    assertTrue(log.text().startsWith(line), log.text());
    assertTrue(log.text().contains("; " + bound.option("VALUE") + " changes it\n"), log.text());
    connect().get("/").readUntil("served");
    assertEquals(times, limits.of(bound).reached());
  }
}
