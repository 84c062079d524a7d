package httpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.sse.EventFrame;
import httpd.testing.EventStreamParser;
import httpd.testing.EventStreamParser.Event;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Events": framing. */
class ServerSentEventTest {

  private static final int CASES = 200_000;

  /** What breaks framing if anything does, beside characters of each length in UTF-8. */
  private static final String[] PIECES = {
    "\r",
    "\n",
    "\r\n",
    "\n\r",
    "\0",
    "\uFEFF",
    ":",
    " ",
    "  ",
    "data: ",
    "id: ",
    "event:",
    "retry: 1",
    ": ",
    "\n\n",
    "\r\r",
    "\ndata: x\n\n",
    "\u0085",
    "\u2028",
    "\u2029",
    "\u000b",
    "\f",
    "a",
    "xyz",
    "ä",
    "ß",
    "日本",
    "\uD83D\uDE00",
    "\uFFFD",
    "\uFFFF",
    "\t",
    "{\"a\":1}",
    ""
  };

  private static byte[] bytes(Line... lines) {
    var stream = new ByteArrayOutputStream();
    for (var line : lines) {
      byte[] bytes = new byte[line.length()];
      line.copyTo(bytes, 0);
      stream.writeBytes(bytes);
    }
    return stream.toByteArray();
  }

  private static String text(ServerSentEvent event) {
    return new String(bytes(event.toLine()), UTF_8);
  }

  @Test
  @DisplayName("V-1 an event is one line, its fields one after the other, a blank line at the end")
  void fields() {
    assertEquals("data: x\n\n", text(ServerSentEvent.of("x")));
    assertEquals("data: \n\n", text(ServerSentEvent.of("")));
    assertEquals("data: a\ndata: b\ndata: \n\n", text(ServerSentEvent.of("a\r\nb\n")));
    assertEquals(": a\n: b\n\n", text(ServerSentEvent.ofComment("a\rb")));
    assertEquals(
        ": c\nid: 7\nevent: move\nretry: 1500\ndata: d\n\n",
        text(new ServerSentEvent("7", "move", "d", Duration.ofMillis(1500), "c")));
  }

  @Test
  @DisplayName("V-2 whatever goes in comes out of a client that follows the standard to the letter")
  void anyText() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      roundTrip(random, "seed " + seed + ", case " + i);
    }
  }

  private static void roundTrip(Random random, String place) {
    var lines = new ArrayList<Line>();
    var expected = new ArrayList<Event>();
    String lastId = "";
    long retry = -1;
    for (int n = random.nextInt(4); n >= 0; n--) {
      var event = event(random);
      lines.add(event.toLine());
      lastId = event.id() == null ? lastId : event.id();
      retry = event.retry() == null ? retry : event.retry().toMillis();
      if (event.data() != null) {
        boolean typed = event.event() != null && !event.event().isEmpty();
        expected.add(new Event(typed ? event.event() : "message", normal(event.data()), lastId));
      }
    }
    var parsed = EventStreamParser.of(bytes(lines.toArray(Line[]::new)));
    assertEquals(expected, parsed.events(), place);
    assertEquals(lastId, parsed.lastEventId(), place);
    assertEquals(retry, parsed.reconnectionTime(), place);
  }

  private static ServerSentEvent event(Random random) {
    return new ServerSentEvent(
        random.nextBoolean() ? oneLine(random) : null,
        random.nextBoolean() ? oneLine(random) : null,
        random.nextInt(8) > 0 ? string(random) : null,
        random.nextInt(4) == 0 ? Duration.ofMillis(random.nextInt(1_000_000)) : null,
        random.nextInt(4) == 0 ? string(random) : null);
  }

  private static String oneLine(Random random) {
    return string(random).replaceAll("[\r\n\0]", "");
  }

  /** Of the pieces above, or of any characters but surrogates alone. */
  private static String string(Random random) {
    var text = new StringBuilder();
    boolean pieces = random.nextBoolean();
    for (int n = random.nextInt(7); n > 0; n--) {
      int any = random.nextInt(0xFFFF);
      if (pieces) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      } else {
        text.appendCodePoint(any >= 0xD800 && any < 0xE000 ? any + 0x10000 : any);
      }
    }
    return text.toString();
  }

  /** A client cannot tell one line end from another. */
  private static String normal(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n');
  }

  @Test
  @DisplayName("V-2 lines of any bytes pass through; a lone CR in them ends a line of data")
  void anyBytes() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      byte[] content = new byte[random.nextInt(12)];
      random.nextBytes(content);
      for (int at = 0; at < content.length; at++) {
        content[at] = content[at] == '\n' ? (byte) '\r' : content[at];
      }
      var framed = bytes(EventFrame.ofData(new Line(content, Line.Ending.CR_LF), "5"));
      assertEquals(
          List.of(new Event("message", new String(content, UTF_8).replace('\r', '\n'), "5")),
          EventStreamParser.of(framed).events(),
          "seed " + seed + ", case " + i);
    }
    byte[] broken = {'a', (byte) 0xff, (byte) 0xc3, 'b'};
    byte[] expected = {
      'd', 'a', 't', 'a', ':', ' ', 'a', (byte) 0xff, (byte) 0xc3, 'b', '\n', '\n'
    };
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        expected, bytes(EventFrame.ofData(new Line(broken, Line.Ending.NONE), null)));
  }

  @Test
  @DisplayName("V-2 an unpaired surrogate becomes a question mark")
  void surrogates() {
    assertEquals("data: a?b\n\n", text(ServerSentEvent.of("a\uD83Db")));
  }

  @Test
  @DisplayName("V-3 what cannot be written is refused, with its place")
  void refused() {
    for (var bad : List.of("a\r", "a\n", "a\0")) {
      var event = ServerSentEvent.of("x");
      var id = assertThrows(IllegalArgumentException.class, () -> event.withId(bad));
      assertTrue(id.getMessage().matches("the id of an event has U\\+00.. at index 1; .*"));
      var type = assertThrows(IllegalArgumentException.class, () -> event.withEvent(bad));
      assertTrue(type.getMessage().matches("the event of an event has U\\+00.. at index 1; .*"));
      assertThrows(IllegalArgumentException.class, () -> EventFrame.ofData(Line.of("x"), bad));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> ServerSentEvent.of("x").withRetry(Duration.ofMillis(-1)));
  }
}
