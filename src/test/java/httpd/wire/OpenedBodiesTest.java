package httpd.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.Lines;
import httpd.Response;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.blocking.IteratorSource;
import httpd.testing.SlowLines;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC, S-110 to S-113: what a request has opened for a response, sent or not. */
class OpenedBodiesTest extends WireTest {

  private static final String BAD = "a\nb";

  private record Unsupported(SlowLines lines) implements AutoCloseable {
    @Override
    public void close() {
      lines.close();
    }
  }

  /** Ways to make a response of lines and not to send it. */
  @SuppressWarnings("ImmutableEnumChecker") // The functions keep nothing.
  enum Loss {
    BAD_HEADER(lines -> Response.lines(lines).withHeader("X-Tag", BAD)),
    BAD_SECOND_HEADER(lines -> Response.lines(lines).withType("text/csv").plusHeader("X", BAD)),
    BAD_STATUS(lines -> Response.lines(lines).withStatus(999)),
    BAD_BODY_STATUS(lines -> new Response(101, Headers.EMPTY, Body.lines(lines))),
    BAD_LENGTH(lines -> {
      var source = IteratorSource.of(lines);
      return new Response(
          200,
          Headers.EMPTY,
          new Body.PassThrough(source, OptionalLong.of(-1), () -> Headers.EMPTY, false, false));
    }),
    EVENTS(lines -> Response.events(lines).withHeader("X-Tag", BAD)),
    ANOTHER_ANSWER(lines -> {
      Response.lines(lines);
      return Response.text("another");
    }),
    MADE_TWICE(lines -> {
      Response.lines(lines);
      return Response.lines(lines).withStatus(204);
    }),
    CLOSED_BY_HAND(lines -> {
      var response = Response.lines(lines);
      response.close();
      response.close();
      return Response.text("another");
    }),
    MADE_ELSEWHERE(lines -> {
      var made = CompletableFuture.supplyAsync(() -> Response.lines(lines)).join();
      return made.withHeader("X-Tag", BAD);
    }),
    FAILS(lines -> {
      Response.lines(lines);
      throw new IllegalStateException("made up");
    });

    private final Function<SlowLines, Response> handler;

    Loss(Function<SlowLines, Response> handler) {
      this.handler = handler;
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  @DisplayName("S-110 lines that are not sent are closed once, and never read")
  void lost(Loss loss) throws Exception {
    var lines = new SlowLines();
    var server = serve(request -> loss.handler.apply(lines));
    connect().get("/").halfClose().readAll();
    lines.awaitClosed();
    server.close();
    assertEquals(1, lines.closes());
    assertFalse(lines.wasAsked());
  }

  @Test
  @DisplayName("S-110 a wrapper that drops a response on a connection that goes on leaks nothing")
  void dropped() throws Exception {
    var lines = new SlowLines();
    Handler next = request -> Response.lines(lines);
    serve(request -> Response.text(next.handle(request).status() + ""));
    var client = connect().get("/");
    client.readUntil("\n\n200");
    lines.awaitClosed();
    assertEquals(1, lines.closes());
  }

  @Test
  @DisplayName(
      "S-110 of two responses the one that is sent streams, and the other is closed with it")
  void twoMade() throws Exception {
    var dropped = new SlowLines();
    var sent = new SlowLines().emit("one");
    serve(request -> {
      Response.lines(dropped);
      return Response.lines(sent);
    });
    var client = connect().get("/");
    client.readUntil("4\none␊\n");
    sent.emit("two").end();
    client.readUntil("4\ntwo␊\n0\n\n");
    dropped.awaitClosed();
    sent.awaitClosed();
    assertEquals(1, dropped.closes());
    assertEquals(1, sent.closes());
  }

  @Test
  @DisplayName("S-110 lines that a wrapper has framed otherwise are closed once, after the stream")
  void wrapped() throws Exception {
    var closes = new AtomicInteger();
    var lines =
        new LineSource() {
          @Override
          public Poll poll(Runnable wake) {
            return Poll.END;
          }

          @Override
          public void close() {
            closes.incrementAndGet();
          }
        };
    var server = serve(request -> Response.live(request, Lines.of(lines)));
    connect().send("GET / HTTP/1.1\nHost: test\nAccept: text/event-stream\n\n").readUntil("0\n\n");
    server.close();
    assertEquals(1, closes.get());
  }

  @Test
  @DisplayName(
      "S-110 what a handler has opened is closed when its client goes, and what it opens then")
  void clientGone() throws Exception {
    var before = new SlowLines();
    var behind = new SlowLines();
    var handling = new Semaphore(0);
    serve(request -> {
      Response.lines(before);
      handling.release();
      try {
        new Semaphore(0).acquire();
      } catch (InterruptedException clientHasGone) {
        Response.lines(behind);
      }
      return Response.text("late");
    });
    var client = connect().get("/");
    assertTrue(handling.tryAcquire(10, TimeUnit.SECONDS));
    client.reset();
    before.awaitClosed();
    behind.awaitClosed();
    assertEquals(1, before.closes());
    assertEquals(1, behind.closes());
    assertEquals("", log.text());
  }

  @Test
  @DisplayName("S-110 a file is closed too, whatever keeps the response from leaving")
  void files(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("a.txt"), "text");
    var opened = new java.util.concurrent.CopyOnWriteArrayList<FileChannel>();
    serve(request -> {
      var response = Response.file(file);
      opened.add(((Body.File) response.body()).channel());
      return response.withHeader("X-Tag", BAD);
    });
    var client = connect();
    for (int i = 0; i < 20; i++) {
      client.get("/").readUntil("Internal Server Error␊");
    }
    assertEquals(20, opened.size());
    assertTrue(opened.stream().noneMatch(FileChannel::isOpen), "a file is open");
  }

