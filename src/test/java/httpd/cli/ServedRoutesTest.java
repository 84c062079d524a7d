package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.testing.RawClient;
import httpd.testing.ScriptedUpstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Year;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Live lines and other servers, as arguments and options have them served. */
class ServedRoutesTest extends ServingTest {

  private static final String EMPTY = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

  private RawClient connect(String request) throws Exception {
    return new RawClient(address()).send(request + "\nHost: localhost:90\n\n");
  }

  /** The body up to and with its {@code end}, as HTTP/1.0 has it: without chunks. */
  private String body(String path, String end) throws Exception {
    try (var client = connect("GET " + path + " HTTP/1.0")) {
      client.readHead();
      return client.readUntil(end);
    }
  }

  @Test
  @DisplayName("C-17 --last is how many lines a new client of tail:, shared+ and hub: gets first")
  void last() throws Exception {
    Files.writeString(folder.resolve("app.log"), "1\n2\n3\n");
    serve(
        () -> {
          assertEquals("2␊3␊", body("/tail", "3␊"));
          try (var first = connect("GET /shared HTTP/1.0")) {
            first.readUntil("1␊2␊3␊");
            assertEquals("2␊3␊", body("/shared", "3␊"));
          }
          for (int i = 1; i <= 3; i++) {
            try (var client = connect("POST /hub HTTP/1.1\nContent-Length: 1")) {
              assertTrue(client.send("" + i).readHead().startsWith("HTTP/1.1 201 "));
            }
          }
          assertEquals("2␊3␊", body("/hub", "3␊"));
        },
        "--last",
        "2",
        "/tail=tail:~/app.log",
        "/shared=shared+exec:echo 1; echo 2; echo 3; exec sleep 1000",
        "/hub=hub:");
  }

  @Test
  @DisplayName("CG-1.1 OPTIONS runs no command, unless the route names it")
  void options() {
    var run = "cgi+exec:printf 'Content-Type: a/b\\n\\nran'";
    serve(
        () -> {
          for (var path : List.of("/cgi", "/bin/nosuch", "/exec", "/shared")) {
            try (var client = connect("OPTIONS " + path + " HTTP/1.0")) {
              var answer = client.readAll();
              assertTrue(answer.startsWith("HTTP/1.1 204 "), path + answer);
              assertTrue(answer.contains("OPTIONS"), path + answer);
            }
          }
          assertEquals("ran", body("/cgi", "ran"));
          try (var client = connect("OPTIONS /named HTTP/1.0")) {
            client.readUntil("ran");
          }
        },
        "/cgi=" + run,
        "/bin=bin:~",
        "/exec=exec:echo",
        "/shared=shared+exec:echo",
        "OPTIONS,GET:/named=" + run);
  }

  @Test
  @DisplayName("C-17 --last is at most 99999, and 0 unless it is given")
  void lastsBounds() throws Exception {
    assertEquals(ExitCode.STOPPED, run("--check", "--last", "99999", inFolder("~/app.log")));
    assertEquals(ExitCode.WRONG_ARGUMENTS, run("--last", "100000", inFolder("~/app.log")));
    var log = Files.writeString(folder.resolve("app.log"), "old\n");
    serve(
        () -> {
          try (var client = connect("GET / HTTP/1.0")) {
            client.readHead();
            append(log, "new\n");
            assertEquals("new␊", client.readLike("new␊"));
          }
        },
        "~/app.log");
  }

  @Test
  @DisplayName(
      "C-18 tail: waits for a file that does not exist, for today's, and for those to come")
  void files() {
    serve(
        () -> {
          try (var later = connect("GET /later HTTP/1.0");
              var today = connect("GET /today HTTP/1.0");
              var all = connect("GET /all HTTP/1.0")) {
            for (var client : List.of(later, today, all)) {
              client.readHead();
            }
            append(folder.resolve("later.log"), "late\n");
            append(
                folder.resolve("day-" + Year.now(ZoneId.systemDefault()) + ".log"),
                "of the year\n");
            append(folder.resolve("one.txt"), "of one\n");
            assertEquals("late␊", later.readUntil("late␊"));
            assertEquals("of the year␊", today.readUntil("of the year␊"));
            all.readUntil("of one␊");
            append(folder.resolve("other.txt"), "of the other\n");
            all.readUntil("of the other␊");
          }
        },
        "/later=tail:~/later.log",
        "/today=tail:~/day-%Y.log",
        "/all=tail:~/*.txt");
  }

  private static void append(Path file, String text) throws Exception {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  @DisplayName("C-19 another server answers its path and every path below it, and no other")
  void below() throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      serve(
          () -> {
            assertEquals("GET /y", passedOn("/x", upstream).replaceAll("(?s) HTTP.*", ""));
            assertEquals(
                "GET /y/a/b?q", passedOn("/x/a/b?q", upstream).replaceAll("(?s) HTTP.*", ""));
            try (var client = connect("GET /xy HTTP/1.1")) {
              assertTrue(client.readHead().startsWith("HTTP/1.1 404 "));
            }
          },
          "/x=" + upstream.uri("/y"));
    }
  }

  /** The head that the upstream gets, which answers 204. */
  private String passedOn(String path, ScriptedUpstream upstream) throws Exception {
    return passedOn(path, "", upstream);
  }

  private String passedOn(String path, String fields, ScriptedUpstream upstream) throws Exception {
    try (var client = connect("GET " + path + " HTTP/1.1" + fields);
        var asked = upstream.next()) {
      asked.send(EMPTY);
      assertTrue(client.readHead().startsWith("HTTP/1.1 204 "));
      return asked.head();
    }
  }

  @Test
  @DisplayName("C-19.1 several servers with commas between them take turns")
  void turns() throws Exception {
    try (var one = new ScriptedUpstream();
        var other = new ScriptedUpstream()) {
      serve(
          () -> {
            for (int i = 0; i < 2; i++) {
              passedOn("/x", one);
              passedOn("/x", other);
            }
          },
          "/x=" + one.uri("/") + "," + other.uri("/"));
    }
  }

  @Test
  @DisplayName("C-19.3 --trust-proxy and --preserve-host hold for all routes to other servers")
  void forwarding() throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      serve(
          () -> {
            for (var path : List.of("/a", "/b")) {
              var head = passedOn(path, "\nX-Forwarded-For: 192.0.2.7", upstream);
              assertTrue(head.contains("\r\nX-Forwarded-For: 192.0.2.7, 127.0.0.1\r\n"), head);
              assertTrue(head.contains("\r\nHost: localhost:90\r\n"), head);
            }
          },
          "--trust-proxy",
          "127.0.0.0/8,::1",
          "--preserve-host",
          "/a=" + upstream.uri("/"),
          "/b=" + upstream.uri("/"));
    }
  }
}
