package httpd.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.Poll;
import httpd.testing.LeadAt;
import httpd.topic.Append;
import httpd.topic.Log;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Streams": events that are made once for many clients, and the end of an answer. */
class SharedRecordsTest {

  private static final StreamCursor OF_ALL = new StreamCursor(0);

  private final StreamsCase.HeldTimer timer = new StreamsCase.HeldTimer();
  private final MemoryLogStore store = new MemoryLogStore(Retention.ALL);
  private final Log log;

  SharedRecordsTest() throws Exception {
    log = store.create("a", new Blueprint(Map.of(), null, Append.of(List.of()))).log();
  }

  private void append(String text) {
    log.append(Append.of(new Line(text.getBytes(UTF_8), Line.Ending.LF))).join();
  }

  private StreamEvents events(StreamCursor cursor) throws Exception {
    var stream = new DurableStream(log, Map.of(), List.of(new DurableStream.Section(log, null)));
    var end = log.bounds().newest();
    var events = new RecordEvents(StreamType.Form.TEXT, cursor);
    return new StreamEvents(stream.after(end), events, end, () -> {}, timer);
  }

  private static String text(Poll poll) {
    return assertInstanceOf(Line.class, poll).text();
  }

  @Test
  @DisplayName("DS-66 clients at the end share their events, unless one has a cursor of its own")
  void shared() throws Exception {
    var all = new ArrayList<StreamEvents>();
    for (int i = 0; i < 10; i++) {
      all.add(events(OF_ALL));
    }
    for (var each : all) {
      assertTrue(text(each.poll(() -> {})).contains("upToDate"));
      assertEquals(Poll.PENDING, each.poll(() -> {}));
    }
    var first = all.getFirst();
    var shared = first.shared();
    assertNotNull(shared);
    for (var each : all) {
      assertEquals(shared, each.shared());
    }
    var own = events(StreamCursor.after("999999999", Instant.now()));
    var _ = own.poll(() -> {});
    assertEquals(Poll.PENDING, own.poll(() -> {}));
    assertNull(own.shared());
    var lead = first.lead();
    var woken = new ArrayList<String>();
    assertEquals(Poll.PENDING, lead.peek(() -> woken.add("lead")));
    var follower = new LeadAt(lead.place());
    assertTrue(first.follow(follower));
    append("one");
    assertEquals(List.of("lead"), woken);
    var event = text(lead.peek(() -> {}));
    assertEquals(event, text(all.getLast().poll(() -> {})));
    lead.step();
    first.goOnAt(follower, lead.place());
    append("two");
    assertTrue(text(first.poll(() -> {})).startsWith("event: data\ndata:two\n\nevent: control\n"));
    lead.close();
    own.close();
    all.forEach(StreamEvents::close);
    assertEquals(0, log.readers());
  }

  @Test
  @DisplayName("DS-63 after a minute the answer ends, between two events, whatever is there")
  void age() throws Exception {
    var events = events(OF_ALL);
    var _ = events.poll(() -> {});
    var woken = new ArrayList<String>();
    assertEquals(Poll.PENDING, events.poll(() -> woken.add("over")));
    timer.runAll();
    assertEquals(List.of("over"), woken);
    append("x");
    assertEquals(Poll.END, events.poll(() -> {}));
    assertEquals(Poll.END, events.poll(() -> {}));
    assertEquals(0, log.readers());
  }

  private void append(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    log.append(Append.of(new Line(content, Line.Ending.LF))).join();
  }

  private String offset() throws Exception {
    return Offsets.of(log.bounds().newest());
  }

  @Test
  @DisplayName("DS-61.1 a character in up to four appends is in one event; the offset is after it")
  void cutCharacters() throws Exception {
    var live = events(OF_ALL);
    var other = events(OF_ALL);
    for (var each : List.of(live, other)) {
      var _ = each.poll(() -> {});
      assertEquals(Poll.PENDING, each.poll(() -> {}));
    }
    assertNotNull(live.shared());
    var woken = new ArrayList<String>();
    append('a', 0xf0);
    assertEquals(Poll.PENDING, live.poll(() -> woken.add("more")));
    assertNull(live.shared());
    append(0x9f);
    assertEquals(List.of("more"), woken);
    assertEquals(Poll.PENDING, live.poll(() -> {}));
    append(0x98);
    append(0x80, 'b', 0xc3);
    append(0xa4, '!');
    var event = text(live.poll(() -> {}));
    assertTrue(event.startsWith("event: data\ndata:a\uD83D\uDE00b\u00e4!\n\n"), event);
    assertTrue(event.contains(offset()), event);
    assertTrue(event.contains("upToDate"), event);
    assertEquals(Poll.PENDING, live.poll(() -> {}));
    assertNotNull(live.shared());
    live.close();
    other.close();
  }

  @Test
  @DisplayName("DS-61.1 what is whole does not wait, and at the end of the answer nothing does")
  void cutAtTheEnd() throws Exception {
    var live = events(OF_ALL);
    var _ = live.poll(() -> {});
    append('a');
    var whole = offset();
    append('b', 0xe2);
    var event = text(live.poll(() -> {}));
    assertTrue(event.startsWith("event: data\ndata:a\n\n") && event.contains(whole), event);
    assertTrue(!event.contains("upToDate"), event);
    assertEquals(Poll.PENDING, live.poll(() -> {}));
    timer.runAll();
    var rest = text(live.poll(() -> {}));
    assertTrue(rest.contains("data:b") && rest.contains(offset()), rest);
    assertEquals(Poll.END, live.poll(() -> {}));
    var closed = events(OF_ALL);
    var _ = closed.poll(() -> {});
    append(0xe2);
    assertEquals(Poll.PENDING, closed.poll(() -> {}));
    log.append(new Append(List.of(), null, null, null, true)).join();
    assertTrue(text(closed.poll(() -> {})).contains("streamClosed"));
    assertEquals(Poll.END, closed.poll(() -> {}));
  }

  @Test
  @DisplayName("DS-61.1 bytes that are no characters wait for three appends at most")
  void noCharacters() throws Exception {
    var live = events(OF_ALL);
    var _ = live.poll(() -> {});
    for (int i = 0; i < 3; i++) {
      append(0xf0);
      assertEquals(Poll.PENDING, live.poll(() -> {}));
    }
    append(0xf0);
    assertInstanceOf(Line.class, live.poll(() -> {}));
    append(0xff);
    assertInstanceOf(Line.class, live.poll(() -> {}));
    append('x', 0x80, 0x80);
    assertInstanceOf(Line.class, live.poll(() -> {}));
    live.close();
  }

  @Test
  @DisplayName("DS-66 clients that share events leave each other for a character that is cut")
  void cutWhileShared() throws Exception {
    var one = events(OF_ALL);
    var _ = one.poll(() -> {});
    assertEquals(Poll.PENDING, one.poll(() -> {}));
    var lead = one.lead();
    assertEquals(Poll.PENDING, lead.peek(() -> {}));
    append('a', 0xc3);
    assertNull(lead.peek(() -> {}));
    lead.close();
    one.close();
  }
}
