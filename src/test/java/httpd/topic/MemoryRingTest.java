package httpd.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.line.SourceClosedException;
import httpd.topic.Topic.Resumption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Topics": the ring in memory. */
class MemoryRingTest implements LineSourceContract {

  @Override
  public Origin origin() {
    var ring = new MemoryRing();
    var source = ring.last(0);
    return new Origin() {
      @Override
      public LineSource source() {
        return source;
      }

      @Override
      public boolean opened() {
        return ring.readers() == 1;
      }

      @Override
      public void emit(String line) {
        ring.append(Line.of(line));
      }

      @Override
      public void end() {
        ring.end();
      }

      @Override
      public void fail() {
        ring.fail(new IOException("made up"));
      }

      @Override
      public boolean released() {
        return ring.readers() == 0;
      }
    };
  }

  private static void append(MemoryRing ring, int from, int to) {
    for (int i = from; i <= to; i++) {
      ring.append(Line.of(Integer.toString(i)));
    }
  }

  /** All that there is now. */
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
  @DisplayName("P-1 a reader begins with the last lines, as many as are kept")
  void last() {
    var ring = new MemoryRing(5, 1_000_000);
    append(ring, 1, 7);
    assertEquals(List.of(), drain(ring.last(0)));
    assertEquals(List.of("6", "7"), drain(ring.last(2)));
    assertEquals(List.of("3", "4", "5", "6", "7"), drain(ring.last(100)));
  }

  @Test
  @DisplayName("P-2 a reader continues after any position that is kept")
  void after() {
    var ring = new MemoryRing(5, 1_000_000);
    var follower = ring.last(0);
    var positions = new ArrayList<String>();
    positions.add(follower.position());
    for (int i = 1; i <= 7; i++) {
      assertEquals(ring.append(Line.of("" + i)), poll(follower));
      positions.add(follower.position());
    }
    assertEquals(List.of("7"), drain(found(ring.after(positions.get(6)))));
    assertEquals(List.of(), drain(found(ring.after(positions.get(7)))));
    assertEquals(List.of("3", "4", "5", "6", "7"), drain(found(ring.after(positions.get(2)))));
    var lost = assertInstanceOf(Resumption.Lost.class, ring.after(positions.get(1)));
    assertEquals(new Resumption.Lost(new Topic.Bounds(positions.get(2), positions.get(7))), lost);
  }

  private static String poll(PositionedSource source) {
    assertInstanceOf(Line.class, source.poll(() -> {}));
    return source.position();
  }

  @Test
  @DisplayName("P-3 a position of another run or of the future is lost, an invalid one is an error")
  void foreign() {
    var ring = new MemoryRing();
    var other = new MemoryRing();
    assertInstanceOf(Resumption.Lost.class, ring.after(other.append(Line.of("x"))));
    var future = ring.last(0).position().replaceFirst("-0$", "-17");
    assertInstanceOf(Resumption.Lost.class, ring.after(future));
    for (var rubbish : List.of("", "-", "a", "a-", "A-1", "a-1x", "a-1234567890123456789")) {
      assertThrows(IllegalArgumentException.class, () -> ring.after(rubbish), rubbish);
    }
  }

  @Test
  @DisplayName("P-4 the oldest lines are dropped by number and by bytes, the newest never")
  void bounds() {
    var ring = new MemoryRing(1000, 10 * (64 + 11));
    for (int i = 0; i < 30; i++) {
      ring.append(Line.of("x".repeat(10)));
    }
    assertEquals(10, drain(ring.last(1000)).size());
    ring.append(Line.of("y".repeat(5000)));
    assertEquals(List.of("y".repeat(5000)), drain(ring.last(1000)));
    ring.append(Line.of("z"));
    assertEquals(List.of("z"), drain(ring.last(1000)));
  }

