package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.testing.Take;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Logs": readers of a log whose older records are in a colder place than its ring. */
class TieredSourceTest implements LineSourceContract {

  private final ExecutorService reader = Executors.newSingleThreadExecutor();

  @AfterEach
  void end() {
    reader.close();
  }

  /** A ring of three lines, so that most of what comes is read in the cold place. */
  @Override
  public Origin origin() {
    var records = new ListedRecords(reader);
    var source = records.tiers().after("test-0");
    return new Origin() {
      @Override
      public LineSource source() {
        return source;
      }

      @Override
      public boolean opened() {
        return records.tiers().readers() == 1;
      }

      @Override
      public void emit(String line) {
        records.append(line);
      }

      @Override
      public void end() {
        records.ring().end();
      }

      @Override
      public void fail() {
        records.ring().fail(new IOException("made up"));
      }

      @Override
      public boolean released() {
        return records.tiers().readers() == 0 && records.ring().readers() == 0;
      }
    };
  }

  private static void append(ListedRecords records, int from, int to) {
    IntStream.rangeClosed(from, to).mapToObj(Integer::toString).forEach(records::append);
  }

  private static List<String> take(LineSource source, int count) throws InterruptedException {
    var lines = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      lines.add(Take.line(source));
    }
    return lines;
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
  }

  @Test
  @DisplayName("LG-11 a reader gets old records in batches, then new ones from memory, each once")
  void both() throws Exception {
    var records = new ListedRecords(reader);
    append(records, 1, 30_000);
    try (var source = records.tiers().after("test-10000")) {
      assertEquals("test-10000", source.position());
      assertEquals(numbers(10_001, 20_000), take(source, 10_000));
      assertEquals("test-20000", source.position());
      assertEquals(numbers(20_001, 30_000), take(source, 10_000));
      assertEquals("test-30000", source.position());
      assertSame(Poll.PENDING, source.poll(() -> {}));
      int reads = records.reads();
      for (int i = 30_001; i < 30_100; i++) {
        records.append("" + i);
        assertEquals("" + i, Take.line(source));
      }
      assertEquals(reads, records.reads());
      assertEquals("test-30099", source.position());
    }
  }

  @Test
  @DisplayName("LG-11 a reader that is slower than the ring goes on in the cold place")
  void slow() throws Exception {
    var records = new ListedRecords(reader);
    try (var source = records.tiers().after("test-0")) {
      assertSame(Poll.PENDING, source.poll(() -> {}));
      assertEquals(0, records.reads());
      append(records, 1, 100);
      assertEquals(numbers(1, 50), take(source, 50));
      append(records, 101, 200);
      assertEquals(numbers(51, 200), take(source, 150));
      assertSame(Poll.PENDING, source.poll(() -> {}));
      append(records, 201, 202);
      assertEquals(numbers(201, 202), take(source, 2));
      assertTrue(records.reads() > 0);
    }
  }

  @Test
  @DisplayName("LG-12 a reader whose next record was dropped everywhere falls behind, and may skip")
  void skip() throws Exception {
    var records = new ListedRecords(reader);
    try (var source = records.tiers().after("test-0")) {
      append(records, 1, 10);
      records.drop(4);
      var failed = assertInstanceOf(Poll.Failed.class, Take.next(source));
      assertInstanceOf(FellBehindException.class, failed.cause());
      assertSame(failed, source.poll(() -> {}));
      assertEquals("test-0", source.position());
      assertEquals(4, source.skip());
      assertEquals(0, source.skip());
      assertEquals(numbers(5, 10), take(source, 6));
      assertEquals("test-10", source.position());
    }
  }

  @Test
  @DisplayName("L-9 a close during a read wakes the owner, and what is read is dropped")
  void closeDuringRead() {
    var tasks = new ArrayDeque<Runnable>();
    var records = new ListedRecords(tasks::add);
    append(records, 1, 10);
    var source = records.tiers().after("test-0");
    var wakes = new AtomicInteger();
    assertSame(Poll.PENDING, source.poll(wakes::incrementAndGet));
    assertEquals(1, tasks.size());
    source.close();
    assertEquals(1, wakes.get());
    tasks.remove().run();
    assertEquals(1, wakes.get());
    var failed = assertInstanceOf(Poll.Failed.class, source.poll(wakes::incrementAndGet));
    assertInstanceOf(SourceClosedException.class, failed.cause());
    assertEquals(0, records.tiers().readers());
  }

  @Test
  @DisplayName("L-4 a poll during a read keeps only the newest wake-up, and starts no second read")
  void pollDuringRead() {
    var tasks = new ArrayDeque<Runnable>();
    var records = new ListedRecords(tasks::add);
    append(records, 1, 10);
    try (var source = records.tiers().after("test-0")) {
      var wakes = new AtomicInteger();
      assertSame(Poll.PENDING, source.poll(() -> wakes.addAndGet(100)));
      assertSame(Poll.PENDING, source.poll(wakes::incrementAndGet));
      assertEquals(1, tasks.size());
      tasks.remove().run();
      assertEquals(1, wakes.get());
    }
  }

  @Test
  @DisplayName("LG-13 a cold place that cannot be read fails the reader with its error")
  void failure() throws Exception {
    var ring = MemoryRing.beginningAt("test-0", 1, 1000);
    var _ = ring.append(Line.of("a"));
    var _ = ring.append(Line.of("b"));
    var cause = new IOException("made up");
    var tiers = new Tiers(ring, ring, (_, _) -> CompletableFuture.failedFuture(cause));
    try (var source = tiers.after("test-0")) {
      assertEquals(new Poll.Failed(cause), Take.next(source));
      assertEquals(new Poll.Failed(cause), source.poll(() -> {}));
    }
  }

  @Test
  @DisplayName("LG-11 readers of the ring share their lines and follow a lead, as in memory")
  void shared() throws Exception {
    var records = new ListedRecords(reader);
    append(records, 1, 10);
    var sources = new ArrayList<TopicSource>();
    for (int i = 0; i < MemoryTopic.MANY_READERS; i++) {
      var source = records.tiers().after("test-0");
      sources.add(source);
      assertNull(source.shared());
      assertEquals(numbers(1, 10), take(source, 10));
      assertSame(Poll.PENDING, source.poll(() -> {}));
    }
    var first = sources.getFirst();
    assertSame(records.ring(), first.topic());
    assertNotNull(first.shared());
    try (var lead = first.lead()) {
      assertSame(Poll.PENDING, lead.peek(() -> {}));
    }
    assertEquals(MemoryTopic.MANY_READERS, records.tiers().readers());
    sources.forEach(TopicSource::close);
    assertEquals(0, records.tiers().readers());
    assertEquals(0, records.ring().readers());
  }
}
