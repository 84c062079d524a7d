package httpd.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.live.Presentation;
import httpd.testing.Eventually;
import httpd.testing.Take;
import httpd.topic.LogStore;
import httpd.topic.MemoryLogStore;
import httpd.topic.Retention;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/** A route whose sources say what the test says, and a timer that the test moves on. */
abstract class RecordingFixture {

  static final int LINGER = 60;
  static final int KEEP = 300;

  /** A source of one run. */
  static final class Source extends httpd.line.ForwardingSource {
    private final LineQueue queue;
    volatile boolean closed;

    Source() {
      this(new LineQueue());
    }

    private Source(LineQueue queue) {
      super(queue);
      this.queue = queue;
    }

    Source say(String... lines) {
      for (var line : lines) {
        queue.offer(Line.of(line), () -> {});
      }
      return this;
    }

    Source say(Line line) {
      queue.offer(line, () -> {});
      return this;
    }

    Source piece(String piece) {
      queue.offer(Line.verbatim(piece), () -> {});
      return this;
    }

    void end() {
      queue.end();
    }

    void fail(String why) {
      queue.fail(new IllegalStateException(why));
    }

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  final TestTimer timer = new TestTimer();
  final List<Source> sources = new CopyOnWriteArrayList<>();
  private final List<LineSource> readers = new ArrayList<>();
  final Limits limits = limits(Limits.standard());
  final Recordings recordings = new Recordings(settings(store(), limits));
  Handler handler =
      RecordingHandler.ofLines("lines", this::answer, Presentation.DEFAULT, recordings);

  /** Where the runs are recorded. */
  LogStore store() {
    return new MemoryLogStore(new Retention(Integer.MAX_VALUE, RecordingSettings.RUN_BYTES, null));
  }

  RecordingSettings settings(LogStore store, Limits limits) {
    return new RecordingSettings(
        store,
        Duration.ofSeconds(LINGER),
        Duration.ofSeconds(KEEP),
        RecordingSettings.RUN_BYTES,
        limits.of(Bound.RECORDINGS),
        limits.of(Bound.RECORDING_MEMORY),
        timer);
  }

  Limits limits(Limits standard) {
    return standard;
  }

  Response answer(Request request) {
    return new Response(200, Headers.EMPTY, new Body.Lines(source()));
  }

  Source source() {
    var source = new Source();
    sources.add(source);
    return source;
  }

  @AfterEach
  void nothingIsLeft() {
    closeReaders();
    sources.forEach(Source::end);
    timer.pass(LINGER);
    Eventually.holds("all sources are closed", () -> sources.stream().allMatch(s -> s.closed));
    Eventually.isFine(() -> {
      timer.pass(KEEP);
      long bytes = limits.of(Bound.RECORDING_MEMORY).held();
      long runs = limits.of(Bound.RECORDINGS).held();
      int timers = timer.waiting();
      return bytes + runs + timers == 0
          ? null
          : "left: %s bytes, %s runs, %s timers".formatted(bytes, runs, timers);
    });
  }

  void closeReaders() {
    readers.forEach(LineSource::close);
  }

  Response get(String target) throws Exception {
    return handler.handle(Request.get(target));
  }

  Response events(String target, String lastEventId) throws Exception {
    var request = Request.get(target).withHeader("Accept", "text/event-stream");
    return handler.handle(
        lastEventId == null ? request : request.withHeader("Last-Event-ID", lastEventId));
  }

  LineSource body(Response response) {
    var source =
        response.body() instanceof Body.PassThrough bytes
            ? bytes.source()
            : ((Body.Lines) response.body()).source();
    readers.add(source);
    return source;
  }

  static String location(Response response) {
    return response.headers().get("Location");
  }

  static String position(Response response) {
    return response.headers().get("Httpd-Position");
  }

  /** The bytes up to the end, which is told. */
  String all(Response response) throws Exception {
    return all(body(response));
  }

  static String all(LineSource source) throws Exception {
    var bytes = new ByteArrayOutputStream();
    while (true) {
      switch (Take.next(source)) {
        case Line line -> {
          byte[] next = new byte[line.length()];
          line.copyTo(next, 0);
          bytes.writeBytes(next);
        }
        case Poll.End() -> {
          return bytes.toString(UTF_8) + "END";
        }
        case Poll.Failed(var cause) -> {
          return bytes.toString(UTF_8) + "FAILED " + cause.getMessage();
        }
        case Poll.Pending() -> throw new AssertionError();
      }
    }
  }

  /** The state that a HEAD of the run tells. */
  String state(String location) throws Exception {
    try (var response = handler.handle(Request.of("HEAD", location, ""))) {
      return response.headers().get("Httpd-Run");
    }
  }

  void is(String state, String location) {
    Eventually.isFine(() -> {
      try {
        var now = state(location);
        return state.equals(now) ? null : "the run is " + now;
      } catch (Exception e) {
        return e.toString();
      }
    });
  }
}