  @Test
  @DisplayName("P-5 only a reader whose next line was dropped has fallen behind")
  void fellBehind() {
    var ring = new MemoryRing(3, 1_000_000);
    var slow = ring.last(0);
    var quick = ring.last(0);
    assertSame(Poll.PENDING, slow.poll(() -> {}));
    assertSame(Poll.PENDING, quick.poll(() -> {}));
    append(ring, 1, 3);
    assertEquals(List.of("1", "2", "3"), drain(quick));
    append(ring, 4, 4);
    var failed = assertInstanceOf(Poll.Failed.class, slow.poll(() -> {}));
    assertInstanceOf(FellBehindException.class, failed.cause());
    assertSame(failed, slow.poll(() -> {}));
    assertEquals(List.of("4"), drain(quick));
  }

  @Test
  @DisplayName("K-135 a log reports each time its last reader leaves")
  void deserted() {
    var deserted = new AtomicInteger();
    var ring = new MemoryRing(10, 1000, "epoch", deserted::incrementAndGet);
    var one = ring.last(0);
    one.poll(() -> {});
    var two = ring.last(0);
    two.poll(() -> {});
    one.close();
    assertEquals(0, deserted.get());
    two.close();
    two.close();
    ring.last(0).close();
    assertEquals(1, deserted.get(), "one that never read does not leave");
  }

  @Test
  @DisplayName("M-61 dropped lines are lost for readers, and the log continues")
  void drop() {
    var ring = new MemoryRing(10, 1000);
    append(ring, 1, 5);
    var first = ring.last(5);
    var third = ring.last(3);
    first.poll(() -> {});
    third.poll(() -> {});
    long each = ring.bytes() / 5;
    ring.drop(each + 1, 0);
    assertEquals(3, ring.lines());
    assertInstanceOf(Poll.Failed.class, first.poll(() -> {}));
    assertEquals(List.of("4", "5"), drain(third));
    ring.drop(Long.MAX_VALUE, 0);
    assertEquals(0, ring.bytes());
    append(ring, 6, 6);
    assertEquals(List.of("6"), drain(third));
    assertEquals(List.of("6"), drain(ring.last(5)));
  }

  @Test
  @DisplayName("P-6 a reader that leaves is forgotten, also if no line ever comes")
  void leave() {
    var ring = new MemoryRing();
    var wakes = new AtomicInteger();
    var sources = new ArrayList<PositionedSource>();
    for (int i = 0; i < 100; i++) {
      var source = ring.last(0);
      source.poll(wakes::incrementAndGet);
      sources.add(source);
    }
    assertEquals(100, ring.readers());
    for (int i = 0; i < 100; i += 3) {
      sources.get(i).close();
      sources.get(i).close();
    }
    assertEquals(34, wakes.get(), "those who left were told");
    assertEquals(66, ring.readers());
    ring.append(Line.of("x"));
    assertEquals(100, wakes.get());
    var failed = assertInstanceOf(Poll.Failed.class, sources.get(0).poll(() -> {}));
    assertInstanceOf(SourceClosedException.class, failed.cause());
    assertEquals(List.of("x"), drain(sources.get(1)));
  }

  @Test
  @DisplayName("P-7 after the end new readers get what is kept, then the end; nothing is added")
  void ended() {
    var ring = new MemoryRing();
    append(ring, 1, 3);
    ring.end();
    var late = ring.last(2);
    assertEquals(List.of("2", "3"), drain(late));
    assertSame(Poll.END, late.poll(() -> {}));
    assertSame(Poll.END, ring.last(0).poll(() -> {}));
    assertThrows(IllegalStateException.class, () -> ring.append(Line.of("4")));
  }

  @Test
  @DisplayName("P-8 readers that join while lines are added miss no line after their start")
  void joining() throws Exception {
    int lines = 20_000;
    var ring = new MemoryRing(lines, Long.MAX_VALUE);
    var go = new Semaphore(0);
    var readers = new ArrayList<Thread>();
    var problems = java.util.Collections.synchronizedList(new ArrayList<String>());
    for (int r = 0; r < 4; r++) {
      readers.add(
          Thread.ofPlatform()
              .start(() -> {
                go.acquireUninterruptibly();
                for (int i = 0; i < 50; i++) {
                  followToTheEnd(ring, lines, problems);
                }
              }));
    }
    go.release(4);
    for (int i = 1; i <= lines; i++) {
      ring.append(Line.of("" + i));
    }
    ring.end();
    for (var reader : readers) {
      reader.join();
    }
    assertEquals(List.of(), problems);
    assertEquals(0, ring.readers());
  }

