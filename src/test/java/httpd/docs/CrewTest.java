package httpd.docs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.script.HandlerFile;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a whole service, at a midnight that a test chooses (E-6 to E-9). */
class CrewTest {

  private static final Path EXAMPLE = Path.of("examples/crew/Crew.java");

  @TempDir Path folder;

  private final MovedClock clock = MovedClock.CLOCK;
  private final List<RawClient> clients = new ArrayList<>();
  private Server server;

  /** What was answered. */
  private record Answer(int status, String body) {}

  /** One who follows the feed. */
  private final class Listener {

    private static final Pattern BLOCK = Pattern.compile("(?:id: ([^␊]*)␊)?(?:data: ([^␊]*)␊)?␊");

    private final RawClient client;
    private String id;

    Listener(String id) throws IOException {
      client =
          open()
              .send(
                  "GET /events/stream HTTP/1.1\nHost: test\nAccept: text/event-stream\n"
                      + (id == null ? "" : "Last-Event-ID: " + id + "\n")
                      + "\n");
      assertTrue(client.readHead().startsWith("HTTP/1.1 200"), "refused");
      assertEquals(null, data(), "it begins with an id alone");
    }

    private String data() throws IOException {
      int length = Integer.parseInt(client.readUntil("\n").strip(), 16);
      var event = BLOCK.matcher(client.readLike("x".repeat(length) + "\n").strip());
      assertTrue(event.matches(), event::toString);
      id = event.group(1);
      return event.group(2);
    }

    void hears(int from, int to) throws IOException {
      for (int i = from; i <= to; i++) {
        assertEquals(event(i), data());
      }
    }
  }

  private static String event(int number) {
    return "{\"machine\":\"m\",\"agent\":\"ada\",\"event_id\":\"%s\"}".formatted(number);
  }

  @BeforeEach
  void serve() throws Exception {
    clock.moveTo("2026-12-31T23:59:58Z");
    start();
  }

  @AfterEach
  void stop() throws IOException {
    for (var client : clients) {
      client.close();
    }
    server.close();
  }

  /** The file as it is, but for its clock and its folder. */
  private void start() throws Exception {
    var text = Files.readString(EXAMPLE);
    var moved =
        text.replace("Clock.systemUTC()", "httpd.docs.MovedClock.CLOCK")
            .replace(
                "System.getenv().getOrDefault(\"CREW_DATA\", \"data\")",
                "\"" + folder.resolve("data") + "\"");
    assertFalse(moved.contains("systemUTC") || moved.contains("getenv"), "another clock or folder");
    var file = Files.writeString(folder.resolve("Crew.java"), moved);
    server =
        Server.start(ServerConfig.defaults().withPort(0).withEventLoops(1), HandlerFile.load(file));
  }

  private void restart() throws Exception {
    server.close();
    start();
  }

  private synchronized RawClient open() throws IOException {
    var client = new RawClient(server.address());
    clients.add(client);
    return client;
  }

