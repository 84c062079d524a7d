package httpd.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.LineSourceContract;
import httpd.line.Poll;
import httpd.line.SourceClosedException;
import httpd.line.Timer;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.ScriptedUpstream;
import httpd.testing.Take;
import httpd.topic.BriefLinger;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** W-80 to W-82: lines that outlive their upstream. */
class ReconnectingSourceTest implements LineSourceContract {

  private static final String EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

  private final UpstreamClient client = new UpstreamClient();
  private final LogCapture log = new LogCapture();
  private ScriptedUpstream upstream;

  @BeforeEach
  void start() throws Exception {
    upstream = new ScriptedUpstream();
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    upstream.close();
    log.close();
  }

  @Override
  public Origin origin() {
    var source = lines(Duration.ofMillis(1));
    return new Origin() {
      private ScriptedUpstream.Connection connection;

      @Override
      public LineSource source() {
        return source;
      }

      @Override
      public boolean opened() {
        return upstream.connections() > 0;
      }

      @Override
      public void emit(String line) throws Exception {
        if (connection == null) {
          connection = upstream.next();
          connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
        }
        connection.send((line + "\n").getBytes(UTF_8));
      }

      @Override
      public void end() {
        throw new AssertionError("it does not");
      }

      @Override
      public void fail() {
        throw new AssertionError("it does not");
      }

      @Override
      public boolean canEnd() {
        return false;
      }

      @Override
      public boolean canFail() {
        return false;
      }

      @Override
      public boolean released() {
        return upstream.everyClientHasGone();
      }
    };
  }

  @Test
  @DisplayName("W-110 a pause between attempts takes one timer, which a close cancels")
  void timers() throws Exception {
    var running = new ArrayList<CompletableFuture<?>>();
    var address = UpstreamAddress.of(upstream.uri("/").toString());
    try (var source =
        new ReconnectingSource(
            new SharedUpstream(client, address, UpstreamLimits.DEFAULT, new Hops("GET")),
            false,
            null,
            "",
            (failures, wished) -> Duration.ofHours(1),
            (nanos, task) -> {
              var timer = new CompletableFuture<Line>();
              running.add(timer);
              return timer;
            })) {
      source.poll(() -> {});
      upstream.next().reset();
      Eventually.holds(
          "resting",
          () -> {
            source.poll(() -> {});
            return running.size() > 2;
          });
      assertEquals(1, running.stream().filter(timer -> !timer.isCancelled()).count());
    }
    assertTrue(running.stream().allMatch(CompletableFuture::isCancelled));
  }

  private LineSource lines(Duration delay) {
    var address = UpstreamAddress.of(upstream.uri("/").toString());
    return new ReconnectingSource(
        new SharedUpstream(client, address, UpstreamLimits.DEFAULT, new Hops("GET")),
        false,
        null,
        "",
        (failures, wished) -> delay,
        Timer.OF_THE_PROCESS);
  }

  @Test
  @DisplayName("W-81 events have no gap and no duplicate over twenty restarts")
  void eventsHaveNoGapAndNoDoubleOverTwentyRestarts() throws Exception {
    try (var source = lines(Duration.ofMillis(1))) {
      var came = new ArrayList<String>();
      for (int restart = 0; restart < 20; restart++) {
        assertSame(Poll.PENDING, pollUntilConnected(source));
        var connection = upstream.next();
        var asked = connection.head().contains("Last-Event-ID: " + (restart - 1) + "\r\n");
        assertEquals(restart > 0, asked, connection.head());
        var half = "id: " + (restart + 1) + "\ndata: never seen\n";
        connection.send(EVENTS + "id: " + restart + "\ndata: x\n\n" + half);
        came.add(Take.line(source));
        if (restart % 2 == 0) {
          connection.finish();
        } else {
          connection.reset();
        }
      }
      for (int restart = 0; restart < 20; restart++) {
        assertEquals("id: " + restart + "\ndata: x\n", came.get(restart));
      }
    }
  }

  /** Until the next request is there, whatever wake-ups that takes. */
  private Poll pollUntilConnected(LineSource source) throws Exception {
    int before = upstream.connections();
    var woken = new Semaphore(0);
    var poll = source.poll(woken::release);
    while (upstream.connections() == before) {
      if (woken.tryAcquire(10, TimeUnit.MILLISECONDS)) {
        poll = source.poll(woken::release);
      }
    }
    return poll;
  }

  @Test
  @DisplayName("W-81 other lines are given at once")
  void otherLinesAreGivenAtOnce() throws Exception {
    try (var source = lines(Duration.ofMillis(1))) {
      source.poll(() -> {});
      var connection = upstream.next();
      connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\none\n");
      assertEquals("one", Take.line(source));
    }
  }

  @Test
  @DisplayName("W-82 a close during the pause between attempts ends the source")
  void aCloseWhileRestingWakesAndEnds() throws Exception {
    try (var source = lines(Duration.ofMinutes(1))) {
      source.poll(() -> {});
      upstream.next().reset();
      var woken = new Semaphore(0);
      Eventually.holds(
          "resting",
          () -> {
            source.poll(woken::release);
            return log.text().contains("to come back");
          });
      int before = woken.availablePermits();
      source.close();
      assertTrue(woken.tryAcquire(before + 1, 10, TimeUnit.SECONDS));
      var failed = assertInstanceOf(Poll.Failed.class, source.poll(() -> {}));
      assertInstanceOf(SourceClosedException.class, failed.cause());
      assertEquals(1, log.records().size());
    }
  }

  @Test
  @DisplayName("W-80 subscribers of a shared upstream do not notice a restart")
  void readersOfASharedUpstreamDoNotNoticeARestart() throws Exception {
    var shared = BriefLinger.of(() -> lines(Duration.ofMillis(1)));
    try (var reader = shared.last(0)) {
      assertSame(Poll.PENDING, reader.poll(() -> {}));
      var first = upstream.next();
      first.send(EVENTS + "data:x\r\nid:a\r\n\r\n");
      assertEquals("id: a\ndata: x\n", Take.line(reader));
      first.reset();
      var second = upstream.next();
      assertTrue(second.head().contains("Last-Event-ID: a\r\n"), second.head());
      second.send(EVENTS + "id: b\n\n: beat\n\ndata: y\n\n");
      assertEquals("data: y\n", Take.line(reader));
      assertFalse(second.clientHasGone());
    }
    Eventually.isFine(
        Duration.ofSeconds(20),
        () -> upstream.everyClientHasGone() ? null : "the upstream is still connected");
  }
}
