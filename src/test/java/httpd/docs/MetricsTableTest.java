package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.Body;
import httpd.Request;
import httpd.Response;
import httpd.limit.Limits;
import httpd.metrics.MetricsHandler;
import httpd.metrics.ServerCounts;
import httpd.metrics.StreamKinds;
import httpd.testing.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds docs/metrics.md and docs/grafana against what the program answers. */
class MetricsTableTest {

  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z_]+)` \\| ([a-z]+) \\| ([^|]*)\\| [^|]+ \\|");
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"");
  private static final Pattern NAMED = Pattern.compile("\\b(?:httpd|process|jvm)_[a-z_]+");

  /** The name, the type and the labels of each metric, as the table has them. */
  private final Map<String, String> answered = new TreeMap<>();

  private final Set<String> samples = new TreeSet<>();

  MetricsTableTest() throws Exception {
    var counts =
        new ServerCounts(new StreamKinds(List.of("tail"), request -> "tail", request -> false));
    var build = Map.of("version", "1", "netty", "4", "java", "25");
    var handler = new MetricsHandler(counts, Limits.standard(), () -> 0, build);
    var text = text(handler.handle(Request.get("/-/metrics")));
    var name = "";
    for (var line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        name = line.split(" ")[2];
        var type = name.endsWith("_info") ? "info" : line.split(" ")[3];
        answered.put(name, type + " ");
      } else if (!line.startsWith("#")) {
        var sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        samples.add(sample.group(1));
        addLabels(name, sample.group(2));
      }
    }
  }

  private static String text(Response response) {
    return ((Body.Text) response.body()).text();
  }

  private void addLabels(String name, String labels) {
    if (labels != null) {
      var type = String.valueOf(answered.get(name)).replaceAll(" .*", "");
      var names = LABEL.matcher(labels).results().map(label -> label.group(1)).sorted().toList();
      answered.put(name, type + " " + String.join(" ", names));
    }
  }

  @Test
  @DisplayName("MT-2.1 docs/metrics.md lists each metric with its type and labels, and no other")
  void table() throws Exception {
    var listed = new TreeMap<String, String>();
    for (var line : Files.readAllLines(Path.of("docs/metrics.md"))) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        var labels =
            Pattern.compile("[a-z]+")
                .matcher(row.group(3))
                .results()
                .map(label -> label.group())
                .sorted()
                .collect(Collectors.joining(" "));
        listed.put(row.group(1), row.group(2) + " " + labels);
      }
    }
    assertEquals(lines(answered), lines(listed));
  }

  private static String lines(Map<String, String> metrics) {
    return metrics.entrySet().stream()
        .map(metric -> metric.getKey() + " " + metric.getValue())
        .collect(Collectors.joining("\n"));
  }

  @Test
  @DisplayName("MT-2.2 each expression of the board names metrics that exist")
  void board() throws Exception {
    var board = Json.parse(Files.readString(Path.of("docs/grafana/httpd.json")));
    var expressions = new ArrayList<String>();
    for (var panel : (List<?>) Json.at(board, "panels")) {
      for (var target : (List<?>) Json.at(panel, "targets")) {
        expressions.add((String) Json.at(target, "expr"));
      }
    }
    assertTrue(expressions.size() > 20, expressions::toString);
    expressions.forEach(this::assertExists);
  }

  @Test
  @DisplayName("MT-2.2 each expression of the alerts names metrics that exist")
  void alerts() throws Exception {
    var text = Files.readString(Path.of("docs/grafana/alerts.yml"));
    var rules = List.of(text.split("- alert: ")).subList(1, text.split("- alert: ").length);
    assertFalse(rules.isEmpty());
    for (var rule : rules) {
      var expression = rule.substring(rule.indexOf("expr: "), rule.indexOf("labels: "));
      if (!expression.contains("up{")) {
        assertExists(expression);
      }
    }
  }

  private void assertExists(String expression) {
    var names = NAMED.matcher(expression).results().map(name -> name.group()).toList();
    assertFalse(names.isEmpty(), expression);
    assertEquals(List.of(), names.stream().filter(name -> !samples.contains(name)).toList());
  }
}
