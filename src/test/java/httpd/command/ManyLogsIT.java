package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.EventStreamParser;
import httpd.testing.Eventually;
import httpd.testing.Installed;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logs of a directory that are rotated while they are read, and clients that are cut. By hand, for
 * five minutes:
 *
 * <pre>
 *   mvn verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ManyLogsIT \
 *       -Dlogs.files=50 -Dlogs.seconds=300 -Dlogs.cuts=10 -Dlogs.page=true
 * </pre>
 */
class ManyLogsIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();
  private static final int FILES = Integer.getInteger("logs.files", 9);
  private static final int SECONDS = Integer.getInteger("logs.seconds", 3);
  private static final int CUTS = Integer.getInteger("logs.cuts", 10);
  private static final boolean PAGE = Boolean.getBoolean("logs.page");
  private static final int STEPS_A_SECOND = Integer.getInteger("logs.steps", 100);
  private static final long SEED = Long.getLong("logs.seed", System.nanoTime());
  static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  /** A client that is cut now and then, and comes back. */
  private final class Subscriber implements AutoCloseable {
    private final String url;
    private final Map<String, List<String>> lines = new HashMap<>();
    private String id = "";
    private int resets;
    private Launched curl;

    Subscriber(String url) throws IOException {
      this.url = url;
      connect();
    }

    private void connect() throws IOException {
      var command = new ArrayList<>(List.of("curl", "-sN", "-H", "Accept: text/event-stream"));
      if (!id.isEmpty()) {
        command.addAll(List.of("-H", "Last-Event-ID: " + id));
      }
      command.add(url);
      curl = Launched.start(folder, Map.of(), command);
    }

    /** The client has heard of where it begins, or continues. */
    void awaitBeginning() {
      Eventually.holds("an id", () -> curl.readOut().contains("\n\n"));
    }

    void cut() throws Exception {
      curl.process().destroyForcibly().waitFor();
      take();
      curl.close();
      connect();
    }

    private void take() throws IOException {
      var stream = EventStreamParser.of(Files.readAllBytes(curl.out()));
      for (var event : stream.events()) {
        if (event.type().equals("reset")) {
          resets++;
        } else {
          var name = event.lastEventId().split("\\.", -1)[0].replace('_', '%');
          add(lines, URLDecoder.decode(name, StandardCharsets.UTF_8), event.data());
        }
      }
      id = stream.lastEventId().isEmpty() ? id : stream.lastEventId();
    }

    @Override
    public void close() throws Exception {
      curl.process().destroyForcibly().waitFor();
      curl.close();
    }
  }

  private static void add(Map<String, List<String>> lines, String name, String line) {
    lines.computeIfAbsent(name, any -> new ArrayList<>()).add(line);
  }

  private static Map<String, List<String>> linesOf(String text) {
    var lines = new HashMap<String, List<String>>();
    text.lines()
        .forEach(line -> {
          int tab = line.indexOf('\t');
          add(lines, line.substring(0, tab), line.substring(tab + 1));
        });
    return lines;
  }

  private Launched curl(String url) throws IOException {
    return Launched.start(folder, Map.of(), List.of("curl", "-sN", "-D", "head", url));
  }

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  @DisplayName(
      "TL-30, TL-31, TL-33, TL-36, TL-36.1, TL-7 logs that are rotated at random: a curl, and an"
          + " event stream that is cut ten times, have every line once and in order")
  void rotatedAtRandom() throws Exception {
    Installed.require("curl");
    var directory = Files.createDirectory(folder.resolve("logs"));
    var logs = new RotatingLogs(directory, FILES, SEED);
    try (var server = Launched.start(folder, Map.of(), List.of(PROGRAM, "-p", "0", "tail:logs/"))) {
      var url = "http://127.0.0.1:" + server.address().getPort() + "/?file=**";
      try (var plain = curl(url);
          var events = new Subscriber(url);
          var page = PAGE ? new PageOnLogs(server.address()) : null) {
        Eventually.holds("a head", () -> Files.exists(folder.resolve("head")));
        Eventually.holds("fields", () -> hasHead(folder.resolve("head")));
        events.awaitBeginning();
        write(logs, events, page);
        logs.finish();
        var expected = expected(logs);
        Eventually.isFine(
            LIMIT,
            () -> {
              var missing = missing(expected, linesOf(whole(plain.readOut())));
              return missing == null ? null : missing + "; " + plain.process() + server.readErr();
            });
        assertSame(expected, linesOf(whole(plain.readOut())), "curl");
        int last = expected.size();
        Eventually.isFine(LIMIT, () -> isAtEnd(events, logs, last) ? null : "not at the end");
        events.take();
        assertSame(expected, events.lines, "events");
        assertEquals(0, events.resets, "resets, seed " + SEED);
        if (page != null) {
          page.assertHas(expected);
        }
        assertTrue(logs.rotations() > FILES, "rotations: " + logs.rotations());
      }
    }
  }

  private static boolean hasHead(Path file) {
    try {
      return Files.readString(file).contains("\r\n\r\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(RotatingLogs logs, Subscriber events, PageOnLogs page)
      throws Exception {
    int steps = SECONDS * STEPS_A_SECOND;
    for (int i = 1; i <= steps; i++) {
      logs.step();
      if (i % (steps / (CUTS + 1)) == 0 && i < steps - 1) {
        events.cut();
        if (page != null) {
          page.cut();
        }
      }
      if (i == steps / 2) {
        logs.addLate("late.log");
      }
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / STEPS_A_SECOND);
    }
  }

  private static Map<String, Integer> expected(RotatingLogs logs) {
    var expected = new HashMap<String, Integer>();
    var names = logs.names();
    for (int i = 0; i < names.size(); i++) {
      expected.put(names.get(i), logs.written(i));
    }
    return expected;
  }

  /** Complete lines. */
  private static String whole(String text) {
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  private static String missing(Map<String, Integer> expected, Map<String, List<String>> lines) {
    for (var each : expected.entrySet()) {
      var had = lines.getOrDefault(each.getKey(), List.of());
      if (!had.contains("line " + each.getValue())) {
        return "the last line of " + each + " after " + had.size();
      }
    }
    return null;
  }

  /** Whether the last line of each log has been an event, by the bytes of the last connection. */
  private static boolean isAtEnd(Subscriber events, RotatingLogs logs, int files) {
    var text = events.curl.readOut();
    var names = logs.names();
    int found = 0;
    for (int i = 0; i < files; i++) {
      found += text.contains("data: line " + logs.written(i) + "\n\n") ? 1 : 0;
    }
    return found == names.size();
  }

  static void assertSame(
      Map<String, Integer> expected, Map<String, List<String>> lines, String client) {
    var wrong = new ArrayList<String>();
    for (var each : expected.entrySet()) {
      var had = lines.getOrDefault(each.getKey(), List.of());
      for (int i = 0; i < Math.max(had.size(), each.getValue()); i++) {
        var wanted = "line " + (i + 1);
        if (i >= had.size() || !had.get(i).equals(wanted)) {
          var from = had.subList(Math.max(0, i - 3), Math.min(had.size(), i + 5));
          wrong.add(each + ": at " + i + " of " + had.size() + ": " + from);
          break;
        }
      }
    }
    assertEquals(List.of(), wrong, client + ", seed " + SEED);
    assertEquals(expected.keySet(), lines.keySet(), client + ", seed " + SEED);
  }
}
