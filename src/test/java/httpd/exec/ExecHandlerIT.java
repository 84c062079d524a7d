package httpd.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Handler;
import httpd.Headers;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.live.TopicHandler;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.LogCapture;
import httpd.testing.RawClient;
import httpd.topic.SharedLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/spec/exec.md through the server: real sockets, real processes. */
class ExecHandlerIT {

  /** Longer than any slow machine needs to fail. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final String LINES_HEAD =
      """
      HTTP/1.1 200 OK
      Vary: Accept-Encoding
      content-type: text/plain; charset=utf-8
      Cache-Control: no-cache
      X-Accel-Buffering: no
      X-Content-Type-Options: nosniff
      date: *
      transfer-encoding: chunked

      """;

  @TempDir Path directory;

  private Limits limits = Limits.standard();
  private final Commands commands = new Commands(() -> limits);
  private final List<RawClient> clients = new ArrayList<>();
  private LogCapture log;
  private Server server;

  @BeforeEach
  void captureLog() {
    log = new LogCapture();
  }

  @AfterEach
  void takeDown() throws IOException {
    for (var client : clients) {
      client.close();
    }
    server.close();
    Eventually.holds("no command holds a place", () -> commands.running() == 0);
    log.close();
  }

  private void serve(String line) throws IOException {
    serve(line, LONG);
  }

  private void serve(String line, Duration patience) throws IOException {
    Handler handler = new ExecHandler(commands, Command.shell(line, false), patience);
    var router = Router.of(Route.of(Set.of("GET", "POST"), "/x/", handler));
    server = Server.start(ServerConfig.defaults().withPort(0).withEventLoops(1), router);
  }

  private RawClient connect() throws IOException {
    var client = new RawClient(server.address());
    clients.add(client);
    return client;
  }

  @Test
  @DisplayName("X-1 X-10 X-11 the output is the answer, the request is the environment")
  void answers() throws Exception {
    serve("echo $REQUEST_METHOD $PATH_INFO $QUERY_STRING \"$HTTP_X_A\" $REMOTE_PORT; cat");
    var client = connect();
    client.send("GET /x/y?q=1 HTTP/1.1\nHost: h\nX-A: ; exit 9\nProxy: evil\n\n");
    assertEquals(LINES_HEAD, client.readLike(LINES_HEAD.replace("*", "x".repeat(29))));
    var line = client.readUntil("0\n\n");
    assertTrue(line.matches("[0-9a-f]+\nGET /y q=1 ; exit 9 \\d+␊\n0\n\n"), line);
    client.send("GET /x/ HTTP/1.1\nHost: h\n\n").readUntil("0\n\n");
  }

  @Test
  @DisplayName("X-5 X-13 no part of a request becomes part of the command")
  void requestIsData() throws Exception {
    serve("echo $QUERY_STRING $PATH_INFO $HTTP_X_A; env | grep -c '^HTTP_PROXY=' || true");
    var client = connect();
    client.send("GET /x/;echo%20ran?$(echo%20ran)`ran` HTTP/1.1\nHost: h\n");
    client.send("X-A: $(echo ran); ran\nProxy: evil\nConnection: close\n\n");
    var answer = client.readAll();
    assertTrue(answer.contains("$(echo%20ran)`ran` /;echo ran $(echo ran); ran␊\n"), answer);
    assertTrue(answer.contains("\n0␊\n"), answer);
  }

  @Test
  @DisplayName("X-3 HEAD runs nothing, and is answered with the head")
  void head() throws Exception {
    serve("echo ran >" + directory.resolve("sign"));
    var client = connect().send("HEAD /x/ HTTP/1.1\nHost: h\nConnection: close\n\n");
    assertTrue(client.readAll().startsWith("HTTP/1.1 200 OK\n"));
    assertTrue(Files.notExists(directory.resolve("sign")));
  }

  @Test
  @DisplayName("X-23 full duplex: each line is answered before the next is sent")
  void fullDuplex() throws Exception {
    serve("cat");
    var client = connect().send("POST /x/ HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n");
    client.send("4\none␊\n");
    client.readHead();
    assertEquals("4\none␊\n", client.readUntil("one␊\n"));
    for (int i = 100; i < 400; i++) {
      var chunk = "4\n" + i + "␊\n";
      client.send(chunk);
      assertEquals(chunk, client.readLike(chunk));
    }
    client.send("0\n\n");
    assertEquals("0\n\n", client.readUntil("0\n\n"));
    assertTrue(client.get("/y").readHead().startsWith("HTTP/1.1 404"), "the connection lives on");
  }

  @Test
  @DisplayName(
      "X-30 a status other than 0 before any output is a 500 without details; the log has them")
  void failsAtOnce() throws Exception {
    serve("echo secret >&2; exit 3");
    var client = connect().get("/x/a");
    var answer = client.readUntil("\n\nInternal Server Error␊");
    assertTrue(answer.startsWith("HTTP/1.1 500 Internal Server Error\n"), answer);
    assertTrue(log.text().matches("(?s).*INFO GET /x/a #\\d+: secret\n.*"), log.text());
    var said = "exited with status 3; its standard error ended with: secret\n";
    assertTrue(log.text().contains(said), log.text());
    assertTrue(client.get("/y").readHead().startsWith("HTTP/1.1 404"), "the connection lives on");
  }

  @Test
  @DisplayName("X-31 a failure after output aborts the response")
  void failsLater() throws Exception {
    serve("echo one; exit 3");
    var client = connect().get("/x/");
    client.readHead();
    assertEquals("4\none␊\n", client.readAll());
    Eventually.holds("logged", () -> log.text().contains("exited with status 3"));
    assertFalse(log.text().contains("[trace"), log.text());
  }

  @Test
  @DisplayName("X-32 a command that succeeds without output is an empty 200")
  void saysNothing() throws Exception {
    serve("true");
    var client = connect().get("/x/");
    client.readHead();
    assertEquals("0\n\n", client.readUntil("0\n\n"));
  }

  @Test
  @DisplayName(
      "X-33 the head does not wait for a silent command; a failure then aborts the response")
  void silent() throws Exception {
    var go = directory.resolve("go");
    assertEquals(0, new ProcessBuilder("mkfifo", go.toString()).start().waitFor());
    serve("read -r x <" + go + "; exit 3", Duration.ofMillis(1));
    var client = connect().get("/x/");
    assertTrue(client.readHead().startsWith("HTTP/1.1 200 OK\n"));
    Files.writeString(go, "x\n");
    assertEquals("", client.readAll());
  }

  @Test
  @DisplayName("X-80 over the limit: 503 with Retry-After")
  void cap() throws Exception {
    limits = limits.with(Bound.COMMANDS, 1);
    serve("echo one; sleep 1000");
    connect().get("/x/").readUntil("one␊\n");
    var refused = connect().get("/x/").readUntil("Too many commands are running␊");
    assertTrue(refused.startsWith("HTTP/1.1 503 Service Unavailable\n"), refused);
    assertTrue(refused.contains("\nRetry-After: 5\n"), refused);
    assertEquals(1, limits.of(Bound.COMMANDS).reached()); // M-65
    assertTrue(log.text().contains("limit commands (1) reached: refused exec:echo one;"));
    limits.logRest();
  }

  @Test
  @DisplayName("X-80 M-65 over the limit, shared+exec: and the lines of a handler are a 503 too")
  void capOfOthers() throws Exception {
    limits = limits.with(Bound.COMMANDS, 1);
    var command = Command.shell("echo one; sleep 1000", false);
    var shared = new SharedLines(() -> commands.open(command));
    server =
        Server.start(
            ServerConfig.defaults().withPort(0).withEventLoops(1),
            Router.of(
                Route.get("/shared", new TopicHandler("shared", shared, 0)),
                Route.get(
                    "/lines",
                    request ->
                        new Response(200, Headers.EMPTY, new Body.Lines(commands.open(command))))));
    connect().get("/lines").readUntil("one␊\n");
    for (var path : List.of("/shared", "/lines")) {
      var refused = connect().get(path).readUntil("Too many commands are running␊");
      assertTrue(refused.startsWith("HTTP/1.1 503 Service Unavailable\n"), refused);
    }
    assertEquals(2, limits.of(Bound.COMMANDS).reached());
    assertEquals(1, limits.of(Bound.COMMANDS).held());
    limits.logRest();
  }

  @Test
  @DisplayName("X-40 the grandchildren of fifty clients end with them, unlogged")
  void clientsLeave() throws Exception {
    serve("sleep 1000 & sleep 1000 & echo $!; sleep 1000");
    var grandchildren = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      connect().get("/x/");
    }
    for (var client : clients) {
      client.readHead();
      var chunk = client.readUntil("␊\n");
      grandchildren.add(chunk.lines().skip(1).findFirst().orElseThrow().replace("␊", ""));
    }
    assertEquals(50, commands.running());
    for (int i = 0; i < 50; i++) {
      if (i % 2 == 0) {
        clients.get(i).reset();
      } else {
        clients.get(i).close();
      }
    }
    Eventually.holds("all have gone", () -> commands.running() == 0);
    for (var process : grandchildren) {
      assertTrue(hasEnded(process), process);
    }
    assertEquals("", log.text());
  }

  /** A zombie has ended; its new parent may take a moment to reap it. */
  private static boolean hasEnded(String process) throws IOException {
    try {
      var stat = Files.readString(Path.of("/proc", process, "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (NoSuchFileException gone) {
      return true;
    }
  }

  @Test
  @DisplayName("X-40 a client that disconnects before the first line ends the command too")
  void leavesEarly() throws Exception {
    serve("echo $$ >" + directory.resolve("pid") + "; sleep 1000");
    var client = connect().get("/x/");
    Eventually.holds("it runs", () -> Files.exists(directory.resolve("pid")));
    client.reset();
    Eventually.holds("it has gone", () -> commands.running() == 0);
  }

  @Test
  @DisplayName("X-22 a client that aborts its upload ends the command")
  void breaksOffItsUpload() throws Exception {
    var sign = directory.resolve("sign");
    serve("cat; echo whole >" + sign);
    var client = connect().send("POST /x/ HTTP/1.1\nHost: h\nContent-Length: 100\n\nline␊");
    client.readUntil("line␊\n");
    client.halfClose();
    assertEquals("FIN", client.readEnd());
    Eventually.holds("it has gone", () -> commands.running() == 0);
    assertTrue(Files.notExists(sign));
  }

  @Test
  @DisplayName("X-44 the server's stop ends the commands")
  void serverStops() throws Exception {
    serve("sleep 1000 & echo one; sleep 1000");
    var client = connect().get("/x/");
    client.readUntil("one␊\n");
    server.close();
    assertEquals("", client.readAll(), "no last chunk");
    Eventually.holds("all have gone", () -> commands.running() == 0);
  }

  @Test
  @DisplayName("X-50 a client that reads nothing blocks its command; the queued output is bounded")
  void neverReads() throws Exception {
    var counter = directory.resolve("count");
    serve("l=$(printf %01000d 1); while :; do echo $l; echo >>" + counter + "; done");
    connect().get("/x/").readHead();
    long written = Eventually.rests(() -> RunningCommands.number(counter));
    assertTrue(written < 20_000, written + " lines of 1000 bytes were written without a reader");
    assertEquals(1, commands.running());
  }

  @Test
  @DisplayName("X-93 a request body without a line end reaches the command while it arrives")
  void bodyWithoutLines() throws Exception {
    serve("head -c 3; wc -c");
    var client = connect().send("POST /x/ HTTP/1.1\nHost: h\nContent-Length: 3000003\n\nabc");
    client.readHead();
    assertEquals("3\nabc\n", client.readUntil("abc\n"));
    client.sendBytes(new byte[3_000_000]);
    assertEquals("8\n3000000␊\n0\n\n", client.readUntil("0\n\n"));
  }

  @Test
  @DisplayName(
      "X-90 each unfinished piece is a chunk of its own, and the line continues in the next")
  void piecesAreChunks() throws Exception {
    serve("printf one; read x; echo two");
    var client = connect().send("POST /x/ HTTP/1.1\nHost: h\nContent-Length: 1\n\n");
    client.readHead();
    assertEquals("3\none\n", client.readUntil("one\n"));
    client.send("␊");
    assertEquals("4\ntwo␊\n0\n\n", client.readUntil("0\n\n"));
  }
}
