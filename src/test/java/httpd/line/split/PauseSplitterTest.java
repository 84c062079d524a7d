package httpd.line.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.line.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When an unfinished line is given (L-21), by a clock of the test's own. */
class PauseSplitterTest {

  private static final long MILLISECOND = 1_000_000;

  private final List<Line> given = new ArrayList<>();
  private final List<Runnable> looks = new ArrayList<>();
  private final List<Long> delays = new ArrayList<>();
  private long now = Long.MAX_VALUE; // A clock may overflow.
  private boolean heldBack;
  private final PauseSplitter splitter =
      new PauseSplitter(given::add, this::after, () -> heldBack, () -> now);

  private Future<?> after(long nanos, Runnable look) {
    delays.add(nanos / MILLISECOND);
    var timer = new CompletableFuture<Void>();
    looks.add(() -> {
      if (!timer.isCancelled()) {
        look.run();
      }
    });
    return timer;
  }

  private void read(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    splitter.split(bytes, 0, bytes.length);
  }

  private void look(long millisecondsLater) {
    now += millisecondsLater * MILLISECOND;
    looks.removeFirst().run();
  }

  @Test
  @DisplayName("L-21 complete lines need no timer")
  void complete() {
    read("a\nb\r\n");
    assertEquals(List.of(), looks);
    assertEquals(2, given.size());
  }

  @Test
  @DisplayName("L-21 what is unfinished is given 10 ms after its first byte, by one timer at most")
  void unfinished() {
    read("a\n1");
    now += 4 * MILLISECOND;
    read("2");
    assertEquals(1, looks.size());
    assertEquals(List.of(Line.of("a")), given);
    look(6);
    assertEquals(List.of(Line.of("a")), given, "the input is read once more");
    look(0);
    assertEquals(List.of(Line.of("a"), Line.verbatim("12")), given);
    read("3\n");
    assertEquals(List.of(Line.of("a"), Line.verbatim("12"), Line.of("3")), given);
    assertEquals(List.of(), looks);
  }

  @Test
  @DisplayName("L-21 a line that begins later waits its own time")
  void begunLater() {
    read("1");
    now += 6 * MILLISECOND;
    read("2\n3");
    look(4);
    assertEquals(List.of(Line.of("12")), given);
    assertEquals(List.of(10L, 6L), delays);
    look(6);
    look(0);
    assertEquals(List.of(Line.of("12"), Line.verbatim("3")), given);
  }

  @Test
  @DisplayName("L-21 a timer that finds nothing unfinished is not renewed; the end gives the rest")
  void finished() {
    read("1");
    read("\n");
    look(10);
    assertEquals(List.of(), looks);
    read("last");
    splitter.end();
    look(10);
    assertEquals(List.of(Line.of("1"), Line.verbatim("last")), given);
  }

  @Test
  @DisplayName("L-21 a line that ends while the input is read once more is whole")
  void endsLate() {
    read("1");
    look(10);
    read("2\n");
    look(0);
    assertEquals(List.of(Line.of("12")), given);
    assertEquals(List.of(), looks);
  }

  @Test
  @DisplayName("X-92 while the input is not read nothing is cut; then the line has its time again")
  void heldBack() {
    heldBack = true;
    read("1");
    look(10);
    look(0);
    assertEquals(List.of(), looks);
    heldBack = false;
    splitter.readOn();
    assertEquals(List.of(), given);
    look(10);
    look(0);
    assertEquals(List.of(Line.verbatim("1")), given);
    assertEquals(List.of(10L, 0L, 10L, 0L), delays);
  }
}
