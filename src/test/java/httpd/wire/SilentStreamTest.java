package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Response;
import httpd.net.Transport;
import httpd.testing.Eventually;
import httpd.testing.RetainedObjects;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SPEC, "What a silent stream holds". */
class SilentStreamTest extends WireTest {

  private static final int STREAMS = 50;
  private static final int MOST_BYTES = 3 * 1024;

  private static final String DECODER = "httpd.server.request.RequestDecoder";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final BlockingQueue<List<String>> frames = new LinkedBlockingQueue<>();

  /** A line, and then those of the queue; an empty one is the end. */
  private final class Body implements Iterator<String> {
    private String next = "first";

    @Override
    public boolean hasNext() {
      try {
        next = next.equals("first") ? "begun" : lines.take();
        return !next.isEmpty();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String next() {
      frames.add(
          Arrays.stream(Thread.currentThread().getStackTrace())
              .map(StackTraceElement::getClassName)
              .filter(SilentStreamTest::isOurs)
              .toList());
      return next;
    }
  }

  private static boolean isOurs(String className) {
    return className.startsWith("httpd.")
        && !className.startsWith("httpd.wire.")
        && !className.startsWith("httpd.testing.");
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-100 a stream whose source is silent holds few objects, and no decoder")
  void holds(Transport transport) throws Exception {
    serve(transport, request -> Response.lines(new Body()));
    connect().get("/").readUntil("\nbegun␊\n");
    var before = RetainedObjects.now();
    for (int i = 0; i < STREAMS; i++) {
      connect().get("/").readUntil("\nbegun␊\n");
    }
    Eventually.isFine(() -> problem(before, RetainedObjects.now()));
  }

  /** What is still too much, or null. */
  private static String problem(RetainedObjects before, RetainedObjects now) {
    long decoders = now.count(DECODER) - before.count(DECODER);
    long bytes =
        (now.bytes(SilentStreamTest::isOurs) - before.bytes(SilentStreamTest::isOurs)) / STREAMS;
    return decoders <= 0 && bytes <= MOST_BYTES
        ? null
        : "%d decoders, %d bytes a stream".formatted(decoders, bytes);
  }

  @Test
  @DisplayName("M-101 the thread that reads a body asks the body itself")
  void frames() throws Exception {
    serve(request -> Response.lines(new Body()));
    connect().get("/").readUntil("\nbegun␊\n");
    assertEquals(List.of("httpd.line.blocking.BodyReader$OfIterator"), frames.take());
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL"})
  @DisplayName("M-100.1 a request that comes during a stream, in pieces, is answered after it")
  void requestsMeanwhile(Transport transport) throws Exception {
    var answered = new ArrayList<String>();
    serve(
        transport,
        request -> {
          answered.add(request.path());
          return request.path().equals("/lines")
              ? Response.lines(new Body())
              : Response.text("of " + request.path());
        });
    var client = connect().get("/lines");
    client.readUntil("\nbegun␊\n");
    client.send("GET /a HTTP/1.1\nHost");
    lines.add("between");
    client.readUntil("\nbetween␊\n");
    client.send(": x\n\nGET /b HTTP/1.1\nHo");
    lines.add("");
    client.readUntil("of /a");
    client.send("st: x\n\n");
    client.readUntil("of /b");
    assertEquals(List.of("/lines", "/a", "/b"), answered);
  }

  @Test
  @DisplayName("M-100.1 streams follow each other on a connection")
  void streamsInTurn() throws Exception {
    serve(request -> Response.lines(new Body()));
    var client = connect();
    for (int i = 0; i < 3; i++) {
      client.get("/").readUntil("\nbegun␊\n");
      lines.add("");
      client.readUntil("0\n\n");
    }
  }
}
