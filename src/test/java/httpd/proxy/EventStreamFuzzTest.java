package httpd.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.net.Transport;
import httpd.testing.EventStreamParser;
import httpd.testing.EventStreamParser.Event;
import httpd.testing.Fuzz;
import httpd.testing.FuzzedUpstream;
import httpd.testing.FuzzedUpstream.Answer;
import httpd.testing.FuzzedUpstream.Then;
import httpd.testing.Received;
import httpd.testing.SentAndRead;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Event streams of chance, framed in every way that the standard allows, cut anywhere, in pieces of
 * chance. The server's heartbeat is as frequent as it can be.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS) // Rounds are counted, or played for minutes.
class EventStreamFuzzTest extends ProxyTest {

  private static final int ROUNDS = 250;
  private static final Backoff SOON = (failures, wished) -> Duration.ofMillis(1);
  private static final Pattern LAST_ID = Pattern.compile("(?i)\r\nlast-event-id: ?(\\d+)\r\n");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
  private static final String GONE = "HTTP/1.1 204 No Content\r\n\r\n";

  private FuzzedUpstream fuzzed;

  @BeforeEach
  void startFuzzedUpstream() throws IOException {
    fuzzed = new FuzzedUpstream();
  }

  @AfterEach
  void closeFuzzedUpstream() throws Exception {
    fuzzed.close();
  }

  private void serve(Transport transport, Handler handler) throws IOException {
    var config =
        config().withTransport(transport).withEventLoops(2).withHeartbeat(Duration.ofMillis(1));
    serve(config, "/", handler);
  }

  private String url() {
    return "http://127.0.0.1:" + fuzzed.address().getPort();
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  @DisplayName(
      "B-12, W-1, V-30: the client of a proxied event stream gets its events, beats or not")
  void passedOn(Transport transport) throws Exception {
    serve(transport, proxy(url()));
    Fuzz.play("event streams over " + transport, ROUNDS, this::passedOn);
  }

  private String passedOn(Random random, long seed) throws Exception {
    var events = events(random);
    var stream = new StringBuilder();
    events.forEach(event -> stream.append(framed(event, random)));
    var answer =
        random.nextBoolean()
            ? new Answer(OK + "\r\n" + stream, "", Then.FINISH, seed)
            : new Answer(
                OK
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + Fuzz.chunks(stream, 60, random)
                    + "0\r\n\r\n",
                "",
                Then.STAY,
                seed);
    var received = ask(seed, head -> answer);
    assertEquals(events, read(received.body()), () -> "seed " + seed);
    return "whole";
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  @DisplayName("W-81, W-110, W-111: a stream that outlives its upstream gives each event once")
  void outliving(Transport transport) throws Exception {
    var handler =
        new PersistentEventsHandler(
            new ProxyRoute(
                "sse+x",
                List.of(UpstreamAddress.of(url())),
                UpstreamLimits.DEFAULT,
                TrustedProxies.NONE,
                false),
            Presentation.DEFAULT,
            client,
            Duration.ofSeconds(10),
            SOON);
    serve(transport, new LiveLinesHandler(handler, Presentation.DEFAULT));
    Fuzz.play("event streams that break over " + transport, ROUNDS, this::outliving);
  }

  private String outliving(Random random, long seed) throws Exception {
    var events = events(random);
    var script = new BreakingStream(events, seed);
    var received = ask(seed, script);
    assertEquals(events, read(received.body()), () -> "seed " + seed);
    return script.breaks == 0 ? "unbroken" : script.breaks < 5 ? "broken" : "broken often";
  }

  /** Goes on after the last id that it is asked with, and breaks off somewhere. */
  private static final class BreakingStream implements FuzzedUpstream.Script {

    private final List<Event> events;
    private final Random random;
    private int breaks = -1;

    BreakingStream(List<Event> events, long seed) {
      this.events = events;
      this.random = new Random(~seed);
    }

    @Override
    public synchronized Answer to(String head) {
      breaks++;
      var last = LAST_ID.matcher(head);
      int from = last.find() ? Integer.parseInt(last.group(1)) : 0;
      if (from == events.size()) {
        return new Answer(GONE, "", Then.STAY, 0);
      }
      var stream = new StringBuilder(random.nextInt(4) == 0 ? "\u00ef\u00bb\u00bf" : "");
      events.subList(from, events.size()).forEach(event -> stream.append(framed(event, random)));
      if (random.nextInt(3) > 0) {
        stream.setLength(random.nextInt(stream.length()));
      }
      return new Answer(
          OK + "\r\n" + stream,
          "",
          random.nextBoolean() ? Then.FINISH : Then.RESET,
          random.nextLong());
    }
  }

  private Received ask(long seed, FuzzedUpstream.Script script) throws IOException {
    var path = "/" + seed;
    fuzzed.answer(path, script);
    var request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nConnection: close\r\n\r\n"
            .formatted(path);
    var got = SentAndRead.of(server().address(), request);
    fuzzed.forget(path);
    var received = Received.all(got.text(), List.of());
    assertEquals(1, received.size(), () -> "seed " + seed);
    assertTrue(received.getFirst().looksComplete(got.reset()), () -> "cut, seed " + seed);
    return received.getFirst();
  }

  private static List<Event> read(String stream) {
    return EventStreamParser.of(stream.getBytes(ISO_8859_1)).events();
  }

  /** With ids from 1 on. */
  private static List<Event> events(Random random) {
    var events = new ArrayList<Event>();
    int count = 1 + random.nextInt(12);
    for (int id = 1; id <= count; id++) {
      var data = new StringBuilder("event " + id);
      for (int lines = random.nextInt(3); lines > 0; lines--) {
        data.append("\n").append("é ".repeat(random.nextInt(40)));
      }
      var type = random.nextInt(3) == 0 ? "kind-" + random.nextInt(3) : "message";
      events.add(new Event(type, data.toString(), String.valueOf(id)));
    }
    return events;
  }

  /** An event as the standard allows it to stand in a stream; Latin-1 stands for its bytes. */
  private static String framed(Event event, Random random) {
    var end = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
    var lines = new ArrayList<String>();
    lines.add((random.nextBoolean() ? "id: " : "id:") + event.lastEventId());
    if (!event.type().equals("message")) {
      lines.add(random.nextInt(lines.size() + 1), "event: " + event.type());
    }
    if (random.nextInt(3) == 0) {
      lines.add(random.nextInt(lines.size() + 1), ": a comment");
    }
    if (random.nextInt(3) == 0) {
      lines.add(random.nextInt(lines.size() + 1), "retry: 5");
    }
    for (var data : event.data().split("\n", -1)) {
      lines.add("data: " + data);
    }
    var text = String.join(end, lines) + end + end;
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }
}
