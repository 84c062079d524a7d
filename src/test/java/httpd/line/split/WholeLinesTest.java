package httpd.line.split;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.AfterLastLine;
import httpd.line.FellBehindException;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineQueueContractTest;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.LineTooLongException;
import httpd.line.Poll;
import httpd.testing.Take;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Pieces put together to lines again (L-17 to L-19). */
class WholeLinesTest {

  private final LineQueue queue = new LineQueue(Integer.MAX_VALUE);
  private final WholeLines lines = new WholeLines(queue, 10);

  private void give(String content, Line.Ending ending) {
    queue.offer(line(content, ending), () -> {});
  }

  private void piece(String content) {
    give(content, Line.Ending.NONE);
  }

  private static Line line(String content, Line.Ending ending) {
    return new Line(content.getBytes(ISO_8859_1), ending);
  }

  private LineTooLongException tooLong() throws InterruptedException {
    var failed = assertInstanceOf(Poll.Failed.class, Take.next(lines));
    return assertInstanceOf(LineTooLongException.class, failed.cause());
  }

  @Test
  @DisplayName("L-17 pieces are one line, with the ending of the last")
  void joined() throws Exception {
    piece("a");
    piece("b\r");
    assertInstanceOf(Poll.Pending.class, lines.poll(() -> {}));
    give("c", Line.Ending.LF);
    give("", Line.Ending.CR_LF);
    piece("d");
    piece("\r");
    give("", Line.Ending.LF);
    piece("last");
    queue.end();
    assertEquals(line("ab\rc", Line.Ending.LF), Take.next(lines));
    assertEquals(line("", Line.Ending.CR_LF), Take.next(lines));
    assertEquals(line("d", Line.Ending.CR_LF), Take.next(lines), "an ending that was cut");
    assertEquals(line("last", Line.Ending.NONE), Take.next(lines));
    assertSame(Poll.END, Take.next(lines));
    assertSame(Poll.END, Take.next(lines));
  }

  @Test
  @DisplayName("L-17 a line that came whole is the same object")
  void same() throws Exception {
    var whole = line("longer than the limit of ten", Line.Ending.LF);
    queue.offer(whole, () -> {});
    assertSame(whole, Take.next(lines));
  }

  @Test
  @DisplayName("L-17 what had begun is a line if a command fails after it, not if lines break off")
  void begun() throws Exception {
    piece("begun");
    var failure = new FailedAfterLastLine();
    queue.fail(failure);
    assertEquals(line("begun", Line.Ending.NONE), Take.next(lines));
    assertSame(failure, assertInstanceOf(Poll.Failed.class, Take.next(lines)).cause());

    for (var cause : List.of(new IOException("as asked"), new FellBehindException(1))) {
      var broken = new LineQueue();
      broken.offer(line("begun", Line.Ending.NONE), () -> {});
      broken.fail(cause);
      assertInstanceOf(Poll.Failed.class, Take.next(new WholeLines(broken)));
    }
  }

  private static final class FailedAfterLastLine extends IOException implements AfterLastLine {
    private static final long serialVersionUID = 1L;
  }

  @Test
  @DisplayName("L-18 a line as long as the limit is whole, wherever it is cut")
  void longest() throws Exception {
    var text = "0123456789\r\n";
    for (int cut = 1; cut < text.length(); cut++) {
      var splitter = new LineSplitter(10, LongLines.PIECES);
      byte[] bytes = text.getBytes(ISO_8859_1);
      splitter.split(bytes, 0, cut, this::offer);
      splitter.end(this::offer);
      splitter.split(bytes, cut, bytes.length - cut, this::offer);
      assertEquals(line("0123456789", Line.Ending.CR_LF), Take.next(lines), "cut at " + cut);
    }
  }

  private void offer(Line piece) {
    queue.offer(piece, () -> {});
  }

