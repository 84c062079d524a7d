package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.testing.NodePackages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients from npm that stream from language models and MCP servers, through the program. */
class StreamingClientsIT {

  private static final String PROGRAM = Path.of("httpd").toAbsolutePath().toString();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  @Timeout(120)
  @DisplayName("PX-1 two clients of language models and two of MCP work, by HTTP/1.1 and HTTP/2")
  void examples(String scheme) throws Exception {
    NodePackages.require();
    Files.writeString(directory.resolve("key"), StreamingUpstream.KEY + "\n");
    try (var packages = NodePackages.directory();
        var upstream = new StreamingUpstream();
        var server = Launched.start(directory, Map.of(), command(scheme, upstream))) {
      var base = scheme + "://127.0.0.1:" + server.address().getPort();
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

  /** With TLS MCP comes over a route that passes everything on unchanged. */
  private static List<String> command(String scheme, StreamingUpstream upstream) {
    boolean secure = scheme.equals("https");
    var command = new ArrayList<>(List.of(PROGRAM, "--port=0"));
    if (secure) {
      command.add("--tls=self");
    }
    command.add("--upstream-header=/v1/: Authorization: @key");
    command.add("/v1/=" + upstream.url() + "/v1/");
    command.add("/mcp=" + (secure ? "" : "sse+") + upstream.url() + "/mcp");
    return command;
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
