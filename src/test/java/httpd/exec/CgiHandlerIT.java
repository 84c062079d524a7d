package httpd.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Handler;
import httpd.Response;
import httpd.limit.Bound;
import httpd.route.Route;
import httpd.route.Router;
import httpd.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/spec/cgi.md: programs that print a response, honest and hostile ones. */
class CgiHandlerIT extends ServedCommands {

  /** The program is in the request, so that one server runs all. */
  private static final String RUN = "eval \"$HTTP_X_RUN\"";

  private final AtomicReference<@Nullable Handler> site = new AtomicReference<>();

  @BeforeEach
  void serve() throws IOException {
    serve(RunSettings.DEFAULT);
  }

  private void serve(RunSettings settings) throws IOException {
    Handler program =
        new CgiHandler(
            commands,
            Command.shell(RUN, "cgi+exec:" + RUN, settings.with(OutputForm.CGI)),
            new LocalSite(site));
    var router =
        Router.of(
            Route.of(Set.of(), "/x/", program),
            Route.get("/there", request -> Response.text("there " + request.query().raw() + "\n")));
    site.set(router);
    serve(router);
  }

  private String cgi(String script) throws IOException {
    return ask("GET /x/a/b", "X-Run: " + script);
  }

  @Test
  @DisplayName("CG-1 CG-2.1 CG-4 the program prints status, fields and body, which leaves at once")
  void answers() throws Exception {
    var script =
        "printf 'Status: 404 No\\r\\nContent-Type: text/x\\nX-A: 1\\nX-A: 2\\nConnection:"
            + " close\\n\\n'; printf ab; cat";
    var client =
        connect().send("POST /x/ HTTP/1.1\nHost: h\nContent-Length: 2\nX-Run: " + script + "\n\n");
    var head = client.readHead();
    assertTrue(
        head.startsWith("HTTP/1.1 404 Not Found\nContent-Type: text/x\nX-A: 1\nX-A: 2\n"), head);
    assertFalse(head.contains("Connection:"), head);
    assertEquals("2\nab\n", client.readUntil("ab\n"), "although the line goes on");
    client.send("cd");
    assertEquals("2\ncd\n0\n\n", client.readUntil("0\n\n"));
    client.get("/there").readUntil("there ␊");
  }

  @Test
  @DisplayName("CG-2 any bytes are a body")
  void binary() throws Exception {
    var all = new ByteArrayOutputStream();
    for (int i = 0; i < 256; i++) {
      all.write(i);
    }
    var file = Files.write(directory.resolve("all"), all.toByteArray());
    var script = "printf 'Content-Type: a/b\\nContent-Length: 512\\n\\n'; cat " + file + " " + file;
    var client = connect().send("GET /x/ HTTP/1.1\nHost: h\nX-Run: " + script + "\n\n");
    client.readHead();
    var twice = new ByteArrayOutputStream();
    while (twice.size() < 512) {
      twice.write(client.readByte());
    }
    var bytes = all.toString(ISO_8859_1);
    assertEquals(bytes + bytes, twice.toString(ISO_8859_1));
  }

  @ParameterizedTest(name = "CG-5 {0} of 4 bytes: {2}")
  @CsvSource({"3, '123', RESET", "4, '1234', FIN", "5, '12345', FIN"})
  void length(int count, String printed, String end) throws Exception {
    var script = "printf 'Content-Type: a/b\\nContent-Length: 4\\n\\n" + printed + "'";
    var client =
        connect().send("GET /x/ HTTP/1.1\nHost: h\nConnection: close\nX-Run: " + script + "\n\n");
    var head = client.readHead();
    assertTrue(head.contains("content-length: 4\n"), head);
    if (count == 4) {
      assertEquals("1234", client.readUntil("1234"));
      assertEquals(end, client.readEnd());
    } else {
      Eventually.holds(
          "logged", () -> log.text().contains("announced were 4 bytes, but there are " + count));
    }
  }

  @Test
  @DisplayName(
      "CG-6 CG-6.3 a path in Location is answered by the server, with the cookies of the program")
  void localRedirect() throws Exception {
    var answer = cgi("printf 'Location: /there?q=1\\nSet-Cookie: a=b\\nX-A: b\\n\\n'");
    assertTrue(answer.startsWith("HTTP/1.1 200 OK\n"), answer);
    assertTrue(answer.contains("Set-Cookie: a=b\n"), answer);
    assertFalse(answer.contains("X-A"), answer);
    assertTrue(answer.endsWith("\n\nthere q=1␊"), answer);
  }

