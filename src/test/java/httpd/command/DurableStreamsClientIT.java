package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.NodePackages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client for JavaScript that the protocol's authors publish. */
class DurableStreamsClientIT {

  @TempDir Path directory;

  @ParameterizedTest(name = "E-14 the examples of the client for JavaScript work: {0}")
  @EnumSource
  void examples(StreamsEngine engine) throws Exception {
    NodePackages.require();
    assumeTrue(engine.isInstalled(), engine + ": its server is not on the PATH: it is not tried");
    try (var packages = NodePackages.directory();
        var server = engine.start(directory)) {
      var script = packages.copy("client.mjs");
      var environment = Map.of("BASE", server.base());
      var command = List.of("node", script.toString());
      try (var client = Launched.start(packages.path(), environment, command)) {
        var result = client.await();
        assertEquals("", result.err());
        assertEquals(names(script), new TreeSet<>(result.out().lines().toList()));
        assertEquals(0, result.code());
      }
    }
  }

  /** The names of the examples, as they stand in the script. */
  private static Set<String> names(Path script) throws Exception {
    var names = new TreeSet<String>();
    for (var line : Files.readAllLines(script)) {
      if (line.startsWith("  async \"")) {
        names.add(line.split("\"")[1]);
      }
    }
    return names;
  }
}
