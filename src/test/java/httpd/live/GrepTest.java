package httpd.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.ServerSentEvent;
import httpd.hub.HubHandler;
import httpd.line.ForwardingSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.sse.EventEncoder.Form;
import httpd.sse.EventFrame;
import httpd.tail.TailedFiles;
import httpd.testing.Take;
import httpd.topic.MemoryRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Only some lines, from the server". */
class GrepTest {

  private static boolean accepts(String query, String line) {
    return Grep.of(Request.get("/?" + query)).accepts(Line.of(line));
  }

  private static LineSource source(Response response) {
    return ((Body.Lines) response.body()).source();
  }

  private static LineSource given(List<Line> lines) {
    var rest = lines.iterator();
    return new LineSource() {
      @Override
      public Poll poll(Runnable wake) {
        return rest.hasNext() ? rest.next() : Poll.END;
      }

      @Override
      public void close() {}
    };
  }

  private static TopicHandler handler(MemoryRing ring) {
    return new TopicHandler("x", ring, Presentation.DEFAULT, Form.DATA);
  }

  private static List<String> take(LineSource source, int lines) throws Exception {
    var taken = new java.util.ArrayList<String>();
    for (int i = 0; i < lines; i++) {
      taken.add(Take.line(source));
    }
    return taken;
  }

  @Test
  @DisplayName(
      "DV-1, DV-1.1 lines with a text, or without it, in either case unless it has capitals")
  void texts() {
    assertTrue(accepts("grep=error", "an ERROR here"));
    assertTrue(!accepts("grep=Error", "an ERROR here"));
    assertTrue(accepts("grep=error&grep=-health", "error of x"));
    assertTrue(!accepts("grep=error&grep=-health", "error of Health check"));
    assertTrue(accepts("grep=\\-x", "a -x b") && !accepts("grep=\\-x", "a x b"));
    assertTrue(accepts("grep=-", "a-b") && !accepts("grep=-", "ab"));
    assertTrue(accepts("grep=%C3%A4rger", "\u00c4RGER") && !accepts("grep=%C3%84", "\u00e4"));
    assertTrue(accepts("grep=aab", "aaaab") && !accepts("grep=abab", "abaabba"));
    assertTrue(accepts("grep=", "anything") && accepts("agrep=x", "anything"));
  }

  @Test
  @DisplayName("DV-1.2 17 texts are a bad request")
  void tooMany() {
    var query = Stream.generate(() -> "grep=a").limit(17).reduce((a, b) -> a + "&" + b).get();
    assertEquals(400, assertThrows(HttpException.class, () -> accepts(query, "a")).status());
  }

  @Test
  @DisplayName("DV-5.2 a text that almost matches everywhere is found in proportional time")
  void proportional() {
    var line = "a".repeat(4 << 20);
    assertTrue(!accepts("grep=" + "a".repeat(4000) + "b", line));
    assertTrue(!accepts("grep=" + "a".repeat(4000) + "%C3%A4", line));
  }

  @Test
  @DisplayName(
      "DV-2, DV-3, DV-6 plain lines and events are selected, from the last N matching lines on")
  void selected() throws Exception {
    var ring = new MemoryRing();
    IntStream.range(0, 1000).forEach(i -> ring.append(Line.of((i % 10 == 0 ? "yes " : "no ") + i)));
    try (var lines = source(handler(ring).handle(Request.get("/?grep=yes&last=2")));
        var none = source(handler(ring).handle(Request.get("/?grep=absent&last=2")))) {
      ring.append(Line.of("no more"));
      ring.append(Line.of("yes more"));
      ring.append(Line.of("absent no more"));
      assertEquals(List.of("yes 980", "yes 990", "yes more"), take(lines, 3));
      assertEquals("absent no more", Take.line(none));
    }
    var response = handler(ring).handle(Request.get("/?as=sse&grep=YES&grep=yes&last=5"));
    assertEquals(ring.bounds().newest(), response.headers().get("Httpd-Newest"));
    source(response).close();
  }

  @Test
  @DisplayName("DV-3 the last matching lines of a file, among many that are not asked for")
  void ofAFile(@TempDir Path folder) throws Exception {
    var file = folder.resolve("log");
    Files.write(
        file,
        IntStream.range(0, 20_000).mapToObj(i -> (i % 5000 == 7 ? "yes " : "no ") + i).toList());
    var topic = TailedFiles.ofTheProcess().file(file.toString());
    var handler = new TopicHandler("x", topic, Presentation.DEFAULT, Form.DATA);
    try (var lines = source(handler.handle(Request.get("/?grep=yes&last=3")))) {
      assertEquals(List.of("yes 5007", "yes 10007", "yes 15007"), take(lines, 3));
    }
  }

  @Test
  @DisplayName("DV-4, DV-4.1 each matching event once over cuts; ids tell what was left out")
  void resumed() throws Exception {
    var ring = new MemoryRing();
    var seen = new java.util.ArrayList<String>();
    var id = ring.bounds().newest();
    int marks = 0;
    for (int round = 0; round < 20; round++) {
      int first = round * 100;
      IntStream.range(first, first + 100)
          .forEach(i -> ring.append(Line.of((i % 97 == 0 ? "yes " : "no ") + i)));
      var request = Request.get("/?as=sse&grep=yes").withHeader("Last-Event-ID", id);
      try (var events = source(handler(ring).handle(request))) {
        // A turn may end after 256 events; here are fewer.
        while (events.poll(() -> {}) instanceof Line event) {
          var lines = event.text().split("\n");
          id = lines[0].substring("id: ".length());
          if (lines.length > 1) {
            seen.add(lines[1]);
          } else {
            marks++;
          }
        }
      }
    }
    assertEquals(
        IntStream.range(0, 2000).filter(i -> i % 97 == 0).mapToObj(i -> "data: yes " + i).toList(),
        seen);
    assertTrue(marks > 20, marks + " marks, 20 of them at the beginning");
  }

