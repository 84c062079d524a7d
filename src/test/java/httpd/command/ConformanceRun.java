package httpd.command;

import httpd.testing.Json;
import httpd.testing.NodePackages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A run of the conformance suite of Durable Streams against several servers at once. The tests of a
 * server run at the same time as well: most of them wait, and each has streams of its own. Many
 * compare with a clock, to half a second, so those that fail are run again one after the other.
 */
final class ConformanceRun {

  private static final long LIMIT_SECONDS = 150;
  private static final String SUFFIX = ".test.mjs";
  private static final List<String> ALL_AT_ONCE =
      List.of("--sequence.concurrent", "--maxConcurrency=20", "--retry=1");

  /**
   * One test of the suite.
   *
   * @param failure why it failed; empty otherwise
   */
  record Case(String name, String status, String failure) {

    boolean hasPassed() {
      return status.equals("passed");
    }

    boolean hasFailed() {
      return status.equals("failed");
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
      var directory = packages.path();
      var all = results(report(directory, bases.size(), ALL_AT_ONCE));
      var failed = names(all);
      return failed.isEmpty()
          ? all
          : replaced(all, results(report(directory, 1, oneByOne(failed))));
    }
  }

  private static Set<String> names(Map<String, List<Case>> results) {
    return results.values().stream()
        .flatMap(List::stream)
        .filter(Case::hasFailed)
        .map(Case::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> oneByOne(Set<String> names) {
    var literals =
        names.stream()
            .map(name -> name.replaceAll("[^A-Za-z0-9 ]", "."))
            .collect(Collectors.joining("|"));
    return List.of("--retry=3", "--testNamePattern=^(" + literals + ")$");
  }

  private static Map<String, List<Case>> replaced(
      Map<String, List<Case>> all, Map<String, List<Case>> again) {
    var replaced = new TreeMap<String, List<Case>>();
    all.forEach((server, cases) -> {
      var passed = new TreeMap<String, Case>();
      again.getOrDefault(server, List.of()).stream()
          .filter(Case::hasPassed)
          .forEach(each -> passed.put(each.name(), each));
      replaced.put(
          server, cases.stream().map(each -> passed.getOrDefault(each.name(), each)).toList());
    });
    return replaced;
  }

  private static String script(String base) {
    return """
    import { runConformanceTests } from "@durable-streams/server-conformance-tests";
    runConformanceTests({ baseUrl: "%s" });
    """
        .formatted(base);
  }

  private static Object report(Path directory, int workers, List<String> options) throws Exception {
    var report = directory.resolve("report.json");
    Files.deleteIfExists(report);
    var command =
        new ArrayList<>(
            List.of(
                "node",
                NodePackages.program("vitest/vitest.mjs"),
                "run",
                "--root=" + directory,
                "--maxWorkers=" + workers,
                "--testTimeout=40000",
                "--reporter=json",
                "--outputFile=" + report));
    command.addAll(options);
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
