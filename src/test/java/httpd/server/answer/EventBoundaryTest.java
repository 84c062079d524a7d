package httpd.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import httpd.ServerSentEvent;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** V-61: an event stream is not ended within an event. */
class EventBoundaryTest implements LineSourceContract {

  private final LineQueue queue = new LineQueue();
  private final EventBoundary events = new EventBoundary(queue);
  private final AtomicInteger reached = new AtomicInteger();

  @Override
  public Origin origin() {
    var polled = new AtomicBoolean();
    var released = new AtomicBoolean();
    var source =
        new EventBoundary(
            new LineSource() {
              @Override
              public Poll poll(Runnable wake) {
                polled.compareAndSet(false, !released.get());
                return queue.poll(wake);
              }

              @Override
              public void close() {
                released.set(true);
                queue.close();
              }
            });
    return new Origin() {
      @Override
      public LineSource source() {
        return source;
      }

      @Override
      public boolean opened() {
        return polled.get();
      }

      @Override
      public void emit(String line) {
        queue.offer(Line.of(line), () -> {});
      }

      @Override
      public void end() {
        queue.end();
      }

      @Override
      public void fail() {
        queue.fail(new IOException("made up"));
      }

      @Override
      public boolean released() {
        return released.get();
      }
    };
  }

  private void offer(Line line) {
    queue.offer(line, () -> {});
  }

  private void stop() {
    if (events.stopBetween(reached::incrementAndGet)) {
      reached.incrementAndGet();
    }
  }

  private void take() {
    assertInstanceOf(Line.class, events.poll(() -> {}));
  }

  private void isHeld() {
    assertEquals(1, reached.get());
    offer(Line.of("data: more"));
    assertSame(Poll.PENDING, events.poll(() -> {}));
    assertEquals(1, reached.get());
    events.close();
  }

  @Test
  @DisplayName("V-61 nothing was sent yet: at once")
  void nothing() {
    stop();
    isHeld();
  }

  @Test
  @DisplayName("V-61 after a complete event: at once, and only once")
  void whole() {
    offer(ServerSentEvent.of("x").toLine());
    take();
    stop();
    stop();
    isHeld();
  }

  @Test
  @DisplayName("V-61 within an event of several lines: after its blank line, LF or CR LF")
  void within() {
    for (var ending : new Line.Ending[] {Line.Ending.LF, Line.Ending.CR_LF}) {
      offer(new Line("data: x".getBytes(UTF_8), ending));
      take();
      offer(new Line("data: y".getBytes(UTF_8), ending));
      offer(new Line(new byte[0], ending));
      take();
      take();
    }
    offer(Line.of("data: z"));
    take();
    stop();
    assertEquals(0, reached.get());
    assertSame(Poll.PENDING, events.poll(() -> {}));
    assertEquals(0, reached.get());
    offer(Line.of(""));
    take();
    assertEquals(0, reached.get(), "the blank line itself has to be written first");
    assertSame(Poll.PENDING, events.poll(() -> {}));
    isHeld();
  }

  @Test
  @DisplayName("V-132 a line that ends in a later piece is no blank line")
  void piecesOfALine() {
    offer(new Line("data: ".getBytes(UTF_8), Line.Ending.NONE));
    offer(Line.of(""));
    take();
    take();
    stop();
    assertEquals(0, reached.get());
    offer(Line.of(""));
    take();
    assertSame(Poll.PENDING, events.poll(() -> {}));
    isHeld();
  }

  @Test
  @DisplayName("V-132 a CR LF that is cut in two is one line end")
  void crAndLf() {
    offer(new Line("data: x\r".getBytes(UTF_8), Line.Ending.NONE));
    offer(Line.of(""));
    take();
    take();
    stop();
    assertEquals(0, reached.get());
    events.close();
  }

  @Test
  @DisplayName("V-134 a comment between two events, such as a heartbeat, does not begin an event")
  void comment() {
    offer(Line.of(":"));
    take();
    stop();
    isHeld();
  }

  @Test
  @DisplayName("L-4, L-8 who was told to wait at the end of an event is woken once, by the close")
  void wokenByClose() {
    stop();
    var wakes = new AtomicInteger();
    assertSame(Poll.PENDING, events.poll(wakes::incrementAndGet));
    events.close();
    events.close();
    assertEquals(1, wakes.get());
    assertInstanceOf(Poll.Failed.class, events.poll(wakes::incrementAndGet));
    assertEquals(1, wakes.get());
  }
}
