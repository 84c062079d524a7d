package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.topic.Topic.Resumption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Topics": the newest line of each key. */
class ConflatedLogTest implements LineSourceContract {

  private final ConflatedLog log = new ConflatedLog(1_000_000, 100_000_000);

  @Override
  public Origin origin() {
    var source = log.last(0);
    return new Origin() {
      @Override
      public LineSource source() {
        return source;
      }

      @Override
      public boolean opened() {
        return log.readers() == 1;
      }

      @Override
      public void emit(String line) {
        log.append(Line.of(line), null);
      }

      @Override
      public void end() {
        throw new AssertionError("it has no end");
      }

      @Override
      public void fail() {
        throw new AssertionError("it does not fail");
      }

      @Override
      public boolean canEnd() {
        return false;
      }

      @Override
      public boolean canFail() {
        return false;
      }

      @Override
      public boolean released() {
        return log.readers() == 0;
      }
    };
  }

  /** The key is the first letter. */
  private static String append(ConflatedLog log, String text) {
    return log.append(Line.of(text), text.substring(0, 1));
  }

  private String append(String text) {
    return append(log, text);
  }

  private static List<String> drain(LineSource source) {
    var lines = new ArrayList<String>();
    while (source.poll(() -> {}) instanceof Line line) {
      lines.add(line.text());
    }
    return lines;
  }

  private static PositionedSource found(Resumption resumption) {
    return assertInstanceOf(Resumption.Found.class, resumption).source();
  }

  @Test
  @DisplayName("P-10 a fast reader gets every line, a slow one the newest of each key, in order")
  void newest() {
    var quick = log.last(0);
    var slow = log.last(0);
    assertSame(Poll.PENDING, slow.poll(() -> {}));
    var given = new ArrayList<>(drain(quick));
    for (var line : List.of("a1", "b1", "a2", "c1", "a3", "b2")) {
      append(line);
      given.addAll(drain(quick));
    }
    assertEquals(List.of("a1", "b1", "a2", "c1", "a3", "b2"), given);
    assertEquals(List.of("c1", "a3", "b2"), drain(slow));
    assertEquals(List.of(), drain(slow));
    append("a4");
    assertEquals(List.of("a4"), drain(slow));
  }

  @Test
  @DisplayName(
      "P-11 replaced lines are counted and reported with the next line to connected readers")
  void replaced() {
    var slow = log.last(0);
    slow.poll(() -> {});
    append("a1");
    append("b1");
    append("a2");
    append("a3");
    append("c1");
    var told = new ArrayList<Long>();
    while (slow.poll(() -> {}) instanceof Line) {
      told.add(slow.replaced());
    }
    assertEquals(List.of(1L, 1L, 0L), told, "b1, a3, c1");
    assertEquals(2, log.replaced());
    var late = log.last(10);
    assertInstanceOf(Line.class, late.poll(() -> {}));
    assertInstanceOf(Line.class, late.poll(() -> {}));
    assertEquals(0, late.replaced(), "what gave way before it came is not its business");
    assertEquals(2, log.replaced());
  }

  @Test
  @DisplayName("P-10 a line without a key is not replaced")
  void noKey() {
    var slow = log.last(0);
    slow.poll(() -> {});
    log.append(Line.of("one"), null);
    log.append(Line.of("two"), null);
    assertEquals(List.of("one", "two"), drain(slow));
  }

  @Test
  @DisplayName("P-1, P-2 a reader begins with the last lines that are kept, or after a position")
  void places() {
    append("a1");
    var b = append("b1");
    append("c1");
    append("b2");
    assertEquals(List.of("a1", "c1", "b2"), drain(log.last(10)));
    assertEquals(List.of("c1", "b2"), drain(log.last(2)));
    assertEquals(List.of("c1", "b2"), drain(found(log.after(b))), "behind a line that gave way");
    assertEquals(List.of("a1", "c1", "b2"), drain(found(log.after(log.bounds().oldest()))));
    assertEquals(List.of(), drain(found(log.after(log.bounds().newest()))));
  }

