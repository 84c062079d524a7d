package httpd.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.line.Poll;
import httpd.line.blocking.BlockingReader;
import httpd.live.TopicHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What clients get of standard input that has ended. */
class EndedInputTest {

  private static final class Follower implements StandardInput.Observer {
    private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    private final StringBuilder read = new StringBuilder();

    @Override
    public void read(byte[] bytes, int count) {
      read.append(new String(bytes, 0, count, UTF_8));
    }

    @Override
    public void ended(@Nullable Throwable failure) {
      end.complete(failure);
    }
  }

  private final Follower follower = new Follower();

  private SharedLines ended(InputStream input) throws Exception {
    var lines = new SharedLines(StandardInput.run(input, () -> follower));
    lines.start();
    try (var reader = lines.last(0)) {
      while (BlockingReader.next(reader) instanceof Line) {}
    }
    return lines;
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  @DisplayName("HC-32, HC-32.1 what is kept is served with the time of the end")
  void isServedWithItsTime() throws Exception {
    var before = Instant.now().minusSeconds(1);
    var handler = new TopicHandler("stdin:", ended(text("a\nb\n")), 10);
    var response = handler.handle(Request.get("/"));
    assertEquals("a\nb\n", response.readText());
    var end = Instant.parse(String.valueOf(response.headers().get(TopicHandler.ENDED)));
    assertEquals(true, end.isAfter(before) && !end.isAfter(Instant.now()));
    assertEquals("a\nb\n", follower.read.toString());
    assertNull(follower.end.join());
  }

  @Test
  @DisplayName("HC-32.2 an event stream that has had all is answered 204")
  void aCompleteStreamDoesNotComeBack() throws Exception {
    var lines = ended(text("a\nb\n"));
    var handler = new TopicHandler("stdin:", lines, 10);
    assertEquals(204, events(handler, lines.bounds().newest()).status());
    var oldest = events(handler, lines.bounds().oldest());
    assertEquals(200, oldest.status());
    oldest.close();
  }

  private static Response events(TopicHandler handler, String id) throws Exception {
    return handler.handle(Request.get("/?as=sse").withHeader("Last-Event-ID", id));
  }

  @Test
  @DisplayName("HC-33 after a failure a response has what is kept, and is cut")
  void aFailureCuts() throws Exception {
    var broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Input/output error");
          }

          @Override
          public int read(byte[] bytes, int from, int length) throws IOException {
            return read();
          }
        };
    var lines = ended(new SequenceInputStream(text("a\n"), broken));
    try (var reader = lines.last(10)) {
      assertEquals(Line.of("a"), BlockingReader.next(reader));
      assertInstanceOf(Poll.Failed.class, BlockingReader.next(reader));
    }
    assertInstanceOf(IOException.class, follower.end.join());
    assertThrows(
        Exception.class,
        () -> new TopicHandler("stdin:", lines, 10).handle(Request.get("/")).readText());
  }
}