  private static void followToTheEnd(MemoryRing ring, int lines, List<String> problems) {
    try (var source = ring.last(3)) {
      long expected = -1;
      while (true) {
        var woken = new Semaphore(0);
        switch (source.poll(woken::release)) {
          case Line line -> {
            long number = Long.parseLong(line.text());
            if (expected >= 0 && number != expected) {
              problems.add("expected " + expected + ", was " + number);
            }
            expected = number + 1;
          }
          case Poll.Pending() -> woken.acquireUninterruptibly();
          case Poll.End() -> {
            if (expected != lines + 1) {
              problems.add("ended before " + expected);
            }
            return;
          }
          case Poll.Failed(var cause) -> {
            problems.add(cause.toString());
            return;
          }
        }
      }
    }
  }

  @Test
  @DisplayName("P-9 a ring keeps at least one line")
  void nonsense() {
    assertThrows(IllegalArgumentException.class, () -> new MemoryRing(0, 1));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> new MemoryRing(1, 0))
            .getMessage()
            .contains("1 of 0"));
  }

  private static Line piece(String text) {
    return Line.verbatim(text);
  }

  /** A ring with the lines a, bc in two pieces, and what has begun of a third. */
  private static MemoryRing inPieces() {
    var ring = new MemoryRing();
    ring.append(Line.of("a"));
    ring.append(piece("b"));
    ring.append(Line.of("c"));
    ring.append(piece("d"));
    ring.append(piece("e"));
    return ring;
  }

  @Test
  @DisplayName("P-151 the last lines are lines, not pieces; a reader begins where a line begins")
  void lastInPieces() {
    var ring = inPieces();
    assertEquals(List.of("d", "e"), drain(ring.last(0)), "its line ends later");
    assertEquals(List.of("b", "c", "d", "e"), drain(ring.last(1)));
    assertEquals(List.of("a", "b", "c", "d", "e"), drain(ring.last(2)));
    assertEquals(List.of("a", "b", "c", "d", "e"), drain(ring.last(Integer.MAX_VALUE)));
    ring.end();
    assertEquals(List.of(), drain(ring.last(0)));
    assertEquals(List.of("d", "e"), drain(ring.last(1)), "the end has ended it");
    assertEquals(List.of("b", "c", "d", "e"), drain(ring.last(2)));
  }

  @Test
  @DisplayName(
      "P-152, P-153 the newest position is after a line; one within a line begins at the next")
  void positionsInPieces() {
    var ring = inPieces();
    assertEquals(List.of("d", "e"), drain(found(ring.after(ring.bounds().newest()))));
    var within = ring.append(piece("f"));
    var ended = ring.append(Line.of("g"));
    assertEquals(ended, ring.bounds().newest(), "the position of a line is that of its last piece");
    ring.append(Line.of("next"));
    assertEquals(List.of("next"), drain(found(ring.after(within))));
    assertEquals(List.of("next"), drain(found(ring.after(ended))));
  }

  @Test
  @DisplayName(
      "P-152, P-154 a line whose beginning was dropped is given to no one, and counts as missed")
  void droppedInPieces() {
    var ring = new MemoryRing(2, 1_000_000);
    var slow = ring.last(0);
    assertSame(Poll.PENDING, slow.poll(() -> {}));
    ring.append(Line.of("a"));
    for (int i = 0; i < 5; i++) {
      ring.append(piece("" + i));
    }
    assertEquals(List.of(), drain(ring.last(10)));
    assertEquals(List.of(), drain(found(ring.after(ring.bounds().oldest()))));
    assertEquals(List.of(), drain(ring.last(0)));
    var behind = assertInstanceOf(Poll.Failed.class, slow.poll(() -> {}));
    assertInstanceOf(FellBehindException.class, behind.cause());
    assertEquals(2, slow.skip(), "the line a, and the one in pieces");
    assertSame(Poll.PENDING, slow.poll(() -> {}));
    ring.append(Line.of("its end"));
    ring.append(Line.of("z"));
    assertEquals(List.of("z"), drain(slow));
  }
}
