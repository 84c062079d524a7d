package httpd.recording;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import httpd.Body;
import httpd.Headers;
import httpd.HttpException;
import httpd.Lines;
import httpd.Request;
import httpd.Response;
import httpd.ResponseScope;
import httpd.line.Line;
import httpd.line.blocking.IteratorSource;
import httpd.live.Presentation;
import httpd.testing.Eventually;
import httpd.testing.Take;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPEC, "Recorded runs": what is recorded of a response, and repeated requests. */
class RecordedResponsesTest extends RecordingFixture {

  private interface Answers {
    Response of(Request request) throws Exception;
  }

  private final List<Request> asked = new CopyOnWriteArrayList<>();
  private Answers answers = request -> lines(200, Headers.EMPTY);

  @BeforeEach
  void serve() {
    handler =
        RecordingHandler.ofResponses(
            "upstream",
            request -> {
              asked.add(request);
              return answers.of(request);
            },
            Presentation.DEFAULT,
            recordings);
  }

  private Response lines(int status, Headers headers) {
    return new Response(status, headers, new Body.Lines(source()));
  }

  private Response pieces(Headers headers, OptionalLong length) {
    return new Response(
        200, headers, new Body.PassThrough(source(), length, () -> Headers.EMPTY, false, false));
  }

  private Response post(String body, String key) throws Exception {
    return handler.handle(Request.post("/ask", body).withHeader("Idempotency-Key", key));
  }

  private int refusal(String body, String key) {
    return assertThrows(HttpException.class, () -> post(body, key)).status();
  }

  @Test
  @DisplayName("RC-5 bytes of any type are the same for every reader, in the same pieces")
  void bytes() throws Exception {
    answers = request -> pieces(Headers.EMPTY, OptionalLong.empty());
    var first = get("/image");
    assertNull(first.headers().get("Content-Type"));
    var reader = body(first);
    var wild = "\u0000\u00ff\r\n\r\n\n\r";
    for (var piece : List.of(wild, "tail")) {
      sources.getFirst().say(new Line(piece.getBytes(ISO_8859_1), Line.Ending.NONE));
    }
    assertEquals(wild, wire((Line) Take.next(reader)));
    sources.getFirst().end();
    is("ended", location(first));
    var second = body(get(location(first)));
    assertEquals(wild, wire((Line) Take.next(second)));
    assertEquals("tail", wire((Line) Take.next(second)));
    assertEquals("END", all(second));
  }

  private static String wire(Line line) {
    byte[] bytes = new byte[line.length()];
    line.copyTo(bytes, 0);
    return new String(bytes, ISO_8859_1);
  }

  @Test
  @DisplayName("RC-6 events keep type and data; their ids become positions, comments go")
  void events() throws Exception {
    var type = Headers.of("Content-Type", "text/event-stream; charset=utf-8");
    answers = request -> pieces(type, OptionalLong.empty());
    var first = get("/feed");
    assertEquals(type.get("Content-Type"), first.headers().get("Content-Type"));
    var run = location(first).substring("/feed?run=".length());
    var reader = body(first);
    assertEquals("id: " + run + "-0\n", Take.line(reader));
    sources.getFirst().piece(": ping\n\nid: 7\r\neve").piece("nt: token\r\ndata: a\r\n\r\nid: 8\n");
    sources.getFirst().piece("data: b\ndata: c\n\n");
    assertEquals("id: " + run + "-22\nevent: token\ndata: a\n", Take.line(reader));
    assertEquals("id: " + run + "-39\ndata: b\ndata: c\n", Take.line(reader));
    reader.close();
    sources.getFirst().end();
    is("ended", location(first));
    assertEquals(
        "id: %s-22\n\nid: %1$s-39\ndata: b\ndata: c\n\nEND".formatted(run),
        all(events("/feed", run + "-22")));
    assertEquals(204, events("/feed", run + "-39").status());
    assertEquals(1, asked.size());
  }

