package httpd.command;

import httpd.testing.Json;
import httpd.testing.NodePackages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A run of the conformance suite of Durable Streams against several servers at once. The tests of a
 * server run at the same time as well: most of them wait, and each has streams of its own. Many
 * have limits of time, so one that fails is run again, twice.
 */
final class ConformanceRun {

  private static final long LIMIT_SECONDS = 150;
  private static final String SUFFIX = ".test.mjs";

  /**
   * One test of the suite.
   *
   * @param failure why it failed; empty otherwise
   */
  record Case(String name, String status, String failure) {

    boolean hasPassed() {
      return status.equals("passed");
    }

    private static Case of(Object json) {
      var messages = Json.at(json, "failureMessages", 0);
      return new Case(
          (String) Json.at(json, "fullName"),
          (String) Json.at(json, "status"),
          messages == null ? "" : messages.toString().lines().findFirst().orElse(""));
    }
  }

  private ConformanceRun() {}

  /**
   * Runs the suite.
   *
   * @param bases the address of each server, by its name
   * @return the tests of each
   */
  static Map<String, List<Case>> of(Map<String, String> bases) throws Exception {
    try (var packages = NodePackages.directory()) {
      for (var base : bases.entrySet()) {
        var file = packages.path().resolve(base.getKey() + SUFFIX);
        Files.writeString(file, script(base.getValue()));
      }
      return results(report(packages.path(), bases.size()));
    }
  }

  private static String script(String base) {
    return """
    import { runConformanceTests } from "@durable-streams/server-conformance-tests";
    runConformanceTests({ baseUrl: "%s" });
    """
        .formatted(base);
  }

  private static Object report(Path directory, int servers) throws Exception {
    var report = directory.resolve("report.json");
    var command =
        List.of(
            "node",
            NodePackages.program("vitest/vitest.mjs"),
            "run",
            "--root=" + directory,
            "--maxWorkers=" + servers,
            "--sequence.concurrent",
            "--maxConcurrency=20",
            "--testTimeout=40000",
            "--retry=2",
            "--reporter=json",
            "--outputFile=" + report);
    try (var run = Launched.start(directory, Map.of(), command)) {
      if (!run.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the suite takes too long: " + run.readOut() + run.readErr());
      }
      if (!Files.exists(report)) {
        throw new AssertionError("no report: " + run.readOut() + run.readErr());
      }
      return Json.parse(Files.readString(report));
    }
  }

  private static Map<String, List<Case>> results(Object report) {
    var results = new TreeMap<String, List<Case>>();
    for (var file : (List<?>) Json.at(report, "testResults")) {
      var name = Path.of((String) Json.at(file, "name")).getFileName().toString();
      var cases = (List<?>) Json.at(file, "assertionResults");
      results.put(name.replace(SUFFIX, ""), cases.stream().map(Case::of).toList());
    }
    return results;
  }
}