  @Test
  @DisplayName("L-18 a longer one fails with its number and beginning; goOn() goes on after it")
  void longer() throws Exception {
    give("one", Line.Ending.LF);
    piece("0123456789");
    assertEquals(line("one", Line.Ending.LF), Take.next(lines));
    assertInstanceOf(Poll.Pending.class, lines.poll(() -> {}), "it may still end here");
    assertFalse(lines.goOn(), "nothing has failed");
    piece("\u001bx");
    var message =
        "line 2 is longer than 10 bytes, the limit that --max-line sets; it begins with"
            + " \"0123456789?x\"";
    assertEquals(message, tooLong().getMessage());
    assertEquals(message, tooLong().getMessage(), "final until it is told to go on");
    assertTrue(lines.goOn());
    piece("more of it");
    give("end of it", Line.Ending.LF);
    piece("01234567890");
    give("", Line.Ending.LF);
    give("four", Line.Ending.LF);
    assertTrue(tooLong().getMessage().startsWith("line 3 "));
    assertTrue(lines.goOn());
    assertEquals(line("four", Line.Ending.LF), Take.next(lines));
  }

  @Test
  @DisplayName("L-19 a poll that drops an endless line takes a bounded number of pieces")
  void bounded() throws Exception {
    var taken = new AtomicInteger();
    var endless =
        new LineSource() {
          @Override
          public Poll poll(Runnable wake) {
            taken.incrementAndGet();
            return line("x", Line.Ending.NONE);
          }

          @Override
          public void close() {}
        };
    var whole = new WholeLines(endless, 10);
    assertInstanceOf(Poll.Failed.class, Take.next(whole));
    assertTrue(whole.goOn());
    int before = taken.get();
    var woken = new Semaphore(0);
    assertInstanceOf(Poll.Pending.class, whole.poll(woken::release));
    assertTrue(taken.get() - before <= 64, "pieces: " + (taken.get() - before));
    woken.acquire();
  }

  @Test
  @DisplayName("L-17 the lines are those of the bytes, however they were cut")
  void whateverTheCuts() throws Exception {
    var text = "a\r\n\n\r\nbc\rd\n\r\r\nlast\r";
    byte[] bytes = text.getBytes(ISO_8859_1);
    var expected = new ArrayList<Line>();
    var whole = new LineSplitter();
    whole.split(bytes, 0, bytes.length, expected::add);
    whole.end(expected::add);
    for (int cuts = 0; cuts < 1 << (bytes.length - 1); cuts += 7) {
      assertEquals(expected, rejoined(bytes, cuts), "cuts " + Integer.toBinaryString(cuts));
    }
  }

  /** Each bit that is set ends a piece after the byte of its number. */
  private static List<Line> rejoined(byte[] bytes, int cuts) throws Exception {
    var pieces = new LineQueue(Integer.MAX_VALUE);
    var splitter = new LineSplitter();
    for (int i = 0; i < bytes.length; i++) {
      splitter.split(bytes, i, 1, piece -> pieces.offer(piece, () -> {}));
      if ((cuts >> i & 1) != 0) {
        splitter.end(piece -> pieces.offer(piece, () -> {}));
      }
    }
    splitter.end(piece -> pieces.offer(piece, () -> {}));
    pieces.end();
    var lines = new ArrayList<Line>();
    var source = new WholeLines(pieces);
    while (Take.next(source) instanceof Line line) {
      lines.add(line);
    }
    return lines;
  }

  /** Whole lines of a queue are a source like any other. */
  @Nested
  class Contract implements LineSourceContract {
    @Override
    public Origin origin() {
      return new WholeOrigin();
    }
  }

  private static final class WholeOrigin extends LineQueueContractTest.OfferOrigin {
    private final WholeLines whole = new WholeLines(this);

    @Override
    public LineSource source() {
      return whole;
    }

    /** Each line in two pieces. */
    @Override
    public void emit(String line) {
      queue.offer(Line.verbatim(line), () -> {});
      queue.offer(Line.of(""), () -> {});
    }
  }
}
