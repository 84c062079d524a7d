package httpd.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.ServerSentEvent;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Events as a line source, and what a hub keeps. */
class EventStreamTest {

  /** What stands behind a source that shows lines of a queue in another way. */
  private record Behind(LineQueue queue, AtomicBoolean polled, AtomicBoolean closed)
      implements LineSource {

    Behind() {
      this(new LineQueue(), new AtomicBoolean(), new AtomicBoolean());
    }

    @Override
    public Poll poll(Runnable wake) {
      polled.compareAndSet(false, !closed.get());
      return queue.poll(wake);
    }

    @Override
    public void close() {
      closed.set(true);
      queue.close();
    }
  }

  /** The text of a line is the framed event less its field, so that the exam knows it again. */
  private static final class Unframed implements LineSource {

    private final LineSource events;

    Unframed(LineSource events) {
      this.events = events;
    }

    @Override
    public Poll poll(Runnable wake) {
      var poll = events.poll(wake);
      return poll instanceof Line event
          ? Line.of(event.text().replaceAll("^data: |\n$", ""))
          : poll;
    }

    @Override
    public void close() {
      events.close();
    }
  }

  private static LineSourceContract.Origin origin(
      Behind behind, LineSource source, boolean framed) {
    return new LineSourceContract.Origin() {
      @Override
      public LineSource source() {
        return source;
      }

      @Override
      public boolean opened() {
        return behind.polled.get();
      }

      @Override
      public void emit(String line) {
        var event = framed ? ServerSentEvent.of(line).toLine() : Line.of(line);
        behind.queue.offer(event, () -> {});
      }

      @Override
      public void end() {
        behind.queue.end();
      }

      @Override
      public void fail() {
        behind.queue.fail(new IOException("made up"));
      }

      @Override
      public boolean released() {
        return behind.closed.get();
      }
    };
  }

  @Nested
  class WithoutIds implements LineSourceContract {
    @Override
    public Origin origin() {
      var behind = new Behind();
      return EventStreamTest.origin(behind, new Unframed(EventStream.of(behind)), false);
    }
  }

  @Nested
  class DataOfEvents implements LineSourceContract {
    @Override
    public Origin origin() {
      var behind = new Behind();
      var lines = new DataLines(behind);
      return EventStreamTest.origin(
          behind,
          new LineSource() {
            @Override
            public Poll poll(Runnable wake) {
              var poll = lines.poll(wake);
              return poll instanceof Line line ? Line.of(line.text().stripTrailing()) : poll;
            }

            @Override
            public void close() {
              lines.close();
            }
          },
          true);
    }
  }

  @Test
  @DisplayName("K-50, K-53 a kept event without an id gets its position as its id")
  void stored() {
    var plain = ServerSentEvent.of("x").withEvent("e").toLine();
    assertEquals("id: 7\nevent: e\ndata: x\n", StoredEvent.with(plain, "7").text());
    var own = ServerSentEvent.of("x").withId("own").toLine();
    assertEquals("id: own\ndata: x\n", StoredEvent.with(own, "7").text());
  }

  @Test
  @DisplayName("K-50 plain lines are the data alone, each line of it ended")
  void data() {
    for (var text : List.of("", "x", "a\nb", "data: x", "\n", "id: 1\n\nevent: e")) {
      var event = ServerSentEvent.of(text).withEvent("e").withId("1").toLine();
      var data = StoredEvent.data(event);
      byte[] bytes = new byte[data.length()];
      data.copyTo(bytes, 0);
      assertEquals(text + "\n", new String(bytes, UTF_8));
    }
  }

  @Test
  @DisplayName("L-8 the opening event is not sent after a close")
  void closedBeforeItBegan() {
    var ring = new NoLines();
    var opening = EventFrame.ofComment("hello");
    var stream = EventStream.of(ring, new EventEncoder(EventEncoder.Form.DATA), opening, null);
    stream.close();
    assertInstanceOf(Poll.Failed.class, stream.poll(() -> {}));
  }

  /** A positioned source of nothing. */
  private static final class NoLines implements PositionedSource {
    private final LineQueue queue = new LineQueue();

    @Override
    public Poll poll(Runnable wake) {
      return queue.poll(wake);
    }

    @Override
    public String position() {
      return "0";
    }

    @Override
    public void close() {
      queue.close();
    }
  }
}
