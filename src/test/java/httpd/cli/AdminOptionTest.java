package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.auth.HashLine;
import httpd.cli.error.ExitCode;
import httpd.testing.Eventually;
import httpd.testing.Json;
import httpd.testing.RawClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --admin}, {@code httpd ps} and {@code httpd stop}; SPEC, "See and stop". */
class AdminOptionTest extends ServingTest {

  private static final Pattern ADMIN =
      Pattern.compile("httpd: admin at http://([^:]+):([0-9]+)/-/");

  /** Where the admin place of the running server is. */
  private InetSocketAddress admin() {
    var at = ADMIN.matcher(err());
    assertTrue(at.find(), err());
    return new InetSocketAddress(at.group(1), Integer.parseInt(at.group(2)));
  }

  private String place() {
    return "127.0.0.1:" + admin().getPort();
  }

  /** The head and the body of a response of the admin place. */
  private String answer(String method, String path, String... fields) throws Exception {
    return answer(admin(), method, path, fields);
  }

  private static String answer(
      InetSocketAddress server, String method, String path, String... fields) throws Exception {
    var more = fields.length == 0 ? "" : String.join("\n", fields) + "\n";
    try (var client = new RawClient(server)) {
      return client
          .send(
              "%s %s HTTP/1.1\nHost: localhost\nConnection: close\n%s\n"
                  .formatted(method, path, more))
          .readAll();
    }
  }

  private Object json(String path) throws Exception {
    var answer = answer("GET", path);
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertTrue(answer.contains("Content-Type: application/json\n"), answer);
    assertTrue(answer.contains("Cache-Control: no-store\n"), answer);
    return Json.parse(answer.substring(answer.indexOf("\n\n") + 2).replace("␊", ""));
  }

