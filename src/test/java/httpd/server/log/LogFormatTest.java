package httpd.server.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.server.AccessEvent;
import httpd.server.AccessEvent.Phase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "The access log": its lines. */
class LogFormatTest {

  private static final Instant AT = Instant.parse("2026-03-04T05:06:07.089Z");

  private static AccessEvent event(Phase phase, String target, CloseReason reason) {
    return event(phase, target, reason, null);
  }

  private static AccessEvent event(Phase phase, String target, CloseReason reason, String user) {
    return event(phase, target, reason, user, Duration.ofMillis(61_500));
  }

  private static AccessEvent event(
      Phase phase, String target, CloseReason reason, String user, Duration took) {
    var client = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    var asked =
        new AccessEvent.Asked(7, client, "GET", target, "HTTP/1.1", null, "curl/8 \"x\"", AT);
    return new AccessEvent(phase, AT, asked, 200, reason, true, 3, 42, took, "/a/{b}", user);
  }

  /** As the decoder gives it: each byte is a character. */
  private static String sent(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  @Test
  @DisplayName("G-10 text has a line for each phase")
  void text() {
    var open = LogFormat.TEXT.line(event(Phase.OPEN, "/a?b", null));
    assertTrue(
        open.matches("[-0-9]{10} [:0-9]{8}\\.089 #7 127\\.0\\.0\\.1 GET /a\\?b 200 open"), open);
    var head = LogFormat.TEXT.line(event(Phase.HEAD, "/a", null));
    assertTrue(head.endsWith(" 200 head in 61.500s"), head);
    var done = LogFormat.TEXT.line(event(Phase.DONE, "/a", CloseReason.CLIENT_GONE));
    assertTrue(done.endsWith(" 200 3 lines, 42 bytes in 61.500s, client gone"), done);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.000",
    "499_999, 0.000",
    "500_000, 0.001",
    "1_009_499_999, 1.009",
    "60e9, 60.000"
  })
  @DisplayName("G-10 times are in seconds, rounded to a millisecond")
  void times(String nanos, String seconds) {
    var took = Duration.ofNanos((long) Double.parseDouble(nanos.replace("_", "")));
    var head = LogFormat.TEXT.line(event(Phase.HEAD, "/a", null, null, took));
    assertTrue(head.endsWith(" 200 head in " + seconds + "s"), head);
  }

  @Test
  @DisplayName("G-11 json is one object a line")
  void json() {
    assertEquals(
        "{\"time\":\"2026-03-04T05:06:07.089Z\",\"event\":\"done\",\"id\":7,\"client\":\"127.0.0.1\","
            + "\"port\":4711,\"method\":\"GET\",\"target\":\"/a\",\"protocol\":\"HTTP/1.1\",\"agent\":\"curl/8"
            + " \\\"x\\\"\",\"status\":200,\"reason\":\"client gone\",\"lines\":3,"
            + "\"bytes\":42,\"micros\":61500000}",
        LogFormat.JSON.line(event(Phase.DONE, "/a", CloseReason.CLIENT_GONE)));
  }

  @Test
  @DisplayName("G-12 combined has one line, as other servers write it")
  void combined() {
    assertNull(LogFormat.COMBINED.line(event(Phase.OPEN, "/a", null)));
    assertNull(LogFormat.COMBINED.line(event(Phase.HEAD, "/a", null)));
    var line = LogFormat.COMBINED.line(event(Phase.DONE, "/a", CloseReason.COMPLETED));
    assertTrue(
        line.matches(
            "127\\.0\\.0\\.1 - - \\[0[345]/Mar/2026:\\d\\d:\\d\\d:07 [+-]\\d{4}] \"GET /a"
                + " HTTP/1\\.1\" 200 42 \"-\" \"curl/8 \\\\x22x\\\\x22\""),
        line);
  }

  @Test
  @DisplayName("G-13, S-251 whatever was sent, a line stays a line without control characters")
  void escaped() {
    var nasty = event(Phase.DONE, sent("/\u001b[2Jä\"\\\r\n\u009b"), CloseReason.COMPLETED);
    var escaped = "/\\x1b[2J\\xc3\\xa4\\x22\\x5c\\x0d\\x0a\\xc2\\x9b ";
    assertTrue(LogFormat.TEXT.line(nasty).contains(escaped), LogFormat.TEXT.line(nasty));
    assertTrue(LogFormat.COMBINED.line(nasty).contains(escaped), LogFormat.COMBINED.line(nasty));
    var json = LogFormat.JSON.line(nasty);
    assertTrue(json.contains("\"/\\u001b[2J\\u00e4\\\"\\\\\\u000d\\u000a\\u009b\""), json);
  }

  @Test
  @DisplayName("G-50 digits are ASCII where the locale has others")
  void digits() {
    var usual = Locale.getDefault();
    for (var format : LogFormat.values()) {
      var line = format.line(event(Phase.DONE, "/a", CloseReason.COMPLETED));
      Locale.setDefault(Locale.of("fa", "IR"));
      try {
        assertEquals(line, format.line(event(Phase.DONE, "/a", CloseReason.COMPLETED)));
      } finally {
        Locale.setDefault(usual);
      }
    }
  }

  @Test
  @DisplayName("G-55 a line contains at most 4,096 characters of each value that a client sent")
  void cut() {
    var event = event(Phase.DONE, "/" + "\u00ff".repeat(8000), CloseReason.COMPLETED);
    for (var format : LogFormat.values()) {
      var line = format.line(event);
      assertTrue(line.contains("f...+3905"), format.name());
      assertTrue(line.length() < 33_000, line.length() + " characters");
    }
  }

  @Test
  @DisplayName("I-62 the user is a field of each format, and cannot begin another")
  void users() {
    var plain = event(Phase.DONE, "/a", CloseReason.COMPLETED, "ada");
    assertTrue(LogFormat.TEXT.line(plain).contains(" #7 ada@127.0.0.1 GET /a 200 "));
    assertTrue(LogFormat.JSON.line(plain).contains(",\"user\":\"ada\","));
    assertTrue(LogFormat.COMBINED.line(plain).startsWith("127.0.0.1 - ada ["));
    var odd = event(Phase.DONE, "/a", CloseReason.COMPLETED, "a \"ü\n");
    var text = "a\\x20\\x22\\xc3\\xbc\\x0a";
    assertTrue(LogFormat.COMBINED.line(odd).startsWith("127.0.0.1 - " + text + " ["));
    assertTrue(LogFormat.TEXT.line(odd).contains(" " + text + "@127.0.0.1 "));
  }
}
