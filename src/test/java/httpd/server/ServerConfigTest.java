package httpd.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Response;
import httpd.limit.Bound;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, S-119: what a server cannot be started with. */
class ServerConfigTest {

  private static final ServerConfig GOOD = ServerConfig.defaults().withPort(0);
  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private static void refused(String message, Supplier<ServerConfig> config) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, config::get).getMessage());
  }

  @Test
  @DisplayName("S-119 numbers out of their range are refused with the value and the range")
  void numbers() {
    refused("a port is 0 to 65535, was 70000", () -> GOOD.withPort(70_000));
    refused("a port is 0 to 65535, was -1", () -> GOOD.withPort(-1));
    refused("the number of event loops is 1 to 1024, was 0", () -> GOOD.withEventLoops(0));
    refused("the number of event loops is 1 to 1024, was 1025", () -> GOOD.withEventLoops(1025));
    refused(
        "head is 0, for no bound, or more, was -5",
        () -> GOOD.withLimits(GOOD.limits().with(Bound.HEAD, -5)));
    refused(
        "bind is an address of this machine, such as 127.0.0.1, was \" \"",
        () -> GOOD.withBind(" "));
  }

  @Test
  @DisplayName(
      "S-119 times out of their range are refused, including those that overflow nanoseconds")
  void times() {
    refused(
        "the drain is 0 to 36500 days, was PT-1S", () -> GOOD.withDrain(Duration.ofSeconds(-1)));
    refused("the drain is 0 to 36500 days, was " + FOREVER, () -> GOOD.withDrain(FOREVER));
    refused("the heartbeat is 0 to 36500 days, was " + FOREVER, () -> GOOD.withHeartbeat(FOREVER));
    refused(
        "the age of a stream is 0 to 36500 days, was " + FOREVER,
        () -> GOOD.withMaxStreamAge(FOREVER));
  }

  @Test
  @DisplayName("S-119 the longest accepted times work")
  void longest() throws Exception {
    var longest = Duration.ofDays(36_500);
    var config =
        GOOD.withLimits(GOOD.limits().with(Bound.IDLE_TIME, longest))
            .withDrain(longest)
            .withHeartbeat(longest)
            .withMaxStreamAge(longest);
    try (var server = Server.start(config, request -> Response.text("x"));
        var client = new httpd.testing.RawClient(server.address())) {
      assertTrue(client.get("/").readUntil("\n\nx").startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  @DisplayName("S-119 a null argument is named in the error, before anything is opened")
  void nulls() {
    for (var config :
        List.<Supplier<Object>>of(
            () -> GOOD.withBind(null),
            () -> GOOD.withTransport(null),
            () -> GOOD.withAccessLog(null),
            () -> GOOD.withLimits(null),
            () -> GOOD.withDrain(null),
            () -> GOOD.withHeartbeat(null),
            () -> GOOD.withMaxStreamAge(null))) {
      var refusal = assertThrows(NullPointerException.class, config::get).getMessage();
      assertTrue(refusal.matches("bind|transport|accessLog|limits|the .*"), refusal);
    }
    for (var start :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> Server.start(0, null), () -> Server.start(GOOD, null))) {
      assertEquals("handler", assertThrows(NullPointerException.class, start).getMessage());
    }
    var noConfig =
        assertThrows(NullPointerException.class, () -> Server.start(null, request -> null));
    assertEquals("config", noConfig.getMessage());
  }
}
