package httpd.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.ListSource;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;
import httpd.server.ServerConfig;
import httpd.testing.Eventually;
import httpd.testing.RawClient;
import httpd.testing.Take;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/spec/exec.md, X-110 to X-113: values of variables are bytes. */
class CommandEnvironmentIT {

  /** UTF-8, Latin-1, control characters of shells, quotes, blanks around. */
  private static final String BYTES =
      "  \u00c5\u00bc\u00e9\u0001\u007f\u0081\u0082\u0088\u00ff\t'\"$(x)`\\ ";

  private static final String HEX = " | od -An -v -tx1 | tr -d ' \\n')\"; ";

  private final Commands commands = new Commands();

  @AfterEach
  void everyPlaceIsFreeAgain() {
    Eventually.holds("no command holds a place", () -> commands.running() == 0);
  }

  private static String hex(String bytes) {
    return HexFormat.of().formatHex(bytes.getBytes(ISO_8859_1));
  }

  private CommandSource run(String line, boolean terminal, LineSource body, Charset charset) {
    var variables = Map.of("HTTP_A", BYTES, "HTTP_B", "plain", "PATH_INFO", "/\n\n\u00e9\n");
    return new CommandSource(
        commands,
        Command.shell(line, terminal),
        new CommandEnvironment(name -> name.startsWith("HTTP_"), variables, charset),
        body,
        "GET /x");
  }

  @ParameterizedTest(name = "X-110, X-111 in {0}, terminal {1}")
  @CsvSource({"US-ASCII,false", "UTF-8,false", "UTF-8,true"})
  void bytesAsSent(String charset, boolean terminal) throws Exception {
    var body = new LineQueue();
    var line =
        "echo \"$(printf %s \"$HTTP_A\""
            + HEX
            + "echo \"$(printf %s \"$PATH_INFO\""
            + HEX
            + "echo $HTTP_B; cat; set";
    try (var source = run(line, terminal, body, Charset.forName(charset))) {
      assertEquals(Line.of(hex(BYTES)), Take.next(source));
      assertEquals(Line.of("2f0a0ae90a"), Take.next(source));
      assertEquals(Line.of("plain"), Take.next(source));
      body.put(Line.of("the body, whole"));
      assertEquals(Line.of("the body, whole"), Take.next(source));
      body.end();
      var left = Take.all(source).stream().filter(set -> set.startsWith("HTTPD_LINE"));
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  @DisplayName("X-111 values longer than a pipe is")
  void longerThanThePipe() throws Exception {
    var variables = Map.of("HTTP_A", "\u00e9".repeat(60_000), "HTTP_B", "\u00e9".repeat(60_000));
    var environment = new CommandEnvironment(name -> false, variables, US_ASCII);
    var command = Command.shell("echo ${#HTTP_A} ${#HTTP_B}", false);
    var nothing = new ListSource(List.of());
    try (var source = new CommandSource(commands, command, environment, nothing, "GET /x")) {
      assertEquals(List.of("60000 60000"), Take.all(source));
    }
  }

  @ParameterizedTest(name = "X-112 SERVER_ variables of a request in {0}")
  @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
  void server(String version) throws Exception {
    var line = "echo \"$(printf %s \"$HTTP_X_A$PATH_INFO$QUERY_STRING\"" + HEX;
    var handler =
        new ExecHandler(
            commands,
            Command.shell(line + "echo $SERVER_PROTOCOL $SERVER_NAME $SERVER_PORT", false),
            ExecHandler.PATIENCE);
    var config = ServerConfig.defaults().withPort(0).withEventLoops(1);
    try (var server = Server.start(config, Router.of(Route.get("/x/", handler)));
        var client = new RawClient(server.address())) {
      var sent = "GET /x/\u00c5\u00bc%C5%BC?\u00c5\u00bc " + version + "\r\n";
      var host = version.endsWith("1") ? "Host: localhost:1\r\n" : "";
      client.sendBytes(
          (sent + host + "X-A: \u00e9\u00c3\u00a9\r\nConnection: close\r\n\r\n")
              .getBytes(ISO_8859_1));
      var answer = client.readAll();
      assertContains(hex("\u00e9\u00c3\u00a9/\u00c5\u00bc\u00c5\u00bc\u00c5\u00bc"), answer);
      var name = host.isEmpty() ? "127.0.0.1" : "localhost";
      assertContains(version + " " + name + " " + server.address().getPort(), answer);
    }
  }

  private static void assertContains(String part, String whole) {
    assertEquals(true, whole.contains(part), () -> part + " in\n" + whole);
  }
}
