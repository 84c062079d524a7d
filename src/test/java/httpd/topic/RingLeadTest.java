package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import httpd.testing.LeadAt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One reader of a ring that reads for others. */
class RingLeadTest {

  private static final int KEPT = 4;

  private final MemoryRing ring = new MemoryRing(KEPT, Long.MAX_VALUE);
  private final List<PositionedSource> readers = new ArrayList<>();
  private final AtomicInteger wakes = new AtomicInteger();
  private PositionedSource source;

  @BeforeEach
  void waitForLines() {
    for (int i = 0; i < MemoryTopic.MANY_READERS; i++) {
      var reader = ring.last(0);
      readers.add(reader);
      assertSame(Poll.PENDING, reader.poll(() -> {}));
    }
    source = readers.getLast();
    assertSame(Poll.PENDING, source.poll(wakes::incrementAndGet));
  }

  @AfterEach
  void leave() {
    readers.forEach(PositionedSource::close);
    assertEquals(0, ring.readers());
  }

  @Test
  @DisplayName("P-170 few readers are not worth a lead")
  void fewReaders() {
    assertSame(ring, source.shared());
    readers.removeFirst().close();
    assertNull(source.shared());
  }

  @Test
  @DisplayName("P-170 a reader that follows is counted, is not woken, and goes on where it is told")
  void follows() {
    try (var lead = source.lead()) {
      assertTrue(source.follow(new LeadAt(lead.place())));
      assertEquals(MemoryTopic.MANY_READERS, ring.readers());
      var before = lead.place();
      ring.append(Line.of("a"));
      ring.append(Line.of("b"));
      assertEquals(0, wakes.get());
      assertEquals(Line.of("a"), lead.peek(() -> {}));
      assertEquals(Line.of("a"), lead.peek(() -> {}));
      lead.step();
      source.goOnAt(new LeadAt(before), lead.place());
      assertEquals(Line.of("b"), source.poll(() -> {}));
      source.goOnAt(new LeadAt(before), before);
      assertEquals(Line.of("a"), source.poll(() -> {}));
    }
  }

  @Test
  @DisplayName("P-170 a reader that a line has woken, or that stands elsewhere, does not follow")
  void standsElsewhere() {
    try (var lead = source.lead()) {
      ring.append(Line.of("a"));
      assertFalse(source.follow(new LeadAt(lead.place())));
      assertEquals(Line.of("a"), source.poll(() -> {}));
      assertSame(Poll.PENDING, source.poll(() -> {}));
      assertFalse(source.follow(new LeadAt(lead.place())));
    }
  }

  @Test
  @DisplayName("P-170 a lead is woken once, and gives nothing that is not for all")
  void notForAll() {
    try (var lead = source.lead()) {
      assertSame(Poll.PENDING, lead.peek(wakes::incrementAndGet));
      ring.append(Line.verbatim("piece"));
      assertEquals(2, wakes.get(), "the reader and the lead");
      assertNull(lead.peek(() -> {}));
      assertEquals(Line.verbatim("piece"), source.poll(() -> {}));
      assertSame(Poll.PENDING, source.poll(() -> {}));
      assertNull(source.shared(), "within a line");
    }
  }

  @Test
  @DisplayName("P-170 at its end, and when it has fallen behind, a lead leaves all to the readers")
  void ends() {
    try (var behind = source.lead()) {
      assertTrue(source.follow(new LeadAt(behind.place())));
      for (int i = 0; i <= KEPT; i++) {
        ring.append(Line.of("line " + i));
      }
      assertNull(behind.peek(() -> {}));
      source.goOnAt(new LeadAt(behind.place()), behind.place());
      var failed = assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      assertInstanceOf(FellBehindException.class, failed.cause());
      ring.end();
    }
    try (var atEnd = readers.getFirst().lead()) {
      assertNull(atEnd.peek(() -> {}));
    }
  }

  @Test
  @DisplayName("P-171 a reader that is closed while it follows is woken once")
  void closedWhileItFollows() {
    try (var lead = source.lead()) {
      assertTrue(source.follow(new LeadAt(lead.place())));
      source.close();
      assertEquals(1, wakes.get());
      source.goOnAt(new LeadAt(lead.place()), lead.place());
      var failed = assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      assertInstanceOf(SourceClosedException.class, failed.cause());
      assertEquals(MemoryTopic.MANY_READERS - 1, ring.readers());
    }
  }
}
