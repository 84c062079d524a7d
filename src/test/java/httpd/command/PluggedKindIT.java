package httpd.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.testing.RawClient;
import httpd.testing.TargetJar;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar of {@code examples/tcp}, served through the launcher. */
class PluggedKindIT {

  @TempDir Path directory;

  @Test
  @DisplayName("C-80 a kind of a jar serves lazy lines, plain and as events, and lets go of them")
  void serves() throws Exception {
    var jar = TargetJar.ofTheExample(directory);
    try (var feed = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var httpd =
            Launched.start(
                directory,
                Map.of(),
                List.of(
                    Path.of("httpd").toAbsolutePath().toString(),
                    "--port=0",
                    "--class-path=" + jar,
                    "/lines=tcp:127.0.0.1:" + feed.getLocalPort(),
                    "/events=sse+tcp:127.0.0.1:" + feed.getLocalPort()))) {
      try (var client = new RawClient(httpd.address())) {
        client.get("/lines");
        try (var connection = feed.accept()) {
          connection.getOutputStream().write("one\n".getBytes(UTF_8));
          assertTrue(client.readUntil("one␊\n").contains("200"));
          client.close();
          assertEquals(-1, connection.getInputStream().read(), "the source is closed");
        }
      }
      try (var client = new RawClient(httpd.address())) {
        client.get("/events");
        try (var connection = feed.accept()) {
          connection.getOutputStream().write("two\n".getBytes(UTF_8));
          assertTrue(client.readUntil("data: two␊").contains("text/event-stream"));
        }
      }
    }
  }
}
