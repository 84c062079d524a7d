package httpd.cost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of {@code docs/hot-paths.txt}, and those that were measured beside them. */
final class CostTable {

  static final String REMEDY =
      "the way of each of these does more than before: find out what, or, if that is worth it, run"
          + " HotPathIT with -Dhotpaths=write and say in the commit what it buys";

  private static final Path FILE = Path.of("docs/hot-paths.txt");

  private static final String HEAD =
      """
      # What one request, line or event costs the server: allocated bytes, executed instructions of
      # bytecode (httpd, Netty, java.util), system calls of Netty. HotPathIT compares, and writes
      # this file with -Dhotpaths=write; docs/benchmarks.md says how it counts.
      """;

  private final Map<String, Cost> kept = new LinkedHashMap<>();
  private final Map<HotPath, Cost> measured = new LinkedHashMap<>();

  private CostTable() {}

  static CostTable read() throws IOException {
    var table = new CostTable();
    for (var line : Files.exists(FILE) ? Files.readAllLines(FILE) : List.<String>of()) {
      if (!line.startsWith("#")) {
        table.kept.put(line.substring(0, 24).strip(), Cost.parse(line.substring(24)));
      }
    }
    return table;
  }

  void put(HotPath path, Cost cost) {
    measured.put(path, cost);
  }

  boolean exceeds(HotPath path, Cost cost) {
    var before = kept.get(path.name());
    return before == null || cost.exceeds(before, path.spread());
  }

  /** The paths that cost more than the file says, or are not in it, and those that are gone. */
  List<String> excesses() {
    var found = new ArrayList<String>();
    measured.forEach(
        (path, cost) -> {
          if (exceeds(path, cost)) {
            found.add(path.name() + ": " + cost + ", kept are " + kept.get(path.name()));
          }
        });
    var names = measured.keySet().stream().map(HotPath::name).toList();
    kept.keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> found.add(name + " is not measured"));
    return found;
  }

  /** Makes the measured figures those that are kept. */
  void write() throws IOException {
    kept.clear();
    measured.forEach((path, cost) -> kept.put(path.name(), cost));
    var text = new StringBuilder(HEAD);
    kept.forEach((path, cost) -> text.append(String.format(Locale.ROOT, "%-24s%s%n", path, cost)));
    Files.writeString(FILE, text);
  }
}