  @Test
  @DisplayName(
      "DV-4.1 a second of events that are left out ends with the id of the last; what the server"
          + " notes is told")
  void seldom() throws Exception {
    var clock = new AtomicLong();
    var grep = Grep.of(Request.get("/?grep=yes"));
    var events =
        Stream.of("no", "no", "no", "yes", "no")
            .map(text -> ServerSentEvent.of(text).withId("i" + clock.incrementAndGet()).toLine())
            .toList();
    var replaced = new EventFrame().comment("2 events were replaced").data("no").toLine();
    var given = given(Stream.concat(events.stream(), Stream.of(replaced)).toList());
    try (var selected = new GrepEvents(given, grep, null, () -> clock.addAndGet(600_000_000))) {
      assertEquals("id: i3\n", Take.line(selected));
      assertEquals("id: i4\ndata: yes\n", Take.line(selected));
      assertEquals(": 2 events were replaced\n", Take.line(selected));
      assertEquals(Poll.END, selected.poll(() -> {}));
    }
  }

  @Test
  @DisplayName("DV-5 after a turn's worth of lines the others on the event loop come first")
  void turns() throws Exception {
    var lines = IntStream.range(0, 1000).mapToObj(i -> Line.of("no " + i)).toList();
    var grep = Grep.of(Request.get("/?grep=yes"));
    var woken = new java.util.concurrent.Semaphore(0);
    try (var selected = grep.lines(given(lines))) {
      int turns = 0;
      while (selected.poll(woken::release) instanceof Poll.Pending) {
        woken.acquire();
        turns++;
      }
      assertEquals(1000 / GrepEvents.TURN_EVENTS, turns);
      assertEquals(Poll.END, selected.poll(woken::release));
    }
  }

  @Test
  @DisplayName("DV-1.1, DV-2 of a hub's events the data is looked at; resets and comments pass")
  void hub() throws Exception {
    var hub = new HubHandler("hub:", 10, Presentation.DEFAULT);
    try (var one = source(hub.handle(Request.get("/?as=sse&grep=tea")));
        var several = source(hub.handle(Request.get("/?topic=a&topic=b&grep=tea")));
        var named = source(hub.handle(Request.get("/?topic=a&topic=new*&grep=a&grep=-new")));
        var lost =
            source(
                hub.handle(Request.get("/?as=sse&grep=tea").withHeader("Last-Event-ID", "0-1")))) {
      for (var event : List.of("tea time", "coffee", "more\\ntea")) {
        var body = "{\"event\":\"tea\",\"data\":\"" + event + "\"}";
        for (var target : List.of("/", "/?topic=a", "/?topic=newer")) {
          hub.handle(Request.post(target, body).withHeader("Content-Type", "application/json"))
              .close();
        }
      }
      Take.line(one); // Where it begins.
      assertTrue(Take.line(one).contains("data: tea time\n"));
      assertTrue(Take.line(one).contains("data: more\ndata: tea\n"));
      assertEquals("a\ttea time\n", Take.line(several));
      var topics = List.of(Take.line(named), Take.line(named), Take.line(named), Take.line(named));
      assertEquals(
          List.of(
              "a\tmore\na\ttea\n",
              "a\ttea time\n",
              "newer\tmore\nnewer\ttea\n",
              "newer\ttea time\n"),
          topics.stream().sorted().toList(),
          "the name of a topic is not looked at");
      assertTrue(Take.line(lost).contains("event: reset\n"));
    }
  }

  @Test
  @DisplayName("DV-1.3 how a command has ended is told, whatever is asked for")
  void exit() throws Exception {
    var command =
        new ForwardingSource(given(List.of(Line.of("no"), Line.of("yes")))) {
          @Override
          public int exitStatus() {
            return 3;
          }
        };
    var handler =
        new LiveLinesHandler(
            request -> new Response(200, Headers.EMPTY, new Body.Lines(command)),
            Presentation.DEFAULT);
    try (var events = source(handler.handle(Request.get("/?as=sse&grep=yes")))) {
      assertEquals(List.of("data: yes\n", "event: exit\ndata: 3\n"), take(events, 2));
    }
  }

  @Test
  @DisplayName("DV-5.1 a plain line that is too long is left out; pieces are joined")
  void tooLong() throws Exception {
    var half = Line.verbatim("y");
    var piece = Line.verbatim("z".repeat(1 << 20));
    var lines = List.of(half, Line.of("es"), piece, piece, Line.of("yes"), Line.of("yes again"));
    var grep = Grep.of(Request.get("/?grep=yes"));
    try (var selected = grep.lines(given(lines))) {
      assertEquals(List.of("yes", "yes again"), take(selected, 2));
      assertEquals(Poll.END, selected.poll(() -> {}));
    }
  }
}
