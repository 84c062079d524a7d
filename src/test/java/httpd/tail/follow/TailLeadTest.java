package httpd.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import httpd.tail.TailedFiles;
import httpd.testing.Eventually;
import httpd.testing.LeadAt;
import httpd.testing.Take;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One reader of a followed file that reads for others. */
class TailLeadTest {

  private static final int LINES = 40;

  @TempDir Path directory;

  private Path file;
  private final List<PositionedSource> cursors = new ArrayList<>();
  private final AtomicInteger wakes = new AtomicInteger();
  private PositionedSource source;

  @BeforeEach
  void keepUp() throws Exception {
    file = Files.writeString(directory.resolve("a.log"), "");
    var topic = TailedFiles.ofTheProcess().file(file.toString());
    for (int i = 0; i < Follower.MANY_CURSORS; i++) {
      cursors.add(topic.last(0));
      assertSame(Poll.PENDING, cursors.getLast().poll(() -> {}));
    }
    write("first\n");
    for (var cursor : cursors) {
      assertEquals(Line.of("first"), Take.next(cursor));
      assertSame(Poll.PENDING, cursor.poll(() -> {}));
    }
    source = cursors.getLast();
    assertSame(Poll.PENDING, source.poll(wakes::incrementAndGet));
  }

  @AfterEach
  void leave() {
    cursors.forEach(LineSource::close);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND, StandardOpenOption.CREATE);
  }

  /** The next answer of a lead but Pending. */
  private static Poll peek(LeadSource lead) throws InterruptedException {
    var woken = new Semaphore(0);
    var poll = lead.peek(woken::release);
    while (poll instanceof Poll.Pending) {
      assertTrue(woken.tryAcquire(10, TimeUnit.SECONDS), "not woken");
      poll = lead.peek(woken::release);
    }
    return poll;
  }

  private static void expect(LeadSource lead, String line) throws InterruptedException {
    assertEquals(Line.of(line), peek(lead));
    lead.step();
  }

  @Test
  @DisplayName("P-172 few readers are not worth a lead")
  void fewReaders() {
    assertNotNull(source.shared());
    cursors.removeFirst().close();
    Eventually.holds("one has left", () -> source.shared() == null);
  }

  @Test
  @DisplayName("P-172 a reader that follows is not woken, and goes on where it is told")
  void follows() throws Exception {
    try (var lead = source.lead()) {
      assertTrue(source.follow(new LeadAt(lead.place())));
      write("a\nb\n");
      expect(lead, "a");
      assertEquals(0, wakes.get());
      source.goOnAt(new LeadAt(lead.place()), lead.place());
      assertEquals(Line.of("b"), Take.next(source));
    }
  }

  @Test
  @DisplayName("P-172 a lead gives the positions that a reader gives which polled")
  void positions() throws Exception {
    var polled = cursors.getFirst();
    try (var lead = source.lead()) {
      assertTrue(source.follow(new LeadAt(lead.place())));
      write("a\nb\n");
      for (var line : List.of("a", "b")) {
        assertEquals(Line.of(line), Take.next(polled));
        assertEquals(Line.of(line), peek(lead));
        assertEquals(polled.position(), lead.nextPosition());
        lead.step();
      }
      source.goOnAt(new LeadAt(lead.place()), lead.place());
      assertEquals(polled.position(), source.position());
    }
  }

  @Test
  @DisplayName("P-172 a reader follows only where the lead stands")
  void elsewhere() throws Exception {
    try (var lead = source.lead()) {
      var before = lead.place();
      write("a\n");
      expect(lead, "a");
      assertFalse(source.follow(new LeadAt(lead.place())));
      assertTrue(source.follow(new LeadAt(before)));
      source.goOnAt(new LeadAt(before), before);
      assertEquals(Line.of("a"), Take.next(source));
      assertSame(Poll.PENDING, source.poll(() -> {}));
      assertTrue(source.follow(new LeadAt(lead.place())));
      source.goOnAt(new LeadAt(lead.place()), lead.place());
    }
  }

  @Test
  @DisplayName("P-171 a reader of a file that is closed while it follows is woken")
  void closed() throws Exception {
    try (var lead = source.lead()) {
      assertTrue(source.follow(new LeadAt(lead.place())));
      source.close();
      assertEquals(1, wakes.get());
      source.goOnAt(new LeadAt(lead.place()), lead.place());
      var failed = assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      assertInstanceOf(SourceClosedException.class, failed.cause());
    }
  }

  @Test
  @DisplayName("P-173 a lead and those that followed it go on in the files that come after")
  void rotation() throws Exception {
    try (var lead = source.lead()) {
      assertTrue(source.follow(new LeadAt(lead.place())));
      for (int i = 0; i < 3; i++) {
        write("last of " + i + "\n");
        expect(lead, "last of " + i);
        Files.move(file, directory.resolve("a.log." + i));
        write("first after " + i + "\n");
        expect(lead, "first after " + i);
      }
      source.goOnAt(new LeadAt(lead.place()), lead.place());
      write("of its own\n");
      assertEquals(Line.of("of its own"), Take.next(source));
    }
  }

  @Test
  @DisplayName("P-174 what a lead can reach no more, each reader finds for itself")
  void fallenOut() throws Exception {
    var polled = cursors.getFirst();
    var line = "x".repeat(RecentLines.LIMIT / 10);
    try (var lead = source.lead()) {
      assertTrue(source.follow(new LeadAt(lead.place())));
      write((line + "\n").repeat(LINES));
      for (int i = 0; i < LINES; i++) { // In pieces, since each is longer than a read.
        assertEquals(line, wholeLine(polled));
      }
      assertNull(peek(lead));
      source.goOnAt(new LeadAt(lead.place()), lead.place());
      for (int i = 0; i < LINES; i++) {
        assertEquals(line, wholeLine(source));
      }
    }
  }

  private static String wholeLine(LineSource source) throws InterruptedException {
    var text = new StringBuilder();
    while (true) {
      var piece = assertInstanceOf(Line.class, Take.next(source));
      text.append(new String(piece.content(), UTF_8));
      if (piece.ending() != Line.Ending.NONE) {
        return text.toString();
      }
    }
  }
}
