package httpd.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.Request;
import httpd.Response;
import httpd.exec.Command;
import httpd.exec.ExecHandler;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.Timer;
import httpd.live.Presentation;
import httpd.proxy.ProxyHandler;
import httpd.proxy.ProxyRoute;
import httpd.proxy.TrustedProxies;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.upstream.UpstreamClient;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * SPEC, "Recorded runs": readers that leave and come back at random, two tabs for each run, in
 * front of a scripted language model. {@code -Dhttpd.test.runs=1000} for more of them.
 */
class TwoTabsTest {

  private static final int RUNS = Integer.getInteger("httpd.test.runs", 200);
  private static final int COMMANDS = 16;
  private static final int TOKENS = 30;

  /** Every tenth run fails after so many tokens. */
  private static final int BEFORE_FAILURE = 11;

  private final Limits limits = Limits.standard();
  private final TestTimer timer = new TestTimer();
  private final Recordings recordings =
      new Recordings(
          RecordingSettings.inMemory(Duration.ofMinutes(1), Duration.ofMinutes(5), limits)
              .withTimer(timer));
  private final AtomicIntegerArray asked = new AtomicIntegerArray(RUNS);
  private final UpstreamClient client = new UpstreamClient();
  private LogCapture log;
  private Server model;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    log = new LogCapture();
    model = Server.start(config(), this::answer);
  }

  private static ServerConfig config() {
    return ServerConfig.defaults().withPort(0).withEventLoops(2);
  }

  @AfterEach
  void stop() {
    server.close();
    timer.pass(60);
    Eventually.isFine(() -> {
      timer.pass(300);
      long left = limits.of(Bound.RECORDINGS).held() + limits.of(Bound.RECORDING_MEMORY).held();
      return left == 0 ? null : left + " bytes and recordings are left";
    });
    client.close();
    model.close();
    log.close();
  }

  /** The language model: tokens at random times, {@code [DONE]}, or a failure in the middle. */
  private Response answer(Request request) throws IOException {
    int run = Integer.parseInt(request.text());
    asked.incrementAndGet(run);
    var tokens = new LineQueue();
    say(tokens, run, 0, new Random(run));
    return new Response(
        200, Headers.of("Content-Type", "text/event-stream"), new Body.Lines(tokens));
  }

  private static void say(LineQueue tokens, int run, int number, Random chance) {
    if (fails(run) && number == BEFORE_FAILURE) {
      tokens.fail(new IOException("the model failed"));
    } else if (number == TOKENS) {
      tokens.offer(Line.of("data: [DONE]\n"), () -> {});
      tokens.end();
    } else {
      tokens.offer(Line.of("data: " + number + "\n"), () -> {});
      long pause = chance.nextInt(3) == 0 ? chance.nextInt(40_000_000) : 0;
      Timer.OF_THE_PROCESS.after(pause, () -> say(tokens, run, number + 1, chance));
    }
  }

  private static boolean fails(int run) {
    return run % 10 == 3;
  }

  private void serve(Handler handler) throws IOException {
    server = Server.start(config(), handler);
  }

  /** What a tab has received. */
  private final class Tab {
    private final String firstUrl;
    private final Random chance;
    private final List<String> tokens = new ArrayList<>();
    private String location = "";
    private String last = "";

    Tab(String firstUrl, Random chance) {
      this.firstUrl = firstUrl;
      this.chance = chance;
    }

    /** Reads until it is told that nothing follows: {@code ended} or {@code failed}. */
    String read(EventTab first) throws IOException {
      var connection = first;
      while (true) {
        try (var open = connection) {
          if (open.status() != 200) {
            return open.status() + " " + open.header("httpd-run");
          }
          readSome(open);
        }
        boolean byName = last.isEmpty() || chance.nextBoolean();
        connection = EventTab.get(server.address(), byName ? location : firstUrl, last);
      }
    }

    private void readSome(EventTab open) throws IOException {
      location = open.header("location");
      int most = chance.nextInt(3) == 0 ? 1000 : chance.nextInt(8);
      try {
        for (var event = open.next(); event != null; event = open.next()) {
          last = event.id().isEmpty() ? last : event.id();
          if (!event.data().isEmpty()) {
            tokens.add(event.data());
          }
          if (--most < 0) {
            return;
          }
        }
      } catch (EOFException cut) {
        // It comes back, and is told why.
      }
    }
  }

  private static List<String> expected(int tokens, boolean ends) {
    var all = new ArrayList<String>();
    for (int i = 0; i < tokens; i++) {
      all.add(Integer.toString(i));
    }
    if (ends) {
      all.add("[DONE]");
    }
    return all;
  }

  private void twoTabs(int run, EventTab first, String url, List<String> expected, String end)
      throws Exception {
    var one = new Tab(url, new Random(run));
    var two = new Tab(url, new Random(-run));
    assertEquals(200, first.status());
    var location = first.header("location");
    try (var tabs = Executors.newVirtualThreadPerTaskExecutor()) {
      var ends =
          List.of(
              tabs.submit(() -> one.read(first)),
              tabs.submit(() -> two.read(EventTab.get(server.address(), location, ""))));
      for (Future<String> each : ends) {
        assertEquals(end, each.get());
      }
    }
    assertEquals(expected, one.tokens);
    assertEquals(expected, two.tokens);
  }

  private void all(int runs, java.util.function.IntFunction<Callable<Void>> each) throws Exception {
    try (var users = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ArrayList<Future<Void>>();
      for (int run = 0; run < runs; run++) {
        done.add(users.submit(each.apply(run)));
      }
      for (var user : done) {
        user.get();
      }
    }
  }

  @Test
  @DisplayName(
      "RC-6 RC-14 RC-18 RC-20 RC-21 RC-22 every token once for two tabs; one request a run")
  void languageModel() throws Exception {
    var address = UpstreamAddress.of(model.uri().toString());
    var route =
        new ProxyRoute(
            "model", List.of(address), UpstreamLimits.DEFAULT, TrustedProxies.NONE, false);
    serve(
        RecordingHandler.ofResponses(
            "model", new ProxyHandler(route, client), Presentation.DEFAULT, recordings));
    all(
        RUNS,
        run ->
            () -> {
              var first = EventTab.post(server.address(), "/chat", Integer.toString(run));
              var expected = expected(fails(run) ? BEFORE_FAILURE : TOKENS, !fails(run));
              twoTabs(run, first, "/chat", expected, fails(run) ? "500 failed" : "204 ended");
              return null;
            });
    for (int run = 0; run < RUNS; run++) {
      assertEquals(1, asked.get(run), "run " + run);
    }
  }

  @Test
  @DisplayName("RC-1 RC-14 RC-18 RC-20 the lines of a command once for two tabs; one process a run")
  void command() throws Exception {
    var script =
        "i=0; while [ $i -lt " + TOKENS + " ]; do echo $i; i=$((i+1)); done; echo '[DONE]'";
    serve(
        RecordingHandler.ofLines(
            "exec",
            new ExecHandler(Command.shell(script, false)),
            Presentation.DEFAULT,
            recordings));
    var runs = new AtomicInteger();
    all(
        COMMANDS,
        run ->
            () -> {
              var first = EventTab.get(server.address(), "/count", "");
              runs.incrementAndGet();
              twoTabs(run, first, "/count", expected(TOKENS, true), "204 ended");
              return null;
            });
    assertEquals(COMMANDS, limits.of(Bound.RECORDINGS).held());
    assertEquals(COMMANDS, runs.get());
  }
}