  @Test
  @DisplayName("CG-6.1 programs redirect a request ten times at most")
  void redirectsForEver() throws Exception {
    var answer = cgi("printf 'Location: /x/again\\n\\n'; echo >>" + directory.resolve("runs"));
    assertTrue(answer.startsWith("HTTP/1.1 502 "), answer);
    assertTrue(answer.endsWith("programs have redirected this request 10 times␊"), answer);
  }

  @ParameterizedTest(name = "CG-6.2 {0}")
  @CsvSource({
    "Location: http://e.org/a, 302",
    "Location: //e.org/a, 302",
    "Status: 303\\nLocation: /there, 303"
  })
  void redirectsOfTheClient(String head, int status) throws Exception {
    var answer = cgi("printf '" + head + "\\n\\n'");
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(answer.contains(head.substring(head.indexOf("Location"))), answer);
  }

  @ParameterizedTest(name = "CG-6.4 CG-7 after {0}, the program works on to its end")
  @CsvSource({"Status: 204, ''", "Status: 304, ''", "Location: /there, there ␊"})
  void worksOn(String head, String body) throws Exception {
    var sign = directory.resolve("sign");
    var script = "printf '" + head + "\\n\\nbody'; read x; echo $x >" + sign;
    var client =
        connect().send("POST /x/ HTTP/1.1\nHost: h\nContent-Length: 5\nX-Run: " + script + "\n\n");
    client.send("done\n");
    client.readHead();
    client.readUntil(body);
    assertEquals("done", Files.readString(sign).strip());
  }

  @Test
  @DisplayName("CG-7.1 HEAD ends the program at its head")
  void head() throws Exception {
    var answer = ask("HEAD /x/", "X-Run: printf 'Content-Type: a/b\\n\\n'; yes");
    assertTrue(answer.endsWith("\n\n"), answer);
    Eventually.holds("it has gone", () -> commands.running() == 0);
  }

  @ParameterizedTest(name = "CG-7.2 {0}: {1}")
  @CsvSource({
    "GET, 'If-None-Match: \"a\"', 304",
    "HEAD, 'If-None-Match: W/\"a\"', 304",
    "GET, 'If-None-Match: \"b\"', 200",
    "GET, 'If-Modified-Since: Sat, 28 Nov 2026 19:42:29 GMT', 304",
    "GET, 'If-Modified-Since: Sat, 28 Nov 2026 19:42:28 GMT', 200",
    "GET, 'If-Match: \"b\"', 412",
    "POST, 'If-None-Match: \"a\"', 200",
  })
  void conditions(String method, String condition, int status) throws Exception {
    var script =
        "printf 'Content-Type: a/b\\nContent-Length: 4\\nETag: \"a\"\\nX-A: b\\n"
            + "Last-Modified: Sat, 28 Nov 2026 19:42:29 +0000\\n\\nbody'";
    var answer = ask(method + " /x/", condition, "X-Run: " + script);
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertEquals(status == 200, answer.contains("Content-Type: a/b\n"), answer);
    assertEquals(status != 412, answer.contains("ETag: \"a\"\nX-A: b\n"), answer);
    assertEquals(status == 200, answer.contains("content-length: 4\n"), answer);
    assertEquals(status == 200, answer.endsWith("body"), answer);
  }

  @Test
  @DisplayName("CG-7.2 a program whose content the client has is ended")
  void endedForWhoHasTheContent() throws Exception {
    var endless = "printf 'Content-Type: a/b\\nETag: \"a\"\\n\\n'; exec yes";
    var answer = ask("GET /x/", "If-None-Match: \"a\"", "X-Run: " + endless);
    assertTrue(answer.startsWith("HTTP/1.1 304 "), answer);
  }

  @Test
  @DisplayName("CG-7.2 a response without a validator, or with a status, has no condition")
  void noConditions() throws Exception {
    for (var head : new String[] {"Content-Type: a/b", "Status: 404\\nETag: \"a\""}) {
      var answer = ask("GET /x/", "If-None-Match: *", "X-Run: printf '" + head + "\\n\\n'");
      assertFalse(answer.startsWith("HTTP/1.1 304"), answer);
    }
  }

