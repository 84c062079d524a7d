package httpd.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import httpd.testing.NodePackages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The conformance suite of Durable Streams, version 0.3.6, against this program. The run is one for
 * all engines; each has its own test.
 */
@Timeout(200)
class DurableStreamsSuiteIT {

  /** How many tests the suite has, with those that do not apply. */
  private static final int TESTS = 338;

  @TempDir static Path directory;
  private static Map<String, List<ConformanceRun.Case>> results = Map.of();

  @BeforeAll
  @Timeout(200)
  static void run() throws Exception {
    NodePackages.require();
    var servers = new EnumMap<StreamsEngine, StreamsEngine.Running>(StreamsEngine.class);
    try {
      for (var engine : StreamsEngine.values()) {
        if (engine.isInstalled()) {
          servers.put(engine, engine.start(directory.resolve(engine.name())));
        }
      }
      var bases = new TreeMap<String, String>();
      servers.forEach((engine, server) -> bases.put(engine.name(), server.base()));
      results = ConformanceRun.of(bases);
    } finally {
      for (var server : servers.values()) {
        server.close();
      }
    }
  }

  @ParameterizedTest(name = "E-13 the conformance suite of Durable Streams passes: {0}")
  @EnumSource
  void conforms(StreamsEngine engine) throws IOException {
    assumeTrue(engine.isInstalled(), engine + ": its server is not on the PATH: it is not tried");
    var cases = results.getOrDefault(engine.name(), List.of());
    var unexpected = new ArrayList<String>();
    var others = new TreeSet<>(inapplicable());
    for (var each : cases) {
      if (!each.hasPassed() && !others.remove(each.name())) {
        unexpected.add(each.status() + " " + each.name() + ": " + each.failure());
      }
    }
    assertEquals("", String.join("\n", unexpected));
    assertEquals(List.of(), List.copyOf(others), "named as inapplicable, but they pass");
    assertEquals(TESTS, cases.size());
  }

  /** The tests that do not apply, each with its reason in that file. */
  private static List<String> inapplicable() throws IOException {
    return NodePackages.lines("inapplicable.txt").stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }
}
