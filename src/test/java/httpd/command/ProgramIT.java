package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program at work, as a person has it: its sources, its signals, its exit codes. */
class ProgramIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  @TempDir Path folder;

  private Launched start(String... arguments) throws IOException {
    return Launched.start(folder, Map.of(), command(arguments));
  }

  private static List<String> command(String... arguments) {
    var command = new ArrayList<>(List.of(PROGRAM, "--port", "0"));
    command.addAll(List.of(arguments));
    return command;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  @DisplayName(
      "C-14, S-90, G-25 a signal cuts the streams and ends the program with 0; the log has them")
  void signal(String name) throws Exception {
    requireHeard(name);
    write("Silent.java", "Iterator<String> handle() { return Lines.stdin(); }");
    try (var httpd = Launched.startWithPipe(folder, command("Silent.java"));
        var client = new RawClient(httpd.address())) {
      client.get("/").readHead();
      httpd.signal(name);
      assertEquals("", client.readAll(), "no last chunk");
      var result = httpd.await();
      assertEquals(0, result.code());
      assertEquals(1, result.err().lines().count(), result.err());
      assertEquals(3, result.out().lines().count(), result.out());
      assertTrue(result.out().endsWith(", server stopped\n"), result.out());
    }
  }

  @Test
  @DisplayName("C-14 a second signal ends the program at once")
  void secondSignal() throws Exception {
    write(
        "Stubborn.java",
        "String handle() { while (true) { java.util.concurrent.locks.LockSupport.park(); } }");
    try (var httpd = start("Stubborn.java");
        var client = new RawClient(httpd.address())) {
      client.get("/");
      var address = httpd.address();
      httpd.signal("TERM");
      Eventually.holds("the first signal has arrived", () -> refuses(address));
      httpd.signal("TERM");
      assertEquals(128 + 15, httpd.await().code());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10s", "off"})
  @DisplayName(
      "C-14, S-92 a stop waits for events as long as --drain says, or until a second signal")
  void drain(String drain) throws Exception {
    requireHeard("INT");
    var half = "verbatim+exec:echo data: half an event; exec sleep 1000";
    try (var httpd = start("--drain", drain, half);
        var client = new RawClient(httpd.address())) {
      client.get("/").readUntil("event␊\n");
      var address = httpd.address();
      httpd.signal("INT");
      if (!drain.equals("off")) {
        Eventually.holds("the first signal has arrived", () -> refuses(address));
        httpd.signal("TERM");
      }
      assertEquals("", client.readAll(), "no retry within an event, and no last chunk");
      assertEquals(drain.equals("off") ? 0 : 128 + 15, httpd.await().code());
    }
  }

  @Test
  @DisplayName(
      "C-14, S-96 one reader of events does not hold up a stop, and is told when to come back")
  void oneReader() throws Exception {
    try (var httpd = start("--drain", "100m", "--max-stream-age", "100m", "sse+hub:");
        var client = new RawClient(httpd.address())) {
      client.get("/").readUntil("␊␊\n");
      httpd.signal("TERM");
      var end = client.readAll();
      assertTrue(end.matches("d\nretry: 1[0-4][0-9][0-9]␊␊\n"), end);
      assertEquals(0, httpd.await().code());
    }
  }

  @Test
  @DisplayName("S-95 out of file descriptors: one line says so, and it serves again when there are")
  void outOfDescriptors() throws Exception {
    write(
        "Silent.java",
        """
        Stream<String> handle() {
          return Stream.generate(() -> {
            java.util.concurrent.locks.LockSupport.park();
            return "woken";
          });
        }
        """);
    var limited = List.of("sh", "-c", "ulimit -n 90; exec \"$0\" -p 0 Silent.java", PROGRAM);
    var clients = new ArrayList<RawClient>();
    try (var httpd = Launched.start(folder, Map.of(), limited)) {
      for (int i = 0; i < 90; i++) {
        clients.add(new RawClient(httpd.address()).get("/"));
      }
      httpd.awaitErr("cannot accept connections");
      clients.getFirst().readHead();
      for (var client : clients) {
        client.close();
      }
      try (var late = new RawClient(httpd.address())) {
        late.get("/").readHead();
      }
      httpd.signal("TERM");
      var result = httpd.await();
      assertEquals(0, result.code());
      assertEquals(2, result.err().lines().count(), result.err());
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  @DisplayName("M-13 out of file descriptors, connections without a request give way")
  void idleGiveWay() throws Exception {
    var limited = List.of("sh", "-c", "ulimit -n 90; exec \"$0\" -p 0 /=text:served", PROGRAM);
    var silent = new ArrayList<RawClient>();
    try (var httpd = Launched.start(folder, Map.of(), limited)) {
      for (int i = 0; i < 90; i++) {
        silent.add(new RawClient(httpd.address()));
      }
      httpd.awaitErr("cannot accept connections");
      try (var honest = new RawClient(httpd.address())) {
        honest.get("/").readUntil("\n\nserved");
      }
      httpd.signal("TERM");
      assertEquals(0, httpd.await().code());
    } finally {
      for (var client : silent) {
        client.close();
      }
    }
  }

  /** Who is started in the background by a shell ignores INT, and so does all that it starts. */
  private static void requireHeard(String signal) throws IOException {
    var status = Path.of("/proc/self/status");
    if (signal.equals("INT") && Files.exists(status)) {
      var ignored =
          Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findAny();
      long mask = Long.parseUnsignedLong(ignored.orElseThrow().substring(7).strip(), 16);
      assumeTrue((mask & 2) == 0, "these tests were started such that they ignore INT");
    }
  }

  private static boolean refuses(InetSocketAddress address) {
    try (var socket = new Socket()) {
      socket.connect(address);
      return false;
    } catch (ConnectException refused) {
      return true;
    } catch (SocketException reset) {
      return false; // The socket was closed while the connection waited to be accepted.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("C-11 a port in use is two lines and exit code 1")
  void portInUse() throws Exception {
    try (var first = start("text:first")) {
      int port = first.address().getPort();
      try (var second = start("--port", "" + port, "text:second")) {
        var result = second.await();
        assertEquals(1, result.code());
        assertEquals(2, result.err().lines().count(), result.err());
        assertTrue(result.err().startsWith("httpd: port " + port), result.err());
      }
    }
  }

  @Test
  @DisplayName("C-12, H-13 a handler file that does not compile is shown, and nothing is served")
  void compileError() throws Exception {
    write("Broken.java", "String handle(Request request) {\n  return 1 +;\n}\n");
    try (var httpd = start("Broken.java")) {
      var result = httpd.await();
      assertEquals(1, result.code());
      assertTrue(result.err().startsWith("Broken.java:2:"), result.err());
      assertTrue(result.err().contains("\n  return 1 +;\n"), result.err());
    }
  }

  @Test
  @DisplayName("H-21, H-25, H-27 an edited handler is swapped in, errors are shown, streams go on")
  void watching() throws Exception {
    var handler =
        """
        Iterator<String> handle() {
          return Lines.tail("feed.log").map(line -> line + " %s");
        }
        """;
    write("feed.log", "");
    write("Feed.java", handler.formatted("old"));
    try (var httpd = start("-w", "Feed.java");
        var early = new RawClient(httpd.address())) {
      early.get("/").readHead();
      write("Feed.java", handler.formatted("\" + ;"));
      httpd.awaitErr("httpd: still serving the version before\n");
      write("Feed.java", handler.formatted("new"));
      httpd.awaitErr("httpd: reloaded Feed.java in ");
      try (var late = new RawClient(httpd.address())) {
        late.get("/").readHead();
        Files.writeString(folder.resolve("feed.log"), "1\n", StandardOpenOption.APPEND);
        assertEquals("6\n1 old␊\n", early.readLike("6\n1 old␊\n"));
        assertEquals("6\n1 new␊\n", late.readLike("6\n1 new␊\n"));
      }
      httpd.signal("TERM");
      var result = httpd.await();
      assertEquals(0, result.code());
      assertTrue(result.err().contains("\nFeed.java:2:"), result.err());
    }
  }

  @Test
  @DisplayName("P-103, P-106, C-15 lines of a pipe reach every client of every route, and its end")
  void standardInput() throws Exception {
    try (var httpd = Launched.startWithPipe(folder, command("--last=1", "/a=-", "/b=stdin:"));
        var one = new RawClient(httpd.address());
        var two = new RawClient(httpd.address());
        var other = new RawClient(httpd.address());
        var late = new RawClient(httpd.address())) {
      var early = List.of(one.get("/a"), two.get("/a"), other.get("/b"));
      for (var client : early) {
        client.readHead();
      }
      for (var line : List.of("first", "second")) {
        httpd.type(line);
        for (var client : early) {
          assertEquals(chunk(line), client.readLike(chunk(line)));
        }
      }
      late.get("/b").readHead();
      assertEquals(chunk("second"), late.readLike(chunk("second")), "--last");
      httpd.endInput();
      for (var client : List.of(one, two, other, late)) {
        assertEquals("0\n\n", client.readLike("0\n\n"));
      }
    }
  }

  private static String chunk(String line) {
    return Integer.toHexString(line.length() + 1) + "\n" + line + "␊\n";
  }

  @Test
  @DisplayName("C-21 a Java system property of the user's goes before the program's own value")
  void properties() throws Exception {
    var own =
        List.of(
            "io.netty.jfr.enabled=true",
            "io.netty.leakDetection.level=simple",
            "io.netty.machineId=00:00:00:00:00:02",
            "io.netty.processId=2",
            "jdk.virtualThreadScheduler.parallelism=3",
            "jdk.virtualThreadScheduler.maxPoolSize=99",
            "java.util.logging.SimpleFormatter.format=%5$s%n",
            "java.util.logging.config.class=java.lang.Object",
            "picocli.disable.closures=false",
            "picocli.converters.excludes=none");
    write(
        "Property.java",
        "String handle(Request request) { return System.getProperty(request.query(\"name\")); }");
    var options = Map.of("HTTPD_JAVA_OPTIONS", "-D" + String.join(" -D", own));
    try (var httpd = Launched.start(folder, options, command("Property.java"));
        var client = new RawClient(httpd.address())) {
      for (var property : own) {
        var name = property.substring(0, property.indexOf('='));
        client.get("/?name=" + name).readUntil("\n\n" + property.substring(name.length() + 1));
      }
    }
  }

  @Test
  @DisplayName("T-10 lines added to a file reach a client; S-40 its leaving is not in the log")
  void growingFile() throws Exception {
    write("app.log", "old\n");
    try (var httpd = start("/log=tail:app.log", "/hi=text:hello")) {
      try (var client = new RawClient(httpd.address())) {
        client.get("/log").readHead();
        Files.writeString(folder.resolve("app.log"), "new\n", StandardOpenOption.APPEND);
        assertEquals("4\nnew␊\n", client.readLike("4\nnew␊\n"));
      }
      try (var client = new RawClient(httpd.address())) {
        assertTrue(client.get("/hi").readUntil("\n\nhello").startsWith("HTTP/1.1 200 OK\n"));
        assertTrue(client.get("/no").readHead().startsWith("HTTP/1.1 404 Not Found\n"));
      }
      httpd.signal("TERM");
      assertEquals(1, httpd.await().err().lines().count());
    }
  }

  @Test
  @DisplayName(
      "U-24, S-30 an upstream that breaks off in a line cuts the client, with one log line")
  void upstreamBreaksOff() throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      write(
          "Proxy.java",
          "Response handle(Request request) {\n  return Response.lines(Lines.get(\""
              + upstream.uri("/events")
              + "\"));\n}\n");
      try (var httpd = start("Proxy.java");
          var client = new RawClient(httpd.address())) {
        client.get("/").readHead();
        var connection = upstream.next();
        connection.send(ScriptedUpstream.CHUNKED_HEAD + "4\r\none\n\r\n");
        assertEquals("4\none␊\n", client.readLike("4\none␊\n"));
        connection.send("4\r\ntw");
        connection.close();
        assertEquals("", client.readAll(), "no last chunk");
        httpd.awaitErr("WARNING");
        httpd.signal("TERM");
        assertEquals(2, httpd.await().err().lines().count(), "no stack trace");
      }
    }
  }

  @Test
  @DisplayName("C-22 three hundred bodies that block in pipes do not block other requests")
  void blockedPipes() throws Exception {
    write(
        "Pipes.java",
        """
        Response handle(Request request) throws Exception {
          return request.path().equals("/hello")
              ? Response.text("hello")
              : Response.lines(new ProcessBuilder("cat").start().inputReader().lines());
        }
        """);
    var clients = new ArrayList<RawClient>();
    try (var httpd = start("Pipes.java")) {
      for (int i = 0; i < 300; i++) {
        var client = new RawClient(httpd.address());
        clients.add(client);
        client.get("/").readHead();
      }
      try (var client = new RawClient(httpd.address())) {
        assertTrue(client.get("/hello").readUntil("\n\nhello").startsWith("HTTP/1.1 200 OK\n"));
      }
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }
}
