package httpd.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.command.Launched.Result;
import httpd.testing.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed, which says nothing to its clients: what curl makes of that. */
class KilledServerIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  /** Exit codes of curl: a body that is too short, a failure to read, a stream that was reset. */
  private static final Set<Integer> CUTS = Set.of(18, 56, 92);

  @TempDir Path folder;

  private Launched start(String... options) throws IOException {
    Files.writeString(folder.resolve("app.log"), "first\n");
    var command = new ArrayList<>(List.of(PROGRAM, "--port", "0", "--last", "1"));
    command.addAll(List.of(options));
    command.add("/log=tail:app.log");
    return Launched.start(folder, Map.of(), command);
  }

  private Launched curl(String url, String protocol, String coding) throws IOException {
    var command = List.of("curl", "-sSN", "--insecure", protocol, "--compressed");
    var all = new ArrayList<>(command);
    all.addAll(List.of("--header", "Accept-Encoding: " + coding, url));
    return Launched.start(folder, Map.of(), all);
  }

  private void kill(Launched server, String scheme, String http2) throws Exception {
    var url = "%s://127.0.0.1:%s/log".formatted(scheme, server.address().getPort());
    var clients = new ArrayList<Launched>();
    try {
      for (var protocol : List.of("--http1.1", http2)) {
        clients.add(curl(url, protocol, "identity"));
        clients.add(curl(url, protocol, "gzip"));
      }
      for (var client : clients) {
        client.awaitOut("first");
      }
      server.signal("KILL");
      for (var client : clients) {
        Result result = client.await();
        assertTrue(CUTS.contains(result.code()), result.toString());
      }
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  @DisplayName("J-420.1 curl sees a killed server as a cut, over each transport and coding")
  void killed() throws Exception {
    Installed.require("curl");
    try (var plain = start();
        var secure = start("--tls", "self")) {
      kill(plain, "http", "--http2-prior-knowledge");
      kill(secure, "https", "--http2");
    }
  }
}
