package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.option.AdminPlace;
import httpd.server.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code httpd ps} and {@code httpd stop} at a server that is not one of ours, or hangs. */
class AdminClientTest extends CommandTest {

  /** What the server was asked, by the first line of each request. */
  private final List<String> asked = new ArrayList<>();

  /** Runs a command against a server that gives this answer, whatever it is asked. */
  private ExitCode runAgainst(String answer, String... command) throws Exception {
    return runAgainst(List.of(answer), command);
  }

  /** Runs a command against a server that gives these answers, each on a connection. */
  private ExitCode runAgainst(List<String> answers, String... command) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var answering =
          Thread.ofPlatform()
              .start(() -> {
                for (var answer : answers) {
                  answer(server, answer);
                }
              });
      environment.put("HTTPD_ADMIN", "127.0.0.1:" + server.getLocalPort());
      var code = run(command);
      answering.join();
      return code;
    }
  }

  private void answer(ServerSocket server, String answer) {
    try (var client = server.accept()) {
      client.getOutputStream().write(answer.getBytes(UTF_8));
      client.shutdownOutput();
      asked.add(new String(client.getInputStream().readAllBytes(), UTF_8));
    } catch (IOException gone) {
      // The command has read enough.
    }
  }

  @Test
  @DisplayName("AD-40.2, AD-42.3 what another server answers cannot control the terminal")
  void controls() throws Exception {
    var text = "HTTP/1.1 %s\r\nContent-Type: text/plain\r\n\r\nID\n\033]0;x\007\n";
    assertEquals(ExitCode.STOPPED, runAgainst(text.formatted("200 OK"), "ps"));
    assertTrue(out().endsWith("ID\n\\x1b]0;x\\x07\n"), out());
    for (var status : new String[] {"404 Not Found", "500 Oh"}) {
      assertEquals(ExitCode.FAILED, runAgainst(text.formatted(status), "stop", "7"));
    }
    assertFalse((out() + err()).contains("\033"), err());
  }

  @Test
  @DisplayName("AD-40.3 ps --json prints every page as it is, and refuses what is not JSON")
  void pages() throws Exception {
    var head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
    var first = "{\"open\":2,\"next\":7,\"streams\":[\n{\"next\":1}\n]}\n";
    var last = "{\"open\":2,\"streams\":[\n{\"next\":8}\n]}\n";
    assertEquals(ExitCode.STOPPED, runAgainst(List.of(head + first, head + last), "ps", "--json"));
    assertEquals(first + last, out());
    assertTrue(asked.get(0).startsWith("GET /-/streams?limit=10000&after=0 "), asked.get(0));
    assertTrue(asked.get(1).startsWith("GET /-/streams?limit=10000&after=7 "), asked.get(1));
    assertEquals(ExitCode.FAILED, runAgainst(head + "oh", "ps", "--json"));
    assertTrue(err().contains("httpd: ps --json: the answer is not JSON: "), err());
    var text = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{}";
    assertEquals(ExitCode.FAILED, runAgainst(text, "ps", "--json"));
  }

  @Test
  @DisplayName("AD-42.3 an answer that is cut, or is not HTTP, is an error that says so")
  void foreign() throws Exception {
    assertEquals(ExitCode.FAILED, runAgainst("220 mail ESMTP\r\n\r\n", "ps"));
    assertTrue(err().contains(": it does not answer as an HTTP server\n"), err());
    var cut = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nx";
    assertEquals(ExitCode.FAILED, runAgainst(cut, "ps"));
    assertTrue(err().contains(": its answer was cut\n"), err());
  }

  @Test
  @DisplayName("AD-42.3 a server that does not answer in time is an error, also over a socket file")
  void silent() throws Exception {
    var file = folder.resolve("silent");
    try (var tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      unix.bind(UnixDomainSocketAddress.of(file));
      for (var address :
          List.of(
              new ListenAddress.Tcp("127.0.0.1", tcp.getLocalPort()),
              new ListenAddress.Unix(file, 0600, null, null))) {
        var place = new AdminPlace(address, null, null);
        var connector = Objects.requireNonNull(AdminConnector.of(place));
        var failure =
            assertThrows(IOException.class, () -> connector.exchange("x".getBytes(UTF_8), 20));
        assertEquals("it has not answered within 20 ms", failure.getMessage());
      }
    }
  }
}
