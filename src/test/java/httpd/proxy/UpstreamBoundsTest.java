package httpd.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.limit.Bound;
import httpd.limit.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "Limits": what a client sees of those for upstreams. */
class UpstreamBoundsTest extends ProxyTest {

  private final Limits before = Limits.ofTheProcess();

  @AfterEach
  void restore() {
    before.useForTheProcess();
  }

  @ParameterizedTest(name = "M-82 beyond {0}: 503 with Retry-After, and served again later")
  @EnumSource(names = {"LOOKUPS", "UPSTREAM_CONNECTIONS"})
  @DisplayName("M-36, M-82")
  void tooMany(Bound bound) throws Exception {
    var limits = Limits.standard().with(bound, 1);
    limits.useForTheProcess();
    serve("/", proxy("http://localhost:" + upstream.port()));
    var limit = limits.of(bound);
    assertTrue(limit.take(() -> "not this one"));
    var head = connect().get("/a").readHead();
    assertTrue(head.startsWith("HTTP/1.1 503 Service Unavailable\n"), head);
    assertTrue(head.contains("\nRetry-After: 1\n"), head);
    assertEquals(1, limit.reached());
    assertTrue(log.text().startsWith("WARNING limit " + bound + " (1) reached: "), log.text());
    assertFalse(log.text().contains("its upstream failed"), log.text());
    limit.release(1);
    var reader = connect().get("/b");
    upstream.next().send("HTTP/1.1 204 No Content\r\n\r\n");
    assertTrue(reader.readHead().startsWith("HTTP/1.1 204 "));
  }
}