  @Test
  @DisplayName("P-3 unknown positions are lost, an invalid one is an error")
  void lost() {
    var few = new ConflatedLog(2, 1_000_000);
    var first = append(few, "a1");
    append(few, "b1");
    append(few, "b2");
    append(few, "c1");
    append(few, "d1");
    var bounds = few.bounds();
    var lost = new Resumption.Lost(bounds);
    assertEquals(lost, few.after(first));
    assertEquals(lost, few.after(append("x")));
    assertEquals(lost, few.after(bounds.newest().replaceFirst("-.*", "-4711")));
    assertEquals(List.of("c1", "d1"), drain(found(few.after(bounds.oldest()))));
    assertThrows(IllegalArgumentException.class, () -> few.after("*"));
  }

  @Test
  @DisplayName(
      "P-4, P-5, P-12 with too many keys the oldest are dropped, and a reader without"
          + " them has fallen behind")
  void tooManyKeys() {
    var few = new ConflatedLog(2, 1_000_000);
    var slow = few.last(0);
    slow.poll(() -> {});
    append(few, "a1");
    append(few, "a2");
    append(few, "b1");
    assertEquals(0, slow.skip(), "it has not fallen behind");
    append(few, "c1");
    var failed = assertInstanceOf(Poll.Failed.class, slow.poll(() -> {}));
    assertInstanceOf(FellBehindException.class, failed.cause());
    assertEquals(2, slow.skip(), "a1 gave way to a2, which was dropped");
    assertEquals(List.of("b1", "c1"), drain(slow));
    append(few, "a3");
    assertEquals(List.of("a3"), drain(slow), "a key that comes again");
    var bytes = new ConflatedLog(100, 300);
    append(bytes, "a" + "x".repeat(100));
    append(bytes, "b" + "x".repeat(100));
    assertEquals(1, drain(bytes.last(10)).size());
    append(bytes, "c" + "x".repeat(1000));
    assertEquals(1, drain(bytes.last(10)).size(), "one that is longer is kept alone");
  }

  @Test
  @DisplayName(
      "P-10 readers race writers: they get lines in order, at last the newest of every key")
  void race() throws Exception {
    int rounds = 50_000;
    int keys = 7;
    var failure = new AtomicReference<Throwable>();
    var readers = new ArrayList<Thread>();
    var ready = new Semaphore(0);
    for (int i = 0; i < 3; i++) {
      readers.add(
          Thread.ofPlatform()
              .start(() -> {
                try (var source = log.last(0)) {
                  source.position();
                  ready.release();
                  follow(source, keys, rounds);
                } catch (Throwable broken) {
                  failure.set(broken);
                }
              }));
    }
    ready.acquire(3);
    for (int number = 1; number <= rounds * keys; number++) {
      log.append(Line.of("" + number), "" + number % keys);
    }
    for (var reader : readers) {
      reader.join();
    }
    assertNull(failure.get());
    assertEquals(0, log.readers());
  }

  /** Until the last number has come; each gap must be as long as the source says. */
  private static void follow(PositionedSource source, int keys, int rounds)
      throws InterruptedException {
    var newest = new HashMap<Integer, Integer>();
    int before = 0;
    while (before < rounds * keys) {
      var woken = new Semaphore(0);
      switch (source.poll(woken::release)) {
        case Line line -> {
          int number = Integer.parseInt(line.text());
          assertTrue(number > before, number + " behind " + before);
          assertEquals(number - before - 1, source.replaced());
          newest.put(number % keys, number);
          before = number;
        }
        case Poll.Pending() ->
            assertTrue(woken.tryAcquire(10, TimeUnit.SECONDS), "not woken behind " + before);
        case Poll other -> throw new AssertionError(other);
      }
    }
    for (int key = 0; key < keys; key++) {
      assertTrue(newest.get(key) > (rounds - 1) * keys, "the newest of each key: " + newest);
    }
  }
}