  @Test
  @DisplayName("S-110 what is no body is closed, if it can be")
  void noBody() throws Exception {
    var lines = new SlowLines();
    serve(request -> Response.of(new Unsupported(lines)));
    assertTrue(connect().get("/").halfClose().readAll().startsWith("HTTP/1.1 500 "));
    lines.awaitClosed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"same response", "same lines", "mapped", "events", "lines as events"})
  @DisplayName("S-113 lines that another request has is a 500 that says so; the first goes on")
  void sentTwice(String what) throws Exception {
    var slow = new SlowLines().emit("one");
    var lines = Lines.of(IteratorSource.of(slow));
    var response = Response.lines(slow);
    serve(request ->
        switch (what) {
          case "same response" -> response;
          case "mapped" -> Response.lines(lines.map(line -> line));
          case "events" -> Response.events(slow).withType("text/plain");
          case "lines as events" -> Response.events(lines).withType("text/plain");
          default -> Response.lines(lines);
        });
    var first = connect().get("/");
    first.readHead();
    slow.awaitAsked();
    assertTrue(connect().get("/").halfClose().readAll().startsWith("HTTP/1.1 500 "));
    assertTrue(log.text().contains("make new ones for each request"), log.text());
    assertEquals(0, slow.closes());
    slow.emit("two").end();
    assertTrue(first.readUntil("0\n\n").contains("two"));
    assertTrue(connect().get("/").halfClose().readAll().startsWith("HTTP/1.1 500 "));
    slow.awaitClosed();
    assertEquals(1, slow.closes());
  }

  @Test
  @DisplayName("S-113 text and lists may be shared, and so may an iterator that needs no close")
  void shared() throws Exception {
    var text = Response.text("x");
    var list = Response.chunks(List.of("x"));
    serve(request ->
        switch (request.path()) {
          case "/text" -> text;
          case "/list" -> list;
          default -> Response.lines(java.util.Collections.emptyIterator());
        });
    var client = connect();
    for (int i = 0; i < 2; i++) {
      client.get("/text").readUntil("\n\nx");
      client.get("/list").readUntil("1\nx\n0\n\n");
      client.get("/none").readUntil("\n\n0\n\n");
    }
    text.close();
    client.get("/text").readUntil("\n\nx");
  }

  @Test
  @DisplayName("S-112 a response that was closed before it is sent is a 500 that says so")
  void closedTooEarly() throws Exception {
    var lines = new SlowLines();
    serve(request -> {
      try (var response = Response.lines(lines)) {
        return response;
      }
    });
    assertTrue(connect().get("/").halfClose().readAll().startsWith("HTTP/1.1 500 "));
    assertTrue(log.text().contains("was closed before it was sent"), log.text());
    lines.awaitClosed();
    assertEquals(1, lines.closes());
  }

  @Test
  @DisplayName("S-111 a response that no request has made is sent and closed as any other")
  void madeOutside() throws Exception {
    var lines = new SlowLines().emit("one").end();
    var made = Response.lines(lines);
    serve(request -> made);
    connect().get("/").readUntil("4\none␊\n0\n\n");
    lines.awaitClosed();
    assertEquals(1, lines.closes());
  }

  @Test
  @DisplayName("S-112 closing a response outside of a server closes its body once")
  void closedByHand() throws InterruptedException {
    var lines = new SlowLines();
    var response = Response.lines(lines);
    response.close();
    response.withType("text/csv").close();
    lines.awaitClosed();
    assertEquals(1, lines.closes());
    Response.text("x").close();
  }
}
