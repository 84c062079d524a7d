package httpd.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import httpd.line.Line;
import httpd.testing.EventStreamParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Outliving the upstream": event streams of others, taken apart. */
class EventReaderTest {

  private static final String[] PARTS = {
    "data:",
    "data: ",
    "data",
    "id: ",
    "id:",
    "id",
    "event: ",
    "retry: ",
    "retry:",
    ":",
    ": ",
    "x",
    "42",
    "ü",
    "🚀",
    "\0",
    " ",
    "\n",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\r\r",
    "\r\n\r\n",
    "\uFEFF",
    "data: a\n\n",
    "id: 7\n",
    "other: y\n",
    "events: no\n",
  };

  private final EventReader reader = new EventReader();
  private final List<ReceivedEvent> events = new ArrayList<>();

  private void read(String text) throws IOException {
    reader.read(text.getBytes(UTF_8), events::add);
  }

  private List<String> came() {
    return events.stream().map(event -> event.asItCame().text()).toList();
  }

  private static byte[] wire(List<Line> lines) {
    var wire = new ByteArrayOutputStream();
    for (var line : lines) {
      byte[] bytes = new byte[line.length()];
      line.copyTo(bytes, 0);
      wire.writeBytes(bytes);
    }
    return wire.toByteArray();
  }

  @Test
  @DisplayName(
      "W-111, W-121 any stream, cut anywhere: who reads on gets what they would have got there")
  void anything() throws Exception {
    var random = new Random(4711);
    for (int round = 0; round < 100_000; round++) {
      var text = new StringBuilder(random.nextInt(10) == 0 ? "\uFEFF" : "");
      for (int i = random.nextInt(24); i > 0; i--) {
        text.append(PARTS[random.nextInt(PARTS.length)]);
      }
      boolean whole = random.nextBoolean(); // Otherwise what has begun at the end is dropped.
      byte[] stream = text.append(whole ? "\n\n" : "").toString().getBytes(UTF_8);
      var each = new EventReader();
      var read = new ArrayList<ReceivedEvent>();
      for (int start = 0; start < stream.length; ) {
        int end = Math.min(stream.length, start + 1 + random.nextInt(12));
        each.read(Arrays.copyOfRange(stream, start, end), read::add);
        start = end;
      }
      var there = EventStreamParser.of(stream);
      var here = EventStreamParser.of(wire(read.stream().map(ReceivedEvent::asItCame).toList()));
      var shown = text.toString().replace("\r", "␍").replace("\n", "␊");
      assertEquals(there.events(), here.events(), shown);
      assertEquals(there.lastEventId(), here.lastEventId(), shown);
      if (whole) {
        assertEquals(there.reconnectionTime(), here.reconnectionTime(), shown);
      }
      var kept = new ArrayList<Line>();
      read.stream().map(ReceivedEvent::toKeep).filter(line -> line != null).forEach(kept::add);
      assertEquals(
          withoutIds(there), withoutIds(EventStreamParser.of(wire(kept))), "kept: " + shown);
    }
  }

  private static List<String> withoutIds(EventStreamParser parser) {
    return parser.events().stream().map(event -> event.type() + " " + event.data()).toList();
  }

  @Test
  @DisplayName("W-111 an event is whole: in one piece, as it was framed, with one blank line")
  void whole() throws Exception {
    read("id: 1\nevent:e\n: note\ndata:x\ndata: y\nretry: 5\nother\n");
    assertEquals(List.of(), came());
    read("\n\n\n");
    assertEquals(List.of("id: 1\nevent:e\n: note\ndata:x\ndata: y\nretry: 5\nother\n"), came());
    assertEquals("1", events.getFirst().id());
    assertEquals(OptionalLong.of(5), events.getFirst().retryMillis());
  }

  @Test
  @DisplayName("W-111 comments that come alone do not wait for an event; no blank line is doubled")
  void comments() throws Exception {
    read(":");
    assertEquals(List.of(), came());
    read(" beat\n");
    assertEquals(List.of(": beat\n"), came());
    read("\n");
    read(": with\ndata: it\n\n");
    assertEquals(List.of(": beat\n", ": with\ndata: it\n"), came());
  }

  @Test
  @DisplayName(
      "W-111 an event that ends with CR does not wait, and the LF after it ends no"
          + " further event")
  void carriageReturns() throws Exception {
    read("data: a\r\r");
    assertEquals(List.of("data: a\n"), came());
    read("\ndata: b\r");
    read("\n\r");
    assertEquals(List.of("data: a\n", "data: b\n"), came());
    read("\n");
    assertEquals(2, events.size());
  }

  @Test
  @DisplayName("W-121 kept are id, type, retry and data, framed as ours; without data nothing")
  void kept() throws Exception {
    read("data:x\nretry:5\nretry: soon\nevent:e\nfoo: bar\n: note\ndata\nid:7\n\n");
    assertEquals("id: 7\ndata: x\nretry: 5\nevent: e\ndata: \n", events.getFirst().toKeep().text());
    read("id: 8\n\n: c\n\nid\ndata: y\n\nid: a\0b\ndata: z\n\n");
    assertNull(events.get(1).toKeep());
    assertEquals("8", events.get(1).id());
    assertNull(events.get(2).toKeep());
    assertEquals("data: y\n", events.get(3).toKeep().text());
    assertEquals("", events.get(3).id());
    assertEquals("data: z\n", events.get(4).toKeep().text());
    assertNull(events.get(4).id(), "NUL: it does not count");
  }

  @Test
  @DisplayName("W-115 an event has a limit, and is left out alone, wherever it is cut")
  void tooLong() throws Exception {
    var small = new EventReader(16);
    small.read("data: 890123456\n\n".getBytes(UTF_8), events::add);
    assertEquals(1, events.size());
    var longOnes =
        List.of(
            "data: 8901234567\n\n",
            "data: x\r\ndata: yy\r\n\r\n",
            "data: x\rdata: yy\rid: 5\r\r",
            "x".repeat(17) + "\n\n",
            ": " + "x".repeat(40) + "\ndata: y\n\n");
    for (var text : longOnes) {
      byte[] bytes = ("data: a\n\n" + text + "data: b\n\n").getBytes(UTF_8);
      for (int cut = 0; cut <= bytes.length; cut++) {
        var reader = new EventReader(16);
        events.clear();
        reader.read(Arrays.copyOf(bytes, cut), events::add);
        reader.read(Arrays.copyOfRange(bytes, cut, bytes.length), events::add);
        assertEquals(
            List.of("data: a\n", "data: b\n"),
            events.stream().map(event -> event.asItCame().text()).toList(),
            text + " cut at " + cut);
        assertEquals(1, reader.takeLeftOut());
        assertEquals(0, reader.takeLeftOut());
      }
    }
  }

  @Test
  @DisplayName("W-142 a retry of more than a minute is passed on, and kept, as one of a minute")
  void longRetry() throws Exception {
    read("retry: 60001\ndata: a\nretry:99999999999999999999\n: x\n\n");
    read("retry:60000\ndata: b\nretry: 0000000000000000000005\n\n");
    assertEquals(
        List.of(
            "retry: 60000\ndata: a\nretry:60000\n: x\n",
            "retry:60000\ndata: b\nretry: 0000000000000000000005\n"),
        came());
    assertEquals(
        List.of(
            "retry: 60000\ndata: a\nretry: 60000\n",
            "retry: 60000\ndata: b\nretry: 0000000000000000000005\n"),
        events.stream().map(event -> new String(event.toKeep().content(), UTF_8)).toList());
    assertEquals(OptionalLong.of(60_000), events.getFirst().retryMillis());
  }
}
