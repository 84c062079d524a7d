package httpd.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Lead;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.topic.MemoryRing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Events of a topic as plain lines, read by one for many. */
class DataLinesTest {

  private static final int MANY = 8;

  private final MemoryRing ring = new MemoryRing();

  private record At(Object place) implements Lead {
    @Override
    public long gaveAt() {
      return 0;
    }
  }

  @Test
  @DisplayName("P-175 plain readers share the data of events, and not with event streams")
  void shared() {
    var readers = new ArrayList<DataLines>();
    for (int i = 0; i < MANY; i++) {
      readers.add(new DataLines(ring.last(0)));
      assertSame(Poll.PENDING, readers.getLast().poll(() -> {}));
    }
    var source = readers.getFirst();
    assertEquals(readers.getLast().shared(), source.shared());
    assertNotEquals(ring, source.shared());
    try (var lead = source.lead()) {
      assertTrue(source.follow(new At(lead.place())));
      var lines = List.of(Line.of("plain"), Line.of("data: a\ndata: b\n"));
      lines.forEach(ring::append);
      for (int i = 0; i < lines.size(); i++) {
        assertEquals(readers.getLast().poll(() -> {}), lead.peek(() -> {}));
        lead.step();
      }
      source.goOnAt(new At(lead.place()), lead.place());
      assertSame(Poll.PENDING, source.poll(() -> {}));
    }
    readers.forEach(DataLines::close);
    assertNull(source.shared());
  }
}