  @Test
  @DisplayName(
      "RC-3 what has a length, is a string, 204, 206 or 304 passes unchanged without a run")
  void eager() throws Exception {
    answers = request -> pieces(Headers.EMPTY, OptionalLong.of(2));
    var known = get("/x");
    assertNull(location(known));
    sources.getFirst().piece("ok").end();
    assertEquals("okEND", all(known));
    answers = request -> Response.text("busy").withStatus(429);
    assertEquals(new Body.Text("busy"), get("/x").body());
    for (int status : new int[] {204, 206, 304}) {
      answers = request -> lines(status, Headers.EMPTY);
      try (var none = get("/x")) {
        assertNull(location(none));
      }
    }
    answers =
        request -> {
          throw new HttpException(418, "no");
        };
    assertEquals(418, assertThrows(HttpException.class, () -> get("/x")).status());
  }

  @Test
  @DisplayName("RC-7 the request is whole before the run, and asks for no coding")
  void request() throws Exception {
    answers =
        request -> {
          var response = lines(200, Headers.EMPTY);
          sources.getLast().say(request.text()).end();
          return response;
        };
    var request =
        Request.post("/ask", "question")
            .withHeader("Accept-Encoding", "gzip")
            .withHeader("Transfer-Encoding", "chunked")
            .withHeader("Expect", "100-continue");
    assertEquals("question\nEND", all(handler.handle(request)));
    var passed = asked.getFirst().headers();
    assertEquals("identity", passed.get("Accept-Encoding"));
    assertEquals("8", passed.get("Content-Length"));
    assertNull(passed.get("Transfer-Encoding"));
    assertNull(passed.get("Expect"));
    var tooLong = Request.post("/ask", "x".repeat(Request.LONGEST_TEXT + 1));
    assertEquals(413, assertThrows(HttpException.class, () -> handler.handle(tooLong)).status());
    assertEquals(1, asked.size());
  }

  @Test
  @DisplayName("RC-8 RC-30 a client that leaves before the head finds its run by its key")
  void lostHead() throws Exception {
    var called = new CountDownLatch(1);
    var answered = new CountDownLatch(1);
    answers =
        request -> {
          called.countDown();
          answered.await();
          return lines(200, Headers.EMPTY);
        };
    var client =
        Thread.ofVirtual()
            .start(() -> assertThrows(InterruptedException.class, () -> post("question", "k1")));
    called.await();
    client.interrupt();
    client.join();
    answered.countDown();
    var again = post("question", "k1");
    sources.getFirst().say("answer").end();
    assertEquals("answer\nEND", all(again));
    assertEquals("answer\nEND", all(post("question", "k1")));
    assertEquals(1, asked.size());
  }

  @Test
  @DisplayName("RC-8 a response that is not recorded is closed if its client has left")
  void lostPassed() throws Exception {
    var called = new CountDownLatch(1);
    var answered = new CountDownLatch(1);
    answers =
        request -> {
          called.countDown();
          answered.await();
          return pieces(Headers.EMPTY, OptionalLong.of(2));
        };
    var client =
        Thread.ofVirtual().start(() -> assertThrows(InterruptedException.class, () -> get("/x")));
    called.await();
    client.interrupt();
    client.join();
    answered.countDown();
    Eventually.holds("it is closed", () -> sources.size() == 1 && sources.getFirst().closed);
  }

  @Test
  @DisplayName("RC-15 RC-16 RC-19 every answer has the first status and fields")
  void head() throws Exception {
    answers =
        request ->
            lines(
                429,
                Headers.of(
                    "Content-Type", "application/x-ndjson",
                    "Retry-After", "7",
                    "Set-Cookie", "a=b",
                    "X-Rate", "1",
                    "X-Rate", "2"));
    var first = get("/ask");
    sources.getFirst().say("{}").end();
    is("ended", location(first));
    var second = get(location(first));
    for (var response : List.of(first, second)) {
      assertEquals(429, response.status());
      assertEquals("application/x-ndjson", response.headers().get("Content-Type"));
      assertEquals("7", response.headers().get("Retry-After"));
      assertEquals(List.of("1", "2"), response.headers().all("X-Rate"));
      assertEquals("no-store", response.headers().get("Cache-Control"));
      assertNull(response.headers().get("Set-Cookie"));
      assertEquals("{}\nEND", all(response));
    }
    answers =
        request -> lines(201, Headers.of("Location", "/made/1", "Cache-Control", "max-age=5"));
    var made = get("/ask");
    assertEquals("/made/1", location(made));
    assertEquals(List.of("max-age=5"), made.headers().all("Cache-Control"));
    sources.getLast().end();
    assertEquals("END", all(made));
  }

