package httpd.exec;

import static httpd.sse.EventEncoder.Form.DATA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.limit.StreamMemory;
import httpd.line.LineQueue;
import httpd.live.LiveLinesHandler;
import httpd.live.Presentation;
import httpd.live.TopicHandler;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.Take;
import httpd.topic.SharedLines;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/spec/cgi.md: the exit status, the standard error and the time of commands with lines. */
class ExitAndErrorsIT extends ServedCommands {

  private static final Duration LONG = Duration.ofMinutes(1);

  private void serve(String line, RunSettings settings) throws IOException {
    var command = Command.shell(line, "exec:" + line, settings);
    serve(new LiveLinesHandler(new ExecHandler(commands, command, LONG), Presentation.DEFAULT));
  }

  private String events() throws IOException {
    var answer = ask("GET /", "Accept: text/event-stream");
    return answer.substring(answer.indexOf("\n\n") + 2).replaceAll("(?m)^[0-9a-f]+\n", "");
  }

  @Test
  @DisplayName("CG-80 the exit status is a trailer, for a client that reads trailers")
  void trailer() throws Exception {
    serve("echo one", RunSettings.DEFAULT);
    var told = ask("GET /", "TE: trailers");
    assertTrue(told.contains("\nTrailer: Httpd-Exit\n"), told);
    assertTrue(told.endsWith("4\none␊\n0\nHttpd-Exit: 0\n\n"), told);
    var other = ask("GET /");
    assertFalse(other.contains("Httpd-Exit"), other);
  }

  @Test
  @DisplayName("CG-81 a failure before any output is a 500 with the exit status as a field")
  void field() throws Exception {
    serve("exit 3", RunSettings.DEFAULT);
    var answer = ask("GET /");
    assertTrue(answer.startsWith("HTTP/1.1 500 Internal Server Error\nHttpd-Exit: 3\n"), answer);
  }

  @Test
  @DisplayName("CG-82 the last event is the exit status, and a failure aborts the stream after it")
  void lastEvent() throws Exception {
    serve("echo one; exit $QUERY_STRING", RunSettings.DEFAULT);
    var failed = ask("GET /?3", "Accept: text/event-stream");
    assertTrue(failed.endsWith("data: one␊␊\n15\nevent: exit␊data: 3␊␊\n"), failed);
    var ended = ask("GET /?0", "Accept: text/event-stream");
    assertTrue(ended.endsWith("event: exit␊data: 0␊␊\n0\n\n"), ended);
  }

  @ParameterizedTest(name = "CG-82.1 {0} of {1} clients of a shared run")
  @CsvSource({"0, 1", "3, 1", "3, 9"})
  void lastEventOfAll(int status, int clients) throws Exception {
    var command = Command.shell("read x <" + fifo("go") + "; echo one; exit " + status, false);
    serve(
        new TopicHandler(
            "shared", new SharedLines(() -> commands.open(command)), Presentation.DEFAULT, DATA));
    var all = new ArrayList<RawClient>();
    for (int i = 0; i < clients; i++) {
      all.add(connect().send("GET / HTTP/1.1\nHost: h\nAccept: text/event-stream\n\n"));
      all.getLast().readUntil("id: ");
    }
    Files.writeString(directory.resolve("go"), "\n");
    for (var client : all) {
      client.readUntil("data: one␊␊\n");
      var end = client.readUntil(status == 0 ? "0\n\n" : "3␊␊\n");
      assertTrue(end.startsWith("15\nevent: exit␊data: " + status + "␊␊\n"), end);
    }
  }

  @Test
  @DisplayName("CG-83 the exit status is not told of a command that was ended")
  void notTold() throws Exception {
    serve("echo one; sleep 1000", RunSettings.DEFAULT.withTimeout(Duration.ofMillis(300)));
    var answer = ask("GET /", "Accept: text/event-stream");
    assertTrue(answer.endsWith("data: one␊␊\n"), answer);
  }

  @Test
  @DisplayName("CG-90 CG-91 the lines of standard error are events of the type stderr, or marked")
  void errors() throws Exception {
    var line = "echo out; exec 3<&0; sh -c 'echo err' >&2; printf half >&2";
    serve(line, RunSettings.DEFAULT.showingErrors());
    var told = events().replace("0\n\n", "\n");
    var out = "data: out␊␊\n"; // It has a pipe of its own, and may be read first or last.
    assertTrue(told.contains(out), told);
    assertEquals(
        "event: stderr␊data: err␊␊\nevent: stderr␊data: half␊␊\nevent: exit␊data: 0␊␊\n\n",
        told.replace(out, ""));
    var plain = ask("GET /");
    assertTrue(plain.contains("out␊\n"), plain);
    assertTrue(plain.contains("stderr: err␊\n"), plain);
    assertTrue(plain.contains("stderr: half␊\n"), plain);
    assertEquals("", log.text(), "nothing of it is logged");
  }

  @Test
  @DisplayName("CG-92 a line is sent when it is whole, so that no line of the other is within it")
  void wholeLines() throws Exception {
    serve("printf o; echo e >&2; read x; echo ut", RunSettings.DEFAULT.showingErrors());
    var client = connect().send("POST / HTTP/1.1\nHost: h\nContent-Length: 1\n\n");
    client.readHead();
    assertEquals("a\nstderr: e␊\n", client.readUntil("e␊\n"));
    client.send("␊");
    assertEquals("4\nout␊\n0\n\n", client.readUntil("0\n\n"));
  }

  @Test
  @DisplayName("CG-93 a client that reads late loses nothing of both, though memory is short")
  void slow() throws Exception {
    var line = "yes out | head -n 15000; yes err | head -n 15000 >&2"; // As much as pipes hold.
    var command = Command.shell(line, line, RunSettings.DEFAULT.showingErrors());
    var nothing = new LineQueue();
    nothing.end();
    var memory = StreamMemory.ofTheProcess();
    memory.bound(1, () -> {});
    try {
      var source = new CommandSource(commands, command, CommandEnvironment.OWN, nothing, "GET /");
      source.begin().get();
      long process = source.insight().process();
      Eventually.holds("it has exited", () -> ProcessHandle.of(process).isEmpty());
      var lines = Take.all(source);
      assertEquals(15_000, lines.stream().filter("out"::equals).count());
      assertEquals(15_000, lines.stream().filter("err"::equals).count());
    } finally {
      memory.bound(Runtime.getRuntime().maxMemory() / 8, () -> {}); // As before.
    }
  }

  @Test
  @DisplayName("CG-60 output of a type is passed on as it is read")
  void bytes() throws Exception {
    serve("printf 'a\\nb'; read x; printf c", RunSettings.DEFAULT.with(OutputForm.BYTES));
    var client = connect().send("POST / HTTP/1.1\nHost: h\nContent-Length: 1\n\n");
    client.readHead();
    assertEquals("3\na␊b\n", client.readUntil("b\n"));
    client.send("␊");
    assertEquals("1\nc\n0\n\n", client.readUntil("0\n\n"));
  }

  @Test
  @DisplayName("CG-70 CG-71 a command that runs too long is ended, and its response is cut")
  void timeout() throws Exception {
    serve("echo one; sleep 1000", RunSettings.DEFAULT.withTimeout(Duration.ofMillis(200)));
    var answer = ask("GET /");
    assertTrue(answer.endsWith("4\none␊\n"), answer);
    Eventually.holds("it has gone", () -> commands.running() == 0);
    takeDown();
    serve("sleep 1000", RunSettings.DEFAULT.withTimeout(Duration.ofMillis(200)));
    assertTrue(ask("GET /").startsWith("HTTP/1.1 504 "), "before the head");
  }
}
