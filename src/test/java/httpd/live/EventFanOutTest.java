package httpd.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import httpd.Body;
import httpd.Request;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.PositionedSource;
import httpd.tail.TailedFiles;
import httpd.testing.Take;
import httpd.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a line of a tailed file costs that many event streams get. */
class EventFanOutTest {

  private static final int CLIENTS = 50;
  private static final int LINES = 200;

  @TempDir Path folder;

  /** Counts what is made for the clients of a topic. */
  private static final class Counter implements Topic {
    private final Topic topic;
    private final AtomicInteger encodings = new AtomicInteger();
    private final AtomicInteger positions = new AtomicInteger();

    Counter(Topic topic) {
      this.topic = topic;
    }

    @Override
    public PositionedSource last(int lines) throws IOException {
      return new Counted(topic.last(lines));
    }

    @Override
    public Resumption after(String position) throws IOException {
      return topic.after(position);
    }

    @Override
    public Bounds bounds() throws IOException {
      return topic.bounds();
    }

    private final class Counted extends ForwardingSource implements PositionedSource {
      private final PositionedSource lines;
      private boolean polled;

      Counted(PositionedSource lines) {
        super(lines);
        this.lines = lines;
      }

      @Override
      public Poll poll(Runnable wake) {
        var poll = super.poll(wake);
        polled |= poll instanceof Line;
        return poll;
      }

      @Override
      public String position() {
        if (polled) { // Before that it is where this client begins.
          positions.incrementAndGet();
        }
        return lines.position();
      }

      @Override
      public Line encoded(Line line, Object form, Supplier<Line> encode) {
        return lines.encoded(
            line,
            form,
            () -> {
              encodings.incrementAndGet();
              return encode.get();
            });
      }
    }
  }

  @Test
  @DisplayName("T-12.1 a line is encoded once, and its position made once, for all event streams")
  void once() throws Exception {
    var file = Files.writeString(folder.resolve("a.log"), "");
    var topic = new Counter(TailedFiles.ofTheProcess().file(file.toString()));
    var handler = new TopicHandler("tail:a.log", topic, 0);
    var clients = new ArrayList<LineSource>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(events(handler));
    }
    try {
      Files.writeString(file, "first\n");
      readAll(clients, 1); // From now on all of them keep up with the file.
      topic.encodings.set(0);
      topic.positions.set(0);
      countEncodings(file, topic, clients);
    } finally {
      clients.forEach(LineSource::close);
    }
  }

  private static void countEncodings(Path file, Counter topic, List<LineSource> clients)
      throws Exception {
    var written = lines();
    Files.writeString(file, String.join("", written), StandardOpenOption.APPEND);
    var received = readAll(clients, LINES);
    for (int line = 0; line < LINES; line++) {
      var first = received.getFirst().get(line);
      assertEquals("data: " + written.get(line), lastField(first));
      for (var client : received) {
        assertSame(first, client.get(line));
      }
    }
    assertEquals(LINES, topic.encodings.get(), "encodings");
    assertEquals(LINES, topic.positions.get(), "positions");
  }

  private static List<String> lines() {
    var lines = new ArrayList<String>();
    for (int i = 0; i < LINES; i++) {
      lines.add("line " + i + "\n");
    }
    return lines;
  }

  /** An event stream that waits for the first line: its opening has been read. */
  private static LineSource events(TopicHandler handler) throws Exception {
    var request = Request.get("/").withHeader("Accept", "text/event-stream");
    var body = assertInstanceOf(Body.Lines.class, handler.handle(request).body());
    var events = body.source();
    assertInstanceOf(Line.class, Take.next(events));
    assertSame(Poll.PENDING, events.poll(() -> {}));
    return events;
  }

  /** Reads all clients at the same time, on two threads as on two event loops. */
  private static List<List<Line>> readAll(List<LineSource> clients, int count) throws Exception {
    try (var loops = Executors.newFixedThreadPool(2)) {
      var reading = new ArrayList<Future<List<Line>>>();
      for (var client : clients) {
        reading.add(loops.submit(() -> read(client, count)));
      }
      var received = new ArrayList<List<Line>>();
      for (var each : reading) {
        received.add(each.get());
      }
      return received;
    }
  }

  private static List<Line> read(LineSource client, int count) throws InterruptedException {
    var lines = new ArrayList<Line>();
    while (lines.size() < count) {
      lines.add(assertInstanceOf(Line.class, Take.next(client)));
    }
    return lines;
  }

  private static String lastField(Line event) {
    var text = new String(event.content(), UTF_8);
    return text.substring(text.indexOf('\n') + 1);
  }
}