  @Test
  @DisplayName("RC-31 RC-32 RC-33 a key is for one request; a refusal frees it")
  void keys() throws Exception {
    answers = request -> Response.text("eager " + request.text());
    assertEquals("eager aEND", all(post("a", "k")));
    assertEquals("eager aEND", all(post("a", "k")));
    assertEquals(422, refusal("b", "k"));
    assertEquals(400, refusal("b", ""));
    assertEquals(400, refusal("b", "x".repeat(257)));
    assertEquals(1, asked.size());

    answers = request -> Response.text("busy").withStatus(503);
    var refused = post("a", "k2");
    assertEquals(503, refused.status());
    is("ended", location(refused));
    answers = request -> Response.text("done");
    Eventually.isFine(() -> {
      try {
        var text = all(post("a", "k2"));
        return text.equals("doneEND") ? null : text;
      } catch (Exception e) {
        return e.toString();
      }
    });
  }

  @Test
  @DisplayName("RC-30 a key is of one Authorization if the server has no users")
  void credentials() throws Exception {
    answers = request -> Response.text(request.header("Authorization"));
    for (var client : List.of("Bearer a", "Bearer b", "Bearer a")) {
      var request =
          Request.post("/ask", "q")
              .withHeader("Idempotency-Key", "k")
              .withHeader("Authorization", client);
      assertEquals(client + "END", all(handler.handle(request)));
    }
    assertEquals(2, asked.size());
    var ada =
        Request.post("/ask", "q").withHeader("Idempotency-Key", "k").withUser("ada", "Bearer");
    for (var token : List.of("Bearer old", "Bearer new")) {
      assertEquals("Bearer oldEND", all(handler.handle(ada.withHeader("Authorization", token))));
    }
    assertEquals(3, asked.size());
  }

  @Test
  @DisplayName("RC-31 a handler's request has its key for its body as well")
  void keyOfHandler() throws Exception {
    Recordings.useForTheProcess(recordings);
    handler = request -> Response.durable(request, () -> Response.text("eager " + request.text()));
    assertEquals("eager aEND", all(post("a", "k")));
    assertEquals("eager aEND", all(post("a", "k")));
    assertEquals(422, refusal("b", "k"));
    Recordings.useForTheProcess(null);
  }

  private static final class Counted implements Iterator<String>, AutoCloseable {
    private final AtomicInteger closed = new AtomicInteger();
    private int given;

    @Override
    public boolean hasNext() {
      return given < 3;
    }

    @Override
    public String next() {
      return "line " + ++given;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  @DisplayName("RC-2 a handler's lines go on after the request; later requests call nothing")
  void ofHandlers() throws Exception {
    Recordings.useForTheProcess(recordings);
    var opened = new CopyOnWriteArrayList<Counted>();
    handler =
        request ->
            Response.durable(
                request,
                () -> {
                  opened.add(new Counted());
                  return Response.events(
                      Lines.of(IteratorSource.of(opened.getLast())).map(line -> line));
                });
    var scope = new ResponseScope();
    var first = scope.call(handler, Request.get("/answer"));
    first.close();
    scope.end();
    is("ended", location(first));
    var run = location(first).substring("/answer?run=".length());
    assertEquals(
        "id: %1$s-0\n\nid: %1$s-14\ndata: line 1\n\nid: %1$s-28\ndata: line 2\n\n".formatted(run)
            + "id: %1$s-42\ndata: line 3\n\nEND".formatted(run),
        all(handler.handle(Request.get("/answer?after=" + run + "-0"))));
    assertEquals(1, opened.size());
    Eventually.holds("it is closed once", () -> opened.getFirst().closed.get() == 1);

    handler = request -> Response.durable(request, new Counted());
    var lines = handler.handle(Request.get("/lines"));
    assertEquals("line 1\nline 2\nline 3\nEND", all(lines));
    handler = request -> Response.durable(request, () -> "eager");
    assertEquals(new Body.Text("eager"), handler.handle(Request.get("/lines")).body());
    Recordings.useForTheProcess(null);
  }
}