  @Test
  @DisplayName("CG-8 an event stream of a program is made of lines")
  void events() throws Exception {
    var answer = cgi("printf 'Content-Type: text/event-stream\\n\\ndata: 1\\n\\n'");
    assertTrue(answer.contains("X-Accel-Buffering: no\n"), answer);
    assertTrue(answer.endsWith("8\ndata: 1␊\n1\n␊\n0\n\n"), answer);
  }

  @Test
  @DisplayName("CG-9 after its head, a program may exit with any status; the log has it")
  void exitsWithAnError() throws Exception {
    var answer = cgi("printf 'Content-Type: a/b\\n\\nsorry'; echo why >&2; exit 254");
    assertTrue(answer.endsWith("5\nsorry\n0\n\n"), answer);
    Eventually.holds(
        "logged",
        () -> log.text().contains("exited with status 254; its standard error ended with: why"));
  }

  @Test
  @DisplayName("CG-9.1 a program that a signal has ended has not completed its response")
  void dies() throws Exception {
    var answer = cgi("printf 'Content-Type: a/b\\n\\nhalf'; kill -9 $$");
    assertTrue(answer.endsWith("4\nhalf\n"), answer);
    Eventually.holds("logged", () -> log.text().contains("(signal 9)"));
  }

  @Test
  @DisplayName("CG-9.2 a program that lives on without its output holds up no response")
  void livesOn() throws Exception {
    var request = "GET /x/ HTTP/1.1\nHost: h\nConnection: close\nX-Run: ";
    var complete = "printf 'Content-Type: a/b\\n\\nabc'; exec >&-; sleep 1000";
    var answered = connect().send(request + complete + "\n\n");
    var refused = connect().send(request + "printf 'A: b\\n'; exec >&-; sleep 1000\n\n");
    answered.readHead();
    assertEquals("3\nabc\n0\n\n", answered.readUntil("0\n\n"));
    assertTrue(refused.readHead().startsWith("HTTP/1.1 502 "));
    Eventually.holds("they have gone", () -> commands.running() == 0);
    assertTrue(log.text().contains("ran on after it had closed its output"), log.text());
  }

  @Test
  @DisplayName("CG-10 a client that leaves before the head ends the program")
  void leavesEarly() throws Exception {
    var sign = directory.resolve("sign");
    var client =
        connect().send("GET /x/ HTTP/1.1\nHost: h\nX-Run: echo >" + sign + "; sleep 1000\n\n");
    Eventually.holds("it runs", () -> Files.exists(sign));
    client.close();
    Eventually.holds("it has gone", () -> commands.running() == 0);
  }