  private Answer ask(String method, String path, String body) throws IOException {
    try (var client = new RawClient(server.address())) {
      client.send(
          "%s %s HTTP/1.1\nHost: test\nConnection: close\nContent-Length: %s\n\n"
              .formatted(method, path, body.replace("␊", "\n").getBytes(UTF_8).length));
      client.send(body);
      var all = client.readAll();
      int end = all.indexOf("\n\n");
      return new Answer(
          Integer.parseInt(all.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length())),
          all.substring(end + 2));
    }
  }

  private void report(int from, int to) throws IOException {
    for (int i = from; i <= to; i++) {
      assertEquals(201, ask("POST", "/events", event(i)).status());
    }
  }

  @Test
  void e6_aHeldStreamAndOneThatComesBackMissNothingOverMidnight() throws Exception {
    var held = new Listener(null);
    var leaves = new Listener(null);
    report(1, 3);
    held.hears(1, 3);
    leaves.hears(1, 2);
    leaves.client.close();
    report(4, 5);
    clock.moveTo("2027-01-01T00:00:01Z");
    report(6, 8);
    held.hears(4, 8);
    var back = new Listener(leaves.id);
    back.hears(3, 8);
    report(9, 9);
    held.hears(9, 9);
    back.hears(9, 9);
    assertEquals(5, Files.readAllLines(folder.resolve("data/feed/2026-12-31.jsonl")).size());
    assertEquals(4, Files.readAllLines(folder.resolve("data/feed/2027-01-01.jsonl")).size());
  }

  @Test
  void e6_whoWasAwayOverMidnightAndARestartMissesNothing() throws Exception {
    var leaves = new Listener(null);
    report(1, 2);
    leaves.hears(1, 1);
    leaves.client.close();
    clock.moveTo("2027-01-01T12:00:00Z");
    report(3, 3);
    restart();
    clock.moveTo("2027-01-03T12:00:00Z");
    report(4, 4);
    var back = new Listener(leaves.id);
    back.hears(2, 4);
    report(5, 5);
    back.hears(5, 5);
  }

  /** The first moves the clock as it reports; the last is cut off every few events. */
  @Test
  void e6_manyWhoReportOverManyMidnightsAreHeardOnceAndInOrder() throws Exception {
    var held = new Listener(null);
    var start = held.id;
    var heard =
        atOnce(
            5,
            number -> {
              if (number == 4) {
                return hearWithCuts(start, 4 * 40);
              }
              for (int i = 0; i < 40; i++) {
                if (number == 0 && i % 8 == 0) {
                  clock.moveTo(String.format(Locale.ROOT, "2027-01-%02dT00:00:00Z", 1 + i / 8));
                }
                assertEquals(201, ask("POST", "/events", event(100 * number + i)).status());
              }
              return List.<String>of();
            });
    var expected = new ArrayList<String>();
    for (int i = 0; i < 4 * 40; i++) {
      expected.add(held.data());
    }
    assertEquals(expected, heard.getLast());
    for (int number = 0; number < 4; number++) {
      int from = 100 * number;
      var ofOne = IntStream.range(from, from + 40).mapToObj(CrewTest::event).toList();
      assertEquals(ofOne, expected.stream().filter(ofOne::contains).toList());
    }
    assertTrue(names("feed").size() > 3, () -> "days");
  }

  private List<String> hearWithCuts(String id, int many) throws IOException {
    var heard = new ArrayList<String>();
    var listener = new Listener(id);
    while (heard.size() < many) {
      heard.add(listener.data());
      if (heard.size() % 7 == 0) {
        listener.client.close();
        listener = new Listener(listener.id);
      }
    }
    return heard;
  }

  @Test
  void e7_anEventThatIsSentAgainIsInTheFeedOnce() throws Exception {
    var added = new Answer(201, "{\"added\":2,\"known\":0}␊");
    assertEquals(added, ask("POST", "/events", event(1) + "␊" + event(2) + "␊"));
    var again = new Answer(200, "{\"added\":0,\"known\":1}␊");
    assertEquals(again, ask("POST", "/events", event(2)));
    restart();
    assertEquals(again, ask("POST", "/events", event(2)));
    clock.moveTo("2027-01-01T00:00:00Z");
    assertEquals(again, ask("POST", "/events", event(1)));
    var mixed = new Answer(201, "{\"added\":1,\"known\":1}␊");
    assertEquals(mixed, ask("POST", "/events", event(2) + "␊" + event(3)));
    assertEquals(event(1) + "␊" + event(2) + "␊", ask("GET", "/events?day=2026-12-31", "").body());
    assertEquals(event(3) + "␊", ask("GET", "/events", "").body());
    assertEquals(new Answer(200, ""), ask("GET", "/events?day=2000-01-01", ""));
  }

  @Test
  void e7_ofManyWhoSendTheSameAtOnceOneAddsIt() throws Exception {
    var answers = atOnce(8, i -> ask("POST", "/events", event(1)).status());
    assertEquals(1, answers.stream().filter(status -> status == 201).count(), answers::toString);
    assertEquals(event(1) + "␊", ask("GET", "/events", "").body());
  }

  @Test
  void e7_aLineThatACrashHasCutIsNobodysEvent() throws Exception {
    report(1, 1);
    var feed = folder.resolve("data/feed/2026-12-31.jsonl");
    Files.write(feed, "{}\n{\"note\":\"caf\u00c3".getBytes(ISO_8859_1), StandardOpenOption.APPEND);
    restart();
    report(2, 2);
    assertEquals(
        event(1) + "␊{}␊{\"note\":\"caf\ufffd␊" + event(2) + "␊", ask("GET", "/events", "").body());
  }

  @Test
  void e8_ofManyWhoClaimTheSameAtOnceOneGetsIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      var path = "/claims/task-" + round;
      var answers = atOnce(4, i -> ask("POST", path, "{\"holder\":\"h%s\"}".formatted(i)));
      var winners = answers.stream().filter(answer -> answer.status() == 201).toList();
      assertEquals(1, winners.size(), answers::toString);
      for (var answer : answers) {
        assertTrue(answer.status() == 201 || answer.status() == 409, answers::toString);
        assertEquals(winners.getFirst().body(), answer.body(), "who has it");
      }
    }
  }

  @Test
  void e8_aClaimIsRenewedReleasedAndRunsOut() throws Exception {
    var ada = "{\"holder\":\"ada\",\"seconds\":60}";
    var grace = "{\"holder\":\"grace\"}";
    var path = "/claims/src%2Fa%20b.java";
    var held =
        "{\"target\":\"src/a b.java\",\"holder\":\"ada\",\"until\":\"2027-01-01T00:00:58Z\"}␊";
    assertEquals(new Answer(201, held), ask("POST", path, ada));
    assertEquals(new Answer(409, held), ask("POST", path, grace));
    assertEquals(new Answer(409, held), ask("DELETE", path, grace));
    assertEquals(new Answer(200, held), ask("GET", "/claims", ""));
    restart();
    clock.moveTo("2027-01-01T00:00:57Z");
    var renewed = held.replace("00:00:58", "00:01:57");
    assertEquals(new Answer(409, held), ask("POST", path, grace));
    assertEquals(new Answer(200, renewed), ask("POST", path, ada));
    clock.moveTo("2027-01-01T00:01:57Z");
    assertEquals(new Answer(200, ""), ask("GET", "/claims", ""));
    assertEquals(201, ask("POST", path, grace).status());
    assertEquals(409, ask("DELETE", path, ada).status());
    assertEquals(204, ask("DELETE", path, grace).status());
    assertEquals(204, ask("DELETE", path, grace).status());
    assertEquals(201, ask("POST", path, ada).status());
    assertEquals(201, ask("POST", "/claims/%2E%2E", ada).status());
    assertEquals(List.of("...json", "src%2Fa+b.java.json"), names("claims"));
  }

  @Test
  void e9_notesAreWrittenReadListedAndDeleted() throws Exception {
    assertEquals(new Answer(201, ""), ask("PUT", "/memory/deploys", "on Mondays ␊é␊"));
    assertEquals(new Answer(204, ""), ask("PUT", "/memory/deploys", "never␊é␊"));
    assertEquals(201, ask("PUT", "/memory/a", "").status());
    assertEquals(new Answer(200, "a␊deploys␊"), ask("GET", "/memory", ""));
    assertEquals(new Answer(200, "never␊é␊"), ask("GET", "/memory/deploys", ""));
    assertEquals(204, ask("DELETE", "/memory/a", "").status());
    assertEquals(404, ask("DELETE", "/memory/a", "").status());
    assertEquals(404, ask("GET", "/memory/a", "").status());
    assertEquals(List.of("deploys.md"), names("memory"));
  }

  @Test
  void e9_whatIsWrongIsRefusedAndNothingIsWritten() throws Exception {
    for (var event :
        List.of(
            "x",
            "[]",
            "{}",
            "␊",
            "{\"machine\":\"m\",\"agent\":\"a\"}",
            event(1) + "x",
            event(1).replace("}", ",}"),
            event(1).replace("}", ",\"n\":01}"),
            event(1).replace("}", ",\"n\":{}}"),
            event(1).replace("\"m\"", "\"\""),
            event(1).replace("\"m\"", "7"),
            event(1).replace("\"m\"", "\"\\u0041\""),
            event(1).replace("\"m\"", "\"" + "m".repeat(201) + "\""))) {
      var answer = ask("POST", "/events", event);
      assertEquals(400, answer.status(), event);
      assertTrue(answer.body().startsWith("event 1: "), answer.body());
    }
    assertEquals(413, ask("POST", "/events", "x".repeat(70_000)).status());
    assertEquals(400, ask("GET", "/events?day=../../x", "").status());
    assertEquals(400, ask("GET", "/events/stream?after=x!", "").status());
    for (var name : List.of("%2E%2E", "..%2Fx", "a%2Fb", ".x", "a%00", "a".repeat(101), "%C3%A9")) {
      assertEquals(400, ask("PUT", "/memory/" + name, "x").status(), name);
      assertEquals(400, ask("GET", "/memory/" + name, "").status(), name);
    }
    var ada = "{\"holder\":\"ada\"}";
    for (var target : List.of("a%22b", "a%5Cb", "a%0Ab", "a".repeat(201), "%C3%A9".repeat(50))) {
      assertEquals(400, ask("POST", "/claims/" + target, ada).status(), target);
    }
    for (var body :
        List.of(
            "",
            "ada",
            "{\"seconds\":5}",
            ada.replace("}", ",\"seconds\":0}"),
            ada.replace("}", ",\"seconds\":1e9}"),
            ada.replace("}", ",\"seconds\":100000}"))) {
      assertEquals(400, ask("POST", "/claims/x", body).status(), body);
    }
    assertEquals(405, ask("PATCH", "/events", "").status());
    assertEquals(404, ask("GET", "/", "").status());
    assertEquals(List.of(), names("memory"));
    assertEquals(List.of(), names("claims"));
    assertEquals(new Answer(200, ""), ask("GET", "/events", ""));
  }

  @Test
  void e9_aLongLineOfEscapesIsReadAsWellAsAShortOne() throws Exception {
    var event = event(1).replace("}", ",\"note\":\"" + "\\n".repeat(30_000) + "\"}");
    assertEquals(201, ask("POST", "/events", event).status());
    assertEquals(event + "␊", ask("GET", "/events", "").body());
  }

  private List<String> names(String of) throws IOException {
    var data = folder.resolve("data").resolve(of);
    if (!Files.exists(data)) {
      return List.of();
    }
    try (var files = Files.list(data)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private interface Asking<T> {
    T ask(int number) throws Exception;
  }

  private static <T> List<T> atOnce(int many, Asking<T> asking)
      throws InterruptedException, ExecutionException {
    var start = new CyclicBarrier(many);
    try (var threads = Executors.newFixedThreadPool(many)) {
      var tasks =
          IntStream.range(0, many)
              .<Callable<T>>mapToObj(i ->
                  () -> {
                    start.await();
                    return asking.ask(i);
                  })
              .toList();
      var answers = new ArrayList<T>();
      for (var future : threads.invokeAll(tasks)) {
        answers.add(future.get());
      }
      return answers;
    }
  }
}
