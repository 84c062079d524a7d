package httpd.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.HttpException;
import httpd.Lines;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.testing.SlowLines;
import httpd.testing.Take;
import httpd.topic.MemoryRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SPEC, "Events", "In a handler": lines that a handler shows as a route would. */
class LiveTest {

  @TempDir Path folder;

  private static LineSource lines(Response response) {
    assertEquals(200, response.status());
    return ((Body.Lines) response.body()).source();
  }

  private static String position(Response response) {
    return response.headers().get("Httpd-Position");
  }

  private static Request events(String id) {
    return Request.get("/")
        .withHeader("Accept", "text/event-stream")
        .withHeader("Last-Event-ID", id);
  }

  @Test
  @DisplayName("V-80 each client gets the view it accepts, and Vary says so")
  void views() throws Exception {
    for (var target : List.of("/", "/?as=lines")) {
      var plain = Response.live(Request.get(target), Lines.of(ring("a").last(1)));
      assertEquals("Accept", plain.headers().get("Vary"));
      try (var source = lines(plain)) {
        assertEquals("a", Take.line(source));
      }
    }
    var events = Response.live(Request.get("/?as=sse"), Lines.of(ring("a").last(1)));
    assertEquals("text/event-stream", events.headers().get("Content-Type"));
    try (var source = lines(events)) {
      assertTrue(Take.line(source).startsWith("id: "));
      assertTrue(Take.line(source).endsWith("data: a\n"));
    }
  }

  @Test
  @DisplayName("V-81 a file: by Last-Event-ID, after= and last= one goes on, without one begins")
  void file() throws Exception {
    var file = Files.writeString(folder.resolve("app.log"), "a\nb\n");
    var first = Response.live(Request.get("/?last=2"), Lines.tail(file));
    var now = Response.live(Request.get("/"), Lines.tail(file));
    var returned = Response.live(events(position(first)), Lines.tail(file));
    var after = Response.live(Request.get("/?after=" + position(first)), Lines.tail(file));
    Files.writeString(file, "c\n", StandardOpenOption.APPEND);
    try (var source = lines(now)) {
      assertEquals("c", Take.line(source));
    }
    for (var response : List.of(first, after)) {
      try (var source = lines(response)) {
        assertEquals("a", Take.line(source));
        assertEquals("b", Take.line(source));
        assertEquals("c", Take.line(source));
      }
    }
    try (var source = lines(returned)) {
      assertEquals("id: " + position(first) + "\n", Take.line(source));
      assertTrue(Take.line(source).endsWith("data: a\n"));
    }
  }

  @Test
  @DisplayName("V-81 who does not say where to begin, begins where the handler's lines do")
  void beginning() throws Exception {
    var ring = ring("a", "b", "c");
    try (var source = lines(Response.live(Request.get("/"), Lines.of(ring.last(2))))) {
      assertEquals("b", Take.line(source));
    }
    var mine = ring.last(2);
    mine.poll(() -> {});
    var behind = mine.position();
    mine.close();
    try (var source = lines(Response.live(events(behind), Lines.of(ring.last(3))))) {
      assertEquals("id: " + behind + "\n", Take.line(source));
      assertTrue(Take.line(source).endsWith("data: c\n"));
    }
    assertEquals(0, ring.readers());
  }

  @Test
  @DisplayName("V-81 an id that is lost is told")
  void lost() throws Exception {
    var file = Files.writeString(folder.resolve("app.log"), "a\n");
    var position = position(Response.live(Request.get("/"), Lines.tail(file)));
    Files.writeString(file, "x\ny\n");
    try (var source = lines(Response.live(events(position), Lines.tail(file)))) {
      assertTrue(Take.line(source).contains("event: reset\n"));
      assertTrue(Take.line(source).endsWith("data: x\n"));
    }
    var gone = Response.live(Request.get("/?after=" + position), Lines.tail(file));
    assertEquals(410, gone.status());
  }

  @Test
  @DisplayName("V-82 changed lines, and those of no log, are events without ids")
  void withoutIds() throws Exception {
    var ring = ring("a", "b");
    var changed = Response.live(events("x"), Lines.of(ring.last(2)).map(line -> line + "!"));
    assertNull(position(changed));
    try (var source = lines(changed)) {
      assertEquals("data: a!\n", Take.line(source));
    }
    var read = Lines.of(ring.last(2));
    assertEquals("a", read.next());
    try (var source = lines(Response.live(events("x"), read))) {
      assertEquals("data: b\n", Take.line(source));
    }
  }

  @Test
  @DisplayName("V-80 lines that are not shown are closed")
  void closed() throws Exception {
    var slow = new SlowLines();
    var closing = Lines.of(httpd.line.blocking.IteratorSource.of(slow));
    assertThrows(HttpException.class, () -> Response.live(Request.get("/?as=x"), closing));
    slow.awaitClosed();
  }

  @Test
  @DisplayName("V-83 a date in a name is that of the clock, and each clock has its own")
  void clocks() throws Exception {
    var name = folder.resolve("%Y-%m-%d.log");
    var one = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    var other = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    try (var ofOne = Lines.tail(name, one);
        var ofOther = Lines.tail(name, other)) {
      Files.writeString(folder.resolve("2026-11-21.log"), "late\n");
      assertEquals("late", ofOther.next());
      Files.writeString(folder.resolve("2026-11-20.log"), "early\n");
      assertEquals("early", ofOne.next());
    }
  }

  private static MemoryRing ring(String... lines) {
    var ring = new MemoryRing();
    for (var line : lines) {
      ring.append(Line.of(line));
    }
    return ring;
  }
}