  @ParameterizedTest(name = "CG-20 {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "printf 'Status: 999\\n\\nx' | Status in line 1 of its head is not a number from 200 to"
            + " 599",
        "echo hello; cat | line 1 of its head has no colon; a field is a name, a colon and a value",
        "printf 'A: b\\0c\\n\\n' | line 1 of its head has a NUL character",
        "printf 'A: b\\rSet-Cookie: c\\n\\n' | line 1 of its head has a carriage return within it",
        "printf '\\n\\nbody' | its head has no field before the empty line",
        "cat /dev/zero | its head has more than 65536 bytes, in line 1",
        "yes | line 1 of its head has no colon; a field is a name, a colon and a value",
      })
  void hostile(String script, String why) throws Exception {
    var answer = cgi("echo secret >&2; " + script);
    assertTrue(answer.startsWith("HTTP/1.1 502 Bad Gateway\n"), answer);
    assertTrue(
        answer.endsWith("502 Bad Gateway: the program's response is not valid: " + why + "␊"),
        answer);
    assertFalse(answer.contains("secret"), answer);
    assertTrue(log.text().contains("its standard error ended with: secret"), log.text());
  }

  @Test
  @DisplayName("CG-21 a head of 1 MiB is refused, and the limit counts it")
  void longHead() throws Exception {
    var answer = cgi("yes 'X-A: y' | head -c 1048576");
    assertTrue(answer.contains("its head has more than 65536 bytes, in line 9363"), answer);
    assertEquals(1, limits.of(Bound.CGI_HEAD).reached());
    limits.logRest();
  }

  @ParameterizedTest(name = "CG-22 {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "true | the program's response is not valid: it has printed nothing, not even a head",
        "printf 'A: b' | the program's response is not valid: its output has ended in line 1 of its"
            + " head, before an empty line",
        "printf 'A: b\\n'; exit 3 | the program has exited with status 3 before its response began",
        "nosuchprogram | the program has exited with status 127 before its response began",
        "kill -9 $$ | the program has exited with status 137 before its response began",
      })
  void endsEarly(String script, String why) throws Exception {
    var answer = cgi(script);
    assertTrue(answer.startsWith("HTTP/1.1 502 Bad Gateway\n"), answer);
    assertTrue(answer.endsWith("502 Bad Gateway: " + why + "␊"), answer);
  }

  @Test
  @DisplayName("CG-23 a body without a Content-Type is refused; a head without a body is not")
  void noType() throws Exception {
    var refused = cgi("printf 'Status: 404\\n\\nnot here'; cat");
    assertTrue(refused.startsWith("HTTP/1.1 502 "), refused);
    assertTrue(refused.endsWith("a body, but no Content-Type in its head␊"), refused);
    var taken = cgi("printf 'Status: 404\\n\\n'");
    assertTrue(taken.startsWith("HTTP/1.1 404 "), taken);
  }

  @Test
  @DisplayName("CG-30 CG-30.1 CG-31 CG-32 CG-34 the variables of a program")
  void variables() throws Exception {
    var show =
        "printf 'Content-Type: a/b\\n\\n'; for v in PATH_INFO PATH_TRANSLATED DOCUMENT_ROOT"
            + " SERVER_ADDR CONTENT_LENGTH; do eval \"echo $v=\\${$v-unset}\"; done; cat";
    var here = Path.of("").toAbsolutePath();
    var below = ask("GET /x/a%20b/c", "X-Run: " + show);
    assertTrue(below.contains("PATH_INFO=/a b/c␊"), below);
    assertTrue(below.contains("PATH_TRANSLATED=" + here + "/a b/c␊"), below);
    assertTrue(below.contains("DOCUMENT_ROOT=" + here + "␊"), below);
    assertTrue(below.contains("SERVER_ADDR=127.0.0.1␊"), below);
    for (var path : new String[] {"/x/../c", "/x/a%2f%2e%2e"}) {
      var above = ask("GET " + path, "X-Run: " + show);
      assertTrue(above.startsWith("HTTP/1.1 400 "), above);
      assertTrue(above.endsWith("the path has a segment ..␊"), above);
    }
    var chunked =
        connect()
            .send("POST /x/ HTTP/1.1\nHost: h\nConnection: close\nTransfer-Encoding: chunked\n")
            .send("X-Run: " + show + "\n\n4\nbody\n0\n\n")
            .readAll();
    assertTrue(chunked.contains("CONTENT_LENGTH=unset␊"), chunked);
    assertTrue(chunked.contains("body"), chunked);
  }

  @Test
  @DisplayName("CG-33 credentials are passed on if asked, and only then")
  void authorization() throws Exception {
    var show = "X-Run: printf 'Content-Type: a/b\\n\\n'; echo \"${HTTP_AUTHORIZATION-none}\"";
    assertTrue(ask("GET /x/", "Authorization: Basic eDp5", show).contains("none␊"));
    takeDown();
    serve(RunSettings.DEFAULT.passingAuthorization(true));
    assertTrue(ask("GET /x/", "Authorization: Basic eDp5", show).contains("Basic eDp5␊"));
  }

  @Test
  @DisplayName("CG-70 CG-71 a program that runs too long is ended: 504 before its head, then a cut")
  void takesTooLong() throws Exception {
    takeDown();
    serve(RunSettings.DEFAULT.withTimeout(Duration.ofMillis(300)));
    var late = cgi("sleep 1000");
    assertTrue(late.startsWith("HTTP/1.1 504 Gateway Timeout\n"), late);
    assertTrue(late.endsWith("the command has run for too long␊"), late);
    var cut = cgi("printf 'Content-Type: a/b\\n\\nhalf'; sleep 1000");
    assertTrue(cut.endsWith("4\nhalf\n"), cut);
    Eventually.holds("both have gone", () -> commands.running() == 0);
    assertTrue(log.text().contains("ran for more than 300 ms (--exec-timeout)"), log.text());
  }

  @Test
  @DisplayName("CG-84 a client that reads trailers gets the exit status of a program")
  void exitTrailer() throws Exception {
    var script = "X-Run: printf 'Content-Type: a/b\\n\\nx'; exit 3";
    var told = ask("GET /x/", "TE: trailers", script);
    assertTrue(told.contains("\nTrailer: Httpd-Exit\n"), told);
    assertTrue(told.endsWith("0\nHttpd-Exit: 3\n\n"), told);
  }
}
