package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.LogCapture;
import httpd.testing.NodePackages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The clients from npm that stream from language models and MCP servers, through the program. */
class StreamingClientsIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  @TempDir Path directory;

  @Test
  @Timeout(120)
  @DisplayName("PX-1 two clients of language models and two of MCP work through the proxy")
  void examples() throws Exception {
    NodePackages.require();
    Files.writeString(directory.resolve("key"), StreamingUpstream.KEY + "\n");
    try (var packages = NodePackages.directory();
        var log = new LogCapture();
        var upstream = new StreamingUpstream();
        var server = Launched.start(directory, Map.of(), command(upstream))) {
      var base = "http://127.0.0.1:" + server.address().getPort();
      var script = packages.copy("streaming.mjs");
      var environment = Map.of("BASE", base, "CONTROL", upstream.url());
      try (var client =
          Launched.start(packages.path(), environment, List.of("node", script.toString()))) {
        var result = client.await();
        assertEquals("", result.err());
        System.out.print(result.out());
        assertEquals(names(script), withoutTimes(result.out()));
        assertEquals(0, result.code());
      }
    }
  }

  private static List<String> command(StreamingUpstream upstream) {
    return List.of(
        PROGRAM,
        "--port=0",
        "--upstream-header=/v1/: Authorization: @key",
        "/v1/=" + upstream.url() + "/v1/",
        "/mcp=sse+" + upstream.url() + "/mcp");
  }

  /** The names of the examples, as they stand in the script. */
  private static List<String> names(Path script) throws Exception {
    var names = new ArrayList<String>();
    for (var line : Files.readAllLines(script)) {
      if (line.startsWith("  async \"")) {
        names.add(line.split("\"")[1]);
      }
    }
    return names;
  }

  private static List<String> withoutTimes(String out) {
    return out.lines().map(line -> line.split("\t")[0]).toList();
  }
}