  private RawClient read(String path) throws Exception {
    var client = new RawClient(address()).send("GET " + path + " HTTP/1.1\nHost: localhost\n\n");
    client.readHead();
    return client;
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "AD-1.1 | x:y          | the port is a number from 0 to 65535",
        "AD-1.1 | 127.0.0.1:99999 | the port is a number from 0 to 65535",
        "AD-1.1 | /            | the path has at least one segment, of letters, digits and -._~",
        "AD-1.1 | /a b/        | the path has at least one segment, of letters, digits and -._~",
        "AD-1.1 | unix:        | it names no path",
      })
  void wrong(String rule, String place, String what) {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--admin", place, "text:x"), err());
    assertEquals(
        "httpd: --admin "
            + place
            + ": "
            + what
            + "\n  hint: write 127.0.0.1:9090, 9090, unix:/run/httpd-admin.sock, or /-/ for a path"
            + " behind --auth\n",
        err());
  }

  @Test
  @DisplayName("AD-1.1 a URL is for those who ask")
  void url() {
    assertEquals(
        ExitCode.WRONG_ARGUMENTS, run("--admin", "http://127.0.0.1:8080/-/", "text:x"), err());
    assertTrue(err().contains("a URL is for httpd ps and httpd stop"), err());
  }

  @ParameterizedTest(name = "AD-2 {0}")
  @CsvSource({"0.0.0.0:9090", "/-/", "/ops"})
  void needsAuth(String place) {
    for (var check : List.of("--check", "--no-cache")) {
      assertEquals(
          ExitCode.WRONG_ARGUMENTS, run(check, "-p", "0", "--admin", place, "text:x"), err());
      assertTrue(err().contains(" could stop "), err());
      assertTrue(err().contains("--auth /"), err());
    }
  }

  @Test
  @DisplayName("AD-1.1 a path that a route has is an error")
  void taken() {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--admin", "/a", "/a/=text:x"), err());
    assertTrue(err().startsWith("httpd: --admin /a/: the route "), err());
  }

  @Test
  @DisplayName("AD-1.5 a place in use is an error that names it and who holds it")
  void inUse() throws Exception {
    try (var holder = new ServerSocket(0)) {
      int port = holder.getLocalPort();
      assertEquals(
          ExitCode.FAILED,
          run("-p", "0", "--admin", "0.0.0.0:" + port, "--auth", users(), "text:x"));
      assertEquals(
          "httpd: --admin 0.0.0.0:%1$s: it is in use\n  hint: choose another port; `ss -ltnp sport = :%1$s` names the holder\n"
              .formatted(port),
          err());
    }
  }

  @Test
  @DisplayName(
      "AD-1, AD-1.2, AD-1.4, AD-3, AD-3.1, AD-3.2 the place lists what there is, also when the"
          + " server is full")
  void list() {
    serve(
        () -> {
          try (var first = read("/")) {
            try (var refused = new RawClient(address()).get("/")) {
              assertTrue(refused.readHead().startsWith("HTTP/1.1 503 "));
            }
            var parts = Json.at(json("/-/"), "parts");
            assertTrue(parts.toString().contains("/-/streams"), parts.toString());
            var none = answer("GET", "/-/none");
            assertTrue(none.startsWith("HTTP/1.1 404 ") && none.contains("/-/streams"), none);
            assertTrue(answer("PUT", "/-/streams").startsWith("HTTP/1.1 405 "));
            assertTrue(answer("PUT", "/-/").startsWith("HTTP/1.1 405 "));
            var page = answer("GET", "/-/", "Accept: text/html,*/*;q=0.8");
            assertTrue(page.contains("<title>"), page);
            assertTrue(page.contains("Content-Security-Policy: default-src 'none'"), page);
            assertTrue(answer("GET", "/").contains("Location: /-/\n"));
          }
        },
        "--limit",
        "connections=1",
        "--admin",
        "0",
        "hub:");
  }

  @Test
  @DisplayName(
      "AD-2.2 pages of other sites neither see nor stop, whatever is allowed; hosts are checked")
  void otherSites() {
    serve(
        () -> {
          for (var method : List.of("GET", "DELETE")) {
            var refused =
                answer(
                    method,
                    "/-/streams/1",
                    "Origin: https://app.example",
                    "Sec-Fetch-Site: cross-site");
            assertTrue(refused.startsWith("HTTP/1.1 403 "), refused);
            assertFalse(refused.contains("ccess-control-allow"), refused);
          }
          var own = "Origin: http://localhost";
          assertTrue(answer("DELETE", "/-/streams/1", own).startsWith("HTTP/1.1 404 "));
          try (var client = new RawClient(admin())) {
            client.send("GET /-/ HTTP/1.1\nHost: evil.example\n\n");
            assertTrue(client.readHead().startsWith("HTTP/1.1 421 "));
          }
        },
        "--allow-origin",
        "https://app.example",
        "--admin",
        "0",
        "hub:");
  }

  @Test
  @DisplayName("AD-10, AD-10.1, AD-10.5, AD-10.6, AD-10.9, AD-11, AD-11.1, AD-12 streams as JSON")
  void streams() {
    serve(
        () -> {
          try (var one = read("/h?topic=a");
              var two = read("/h?topic=b");
              var file = read("/f")) {
            Eventually.holds("all are open", () -> open("/-/streams") == 3);
            var all = json("/-/streams");
            long first = (long) number(Json.at(all, "streams", 0, "id"));
            assertEquals("/h?topic=a", Json.at(all, "streams", 0, "target"));
            assertEquals("/h", Json.at(all, "streams", 0, "route"));
            assertEquals("hub:", Json.at(all, "streams", 0, "source"));
            assertEquals("tail", Json.at(all, "streams", 2, "kind"));
            assertEquals("waiting-for-line", Json.at(all, "streams", 1, "state"));
            assertEquals("source", Json.at(all, "streams", 1, "waitsFor"));
            var page = json("/-/streams?limit=1");
            assertEquals(first, (long) number(Json.at(page, "next")));
            var next = json("/-/streams?limit=5&after=" + first);
            assertEquals("/h?topic=b", Json.at(next, "streams", 0, "target"));
            assertEquals(2, number(Json.at(json("/-/streams?route=/h"), "matching")));
            assertEquals(0, number(Json.at(json("/-/streams?user=ada"), "matching")));
            assertEquals(3, number(Json.at(json("/-/streams?client=127.0.0.1"), "matching")));
            var client = (String) Json.at(all, "streams", 0, "client");
            assertEquals(1, number(Json.at(json("/-/streams?client=" + client), "matching")));
            assertEquals(
                0, number(Json.at(json("/-/streams?state=tunnel&sort=bytes"), "matching")));
            for (var wrong :
                List.of("state=x", "limit=0", "limit=10001", "sort=x", "after=x", "as=x")) {
              assertTrue(answer("GET", "/-/streams?" + wrong).startsWith("HTTP/1.1 400 "), wrong);
            }
            assertEquals(
                "/f", Json.at(json("/-/streams?sort=newest&limit=1"), "streams", 0, "route"));
            var after = json("/-/streams?limit=1&after=" + first);
            assertEquals("/h?topic=b", Json.at(after, "streams", 0, "target"));
            assertEquals(first + 1.0, number(Json.at(after, "next")));
            assertEquals("/h?topic=a", Json.at(json("/-/streams/" + first), "target"));
            assertTrue(answer("DELETE", "/-/streams/" + first).startsWith("HTTP/1.1 204 "));
            one.readEnd();
            var gone = answer("DELETE", "/-/streams/" + first);
            assertTrue(
                gone.startsWith("HTTP/1.1 404 ")
                    && gone.endsWith("it has ended, or there never was one␊"),
                gone);
            assertTrue(answer("GET", "/-/streams/0").startsWith("HTTP/1.1 404 "));
          }
        },
        "--admin",
        "0",
        "/h=hub:",
        "/f=tail:~/app.log");
  }

  private int open(String path) {
    try {
      return (int) number(Json.at(json(path), "open"));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static double number(Object json) {
    return ((Number) json).doubleValue();
  }

  @Test
  @DisplayName(
      "AD-3.3, AD-20, AD-20.1, AD-21, AD-22, AD-23 topics, commands, upstreams and limits as JSON")
  void rest() {
    serve(
        () -> {
          assertEquals("[]", topics("/h"));
          try (var subscriber = read("/h?topic=%C3%BC");
              var other = read("/h?topic=b");
              var again = read("/h?topic=b");
              var command = read("/x")) {
            Eventually.holds("all are open", () -> open("/-/streams") == 4);
            Eventually.isFine(() -> {
              var topics = topics("/h");
              return topics.startsWith("[{route=/h, source=hub:, kind=hub, topic=b, subscribers=2")
                  ? null
                  : topics;
            });
            assertTrue(answer("GET", "/-/topics").contains("\"topic\":\"\\u00fc\""));
            var commands = json("/-/commands");
            assertEquals("exec:sleep 1000", Json.at(commands, "commands", 0, "command"));
            var streams = json("/-/streams?route=/x");
            assertEquals(
                Json.at(streams, "streams", 0, "id"), Json.at(commands, "commands", 0, "stream"));
            assertEquals(
                Json.at(streams, "streams", 0, "process"),
                Json.at(commands, "commands", 0, "process"));
            var upstreams = Json.at(json("/-/upstreams"), "upstreams");
            assertEquals("http://127.0.0.1:1", Json.at(upstreams, 0, "upstream"));
            assertEquals("up", Json.at(upstreams, 0, "state"));
            var limits = Json.at(json("/-/limits"), "limits").toString();
            assertTrue(
                limits.contains("name=streams, unit=count, most=77.0, held=4.0, reached=0.0"),
                limits);
          }
          Eventually.holds("all have left", () -> open("/-/streams") == 0);
          Eventually.isFine(() -> topics("/h").equals("[]") ? null : topics("/h"));
        },
        "--admin",
        "0",
        "--limit",
        "streams=77",
        "/h=hub:",
        "/x=exec:sleep 1000",
        "/p=http://127.0.0.1:1");
  }

  @Test
  @DisplayName(
      "AD-20 files with a type, those of a directory, and shared upstreams are topics as well")
  void everyTopic() throws Exception {
    var logs = Files.createDirectory(folder.resolve("logs"));
    Files.writeString(logs.resolve("a.log"), "one\n");
    serve(
        () -> {
          try (var typed = read("/typed");
              var one = read("/logs/?file=a.log");
              var other = read("/logs/?file=a.log")) {
            Eventually.holds("all are open", () -> open("/-/streams") == 3);
            assertTrue(topics("/typed").contains("subscribers=1"), topics("/typed"));
            Eventually.isFine(() -> {
              var topics = topics("/logs/");
              return topics.contains("topic=a.log, subscribers=2") ? null : topics;
            });
            assertTrue(topics("/up").contains("subscribers=0"), topics("/up"));
          }
        },
        "--admin",
        "0",
        "/typed=type=text/csv+tail:~/app.log",
        "/logs/=tail:~/logs/",
        "/up=shared+http://127.0.0.1:1/");
  }

  private String topics(String route) {
    try {
      var all = (List<?>) Json.at(json("/-/topics"), "topics");
      return all.stream()
          .filter(one -> one.toString().contains("route=" + route))
          .toList()
          .toString();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("AD-40, AD-40.3, AD-41, AD-42 ps lists what is open, and stop stops it")
  void shell() {
    serve(
        () -> {
          try (var one = read("/a");
              var two = read("/b")) {
            Eventually.holds("all are open", () -> open("/-/streams") == 2);
            environment.put("HTTPD_ADMIN", place());
            assertEquals(ExitCode.STOPPED, run("ps"), err());
            var lines = out().lines().toList();
            assertTrue(
                lines
                    .getFirst()
                    .matches(" *ID +AGE +CLIENT +TARGET +ROUTE +STATE +LINES +BYTES +LAG +SOURCE"),
                out());
            assertTrue(
                lines
                    .get(1)
                    .matches(
                        " *[0-9]+ +[0-9]+s +127.0.0.1:[0-9]+ +/([ab]) +/\\1 +waiting-for-line.*"),
                out());
            assertTrue(lines.get(1).endsWith("  hub:"), out());
            int before = out().length();
            assertEquals(ExitCode.STOPPED, run("ps", "--json"), err());
            assertEquals(2.0, Json.at(Json.parse(out().substring(before)), "open"));
            var id = lines.get(1).strip().replaceAll(" .*", "");
            assertEquals(ExitCode.FAILED, run("stop", "--admin", place(), "999999", id), err());
            assertTrue(out().endsWith("stopped " + id + "\n"), out());
            assertTrue(
                err()
                    .endsWith(
                        "httpd: stop 999999: No stream 999999 is open: it has ended, or there never"
                            + " was one\n"
                            + "  hint: httpd ps lists the IDs\n"),
                err());
            Eventually.holds("one is open", () -> open("/-/streams") == 1);
            environment.remove("HTTPD_ADMIN");
          }
        },
        "--admin",
        "0",
        "/a=hub:",
        "/b=hub:");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "AD-42.1 | ps --admin unix:~/none | nothing listens at unix:~/none",
        "AD-42   | ps --admin /-/ | --admin /-/: a path alone names no server",
        "AD-40   | ps x | ps x: it takes no argument",
        "AD-41   | stop | stop: no ID is given",
        "AD-41   | stop x | stop x: an ID is a number",
        "AD-42.2 | ps --login ~/none | --login ~/none: no such file",
      })
  void refused(String rule, String command, String what) {
    var code = run(inFolder(command).split(" "));
    assertFalse(code == ExitCode.STOPPED);
    assertTrue(err().startsWith("httpd: " + inFolder(what) + "\n  hint: "), err());
  }

  @Test
  @DisplayName("AD-42.1 if nothing listens, the error says with which option to start the server")
  void nothingListens() throws Exception {
    int port;
    try (var unused = new ServerSocket(0)) {
      port = unused.getLocalPort();
    }
    assertEquals(ExitCode.FAILED, run("ps", "--admin", "127.0.0.1:" + port));
    assertEquals(
        """
        httpd: nothing listens at 127.0.0.1:%1$s
          hint: start the server with --admin 127.0.0.1:%1$s, or name its place here by --admin PLACE
        """
            .formatted(port),
        err());
  }

  @Test
  @DisplayName("AD-2 users of the place count, also if all else is open, and all of its methods")
  void usersOfThePlaceAlone() throws Exception {
    var users = users();
    for (var place : List.of("/-/", "0.0.0.0:9090")) {
      var own = List.of("--check", "-p", "0", "--admin", place, "--auth", "/=off", "text:x");
      assertEquals(ExitCode.STOPPED, run(with(own, "--auth", "/-/=" + users)), err());
      for (var other : List.of("GET:/-/=off", "/-/=off")) {
        var open = with(own, "--auth", other, "--auth", "/x=" + users);
        assertRefused(open);
      }
      assertRefused(with(own, "--auth", "GET:/-/=off", "--auth", "/-/=" + users));
      assertRefused(with(own, "--auth", "GET:/-/=" + users));
    }
  }

  private void assertRefused(String... arguments) {
    int before = err().length();
    assertEquals(ExitCode.WRONG_ARGUMENTS, run(arguments), err());
    assertTrue(err().substring(before).contains(" could stop "), err());
  }

  private static String[] with(List<String> arguments, String... more) {
    var all = new ArrayList<>(List.of(more));
    all.addAll(arguments);
    return all.toArray(String[]::new);
  }

  /** A file of users for ada, whose password is {@code secret}. */
  private String users() throws Exception {
    var line = HashLine.ofPassword("ada", "secret".getBytes(UTF_8));
    var file = folder.resolve("users");
    Files.writeString(file, line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }

  @Test
  @DisplayName(
      "AD-2.1, AD-10.7, AD-42.2 with --auth a path and an address ask for a user, a socket does"
          + " not")
  void auth() throws Exception {
    var login = folder.resolve("login");
    Files.writeString(login, "ada:secret\n");
    Files.setPosixFilePermissions(login, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("ps", "--login", login.toString()));
    assertTrue(err().contains("every user of this machine may read"), err());
    Files.setPosixFilePermissions(login, PosixFilePermissions.fromString("rw-------"));
    serve(
        () -> {
          assertTrue(answer("GET", "/-/streams").startsWith("HTTP/1.1 401 "));
          assertTrue(answer(address(), "GET", "/ops/streams").startsWith("HTTP/1.1 401 "));
          assertEquals(ExitCode.FAILED, run("ps", "--admin", place()));
          assertTrue(err().endsWith("--login FILE names a file with USER:PASSWORD\n"), err());
          assertEquals(
              ExitCode.STOPPED, run("ps", "--admin", place(), "--login", login.toString()), err());
          var socket = folder.resolve("s");
          assertEquals(
              "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
          assertEquals(ExitCode.STOPPED, run("ps", "--admin", "unix:" + socket), err());
          var url = "http://127.0.0.1:" + address().getPort() + "/ops/";
          assertEquals(
              ExitCode.STOPPED, run("ps", "--admin", url, "--login", login.toString()), err());
          assertFalse(out().contains("/ops"), out());
          var basic =
              "Authorization: Basic "
                  + Base64.getEncoder().encodeToString("ada:secret".getBytes(UTF_8));
          var own = answer(address(), "GET", "/ops/streams", basic);
          assertTrue(own.contains("\"open\":0,\"matching\":0,\"admin\":1,"), own);
        },
        "--auth",
        users(),
        "--admin",
        "0",
        "--admin",
        "unix:~/s",
        "--admin",
        "/ops",
        "/x=text:x");
  }

  @Test
  @DisplayName("AD-2.3 an address that is not of loopback speaks TLS if the server does")
  void tls() throws Exception {
    serve(
        () -> assertTrue(err().contains("httpd: admin at https://0.0.0.0:"), err()),
        "--tls",
        "self",
        "--auth",
        users(),
        "--admin",
        "0.0.0.0:0",
        "/x=text:x");
  }

  @Test
  @DisplayName("AD-1.3 the place ends after the server, and shows what still runs in between")
  void stop() throws Exception {
    try (var big = new RandomAccessFile(folder.resolve("big").toFile(), "rw")) {
      big.setLength(64 << 20);
    }
    var seen = new CompletableFuture<Boolean>();
    serve(
        () -> {
          var client = new RawClient(address(), 4096).get("/big");
          client.readHead();
          Eventually.holds("it is open", () -> open("/-/streams") == 1);
          var main = address();
          Thread.ofPlatform()
              .start(() -> {
                try (client) {
                  Eventually.holds("the server stops", () -> !listens(main));
                  seen.complete(open("/-/streams") == 1);
                } catch (Throwable failure) {
                  seen.completeExceptionally(failure);
                }
              });
        },
        "--admin",
        "0",
        "--drain",
        "1m",
        "/big=file:~/big");
    assertTrue(seen.get());
    assertFalse(listens(admin()));
  }

  /** Whether it answers; a connection that the kernel had accepted just before the stop ends. */
  private static boolean listens(InetSocketAddress address) {
    try (var client = new RawClient(address)) {
      return client
          .send("GET /-/ HTTP/1.1\nHost: localhost\nConnection: close\n\n")
          .readAll()
          .startsWith("HTTP");
    } catch (IOException e) {
      return false;
    }
  }
}
