package httpd.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC, "Who may talk to it", from the command line. */
class SitesTest extends ServingTest {

  private static final String EVIL = "Origin: https://evil.example\n";
  private static final String CROSS = EVIL + "Sec-Fetch-Site: cross-site\n";
  private static final String WARNING =
      "httpd: warning: every client that reaches 0.0.0.0 can run the command of /run;"
          + " --bind 127.0.0.1 serves this machine only";

  private String status(String line, String fields) {
    return status(line, "127.0.0.1:" + address().getPort(), fields);
  }

  private String status(String line, String host, String fields) {
    try (var client = new RawClient(address())) {
      client.send(line + " HTTP/1.1\nHost: " + host + "\n" + fields + "Connection: close\n\n");
      return client.readAll().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("X-105 a page of another site runs no command, by no method and in no view")
  void commands() {
    var ran = folder.resolve("ran");
    serve(
        () -> {
          for (var path : List.of("/run", "/run?as=sse", "/run?as=lines", "/all", "/tty")) {
            for (var method : List.of("GET ", "HEAD ")) {
              assertEquals("403", status(method + path, CROSS), method + path);
            }
          }
          assertEquals("403", status("POST /run", CROSS + "Content-Length: 0\n"));
          assertFalse(Files.exists(ran));
          assertEquals("200", status("POST /run", "Content-Length: 0\n"));
          assertTrue(Files.exists(ran));
        },
        inFolder("/run=exec:echo x >>~/ran"),
        inFolder("/all=shared+exec:echo x >>~/ran"),
        inFolder("/tty=pty+exec:echo x >>~/ran"));
  }

  @Test
  @DisplayName("K-160 a page of another site publishes nothing, and listens by the browser's leave")
  void hubs() {
    serve(
        () -> {
          assertEquals("403", status("POST /hub", CROSS + "Content-Length: 0\n"));
          assertEquals("403", status("PUT /hub", EVIL + "Content-Length: 0\n"));
          assertEquals("200", status("HEAD /hub?as=sse", CROSS));
          assertEquals("201", status("POST /hub", "Content-Length: 0\n"));
        },
        "/hub=hub:");
  }

  @Test
  @DisplayName("C-38, S-165 handler files are guarded as the server is, and what they read is not")
  void handlerFiles() {
    serve(
        () -> {
          assertEquals("403", status("POST /", CROSS + "Content-Length: 0\n"));
          assertEquals("200", status("GET /", CROSS));
        },
        inFolder("~/Hello.java"));
  }

  @Test
  @DisplayName("S-165 no tunnel of a page of another site reaches the upstream; requests do")
  void tunnels() throws Exception {
    try (var upstream = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      var answering = Thread.ofVirtual().start(() -> answerOnce(upstream));
      serve(
          () -> {
            var upgrade = "Connection: Upgrade\nUpgrade: websocket\n";
            assertEquals("403", status("GET /up/ws", EVIL + upgrade));
            assertEquals("403", status("GET /up/ws", "Origin: null\n" + upgrade));
            assertEquals("421", status("GET /up/ws", "rebound.example", upgrade));
            assertEquals("421", status("GET /up/x", "rebound.example", ""));
            // The first that the upstream hears of.
            assertEquals("204", status("POST /up/x", CROSS + "Content-Length: 0\n"));
          },
          "/up/=http://127.0.0.1:" + upstream.getLocalPort());
      answering.join();
    }
  }

  private static void answerOnce(ServerSocket upstream) {
    try (var connection = upstream.accept()) {
      var head = new byte[7];
      connection.getInputStream().readNBytes(head, 0, head.length);
      assertEquals("POST /x", new String(head, ISO_8859_1));
      connection
          .getOutputStream()
          .write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("C-35, C-36 --host and --allow-origin, several times or with commas")
  void options() {
    environment.put("HTTPD_ALLOW_ORIGIN", "https://a.example,https://evil.example");
    serve(
        () -> {
          for (var host : List.of("a.example", "b.example:80", "c.example", "localhost")) {
            assertEquals("200", status("GET /hi", host, ""), host);
          }
          assertEquals("421", status("GET /hi", "d.example", ""));
          assertEquals("201", status("POST /hub", CROSS + "Content-Length: 0\n"));
          assertEquals("403", status("POST /hub", "Origin: https://b\nContent-Length: 0\n"));
        },
        "--host=a.example,b.example",
        "--host",
        "c.example",
        "/hi=text:hi",
        "/hub=hub:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--host | http://a.example | it is not a host name | write a name alone, as --host"
            + " app.example, or '*' for any",
        "--host | a.example:80 | it is not a host name | write a name alone, as --host"
            + " app.example, or '*' for any",
        "--allow-origin | https://a/ | it is not an origin | write scheme, host and port without a"
            + " path, as https://app.example:8443",
        "--allow-origin | * | every page could run commands and publish | name each site, as"
            + " --allow-origin https://app.example",
        "--frame-ancestors | a.example | it is not an origin | write scheme, host and port without"
            + " a path, as https://app.example:8443",
        "--frame-ancestors | * | every page could show the lines as its own | name each site, as"
            + " --frame-ancestors https://app.example, or self",
      })
  @DisplayName("C-35, C-36, DV-50 a wrong value is two lines")
  void wrong(String option, String value, String what, String hint) {
    assertEquals(ExitCode.WRONG_ARGUMENTS, run(option, value, "text:x"));
    assertEquals("httpd: %s %s: %s\n  hint: %s\n".formatted(option, value, what, hint), err());
  }

  @Test
  @DisplayName("C-37 exec: beyond loopback gives a warning after the ready line, and with --check")
  void warning() {
    serve(() -> {}, "--bind", "0.0.0.0", "/run=exec:date", "/hi=text:hi");
    assertEquals(List.of(WARNING), err().lines().skip(1).toList());
  }

  @Test
  @DisplayName("C-37 by --check it is on standard error beside the table")
  void warningOfCheck() {
    assertEquals(ExitCode.STOPPED, run("--check", "--bind", "0.0.0.0", "/run=shared+exec:date"));
    assertEquals(WARNING + "\n", err());
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, exec:date", "localhost, exec:date", "0.0.0.0, text:x"})
  @DisplayName("C-37 there is no warning on loopback, or without a command")
  void noWarning(String bind, String what) {
    serve(() -> {}, "--bind", bind, "/run=" + what);
    assertEquals(1, err().lines().count(), err());
  }
}
