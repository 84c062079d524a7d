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

  private static final String JDK = "# JDK ";

  /** The width of the first column. */
  private static final int NAME = 24;

  private boolean isSameJdk;
  private final Map<String, Cost> kept = new LinkedHashMap<>();
  private final Map<HotPath, Cost> measured = new LinkedHashMap<>();

  private CostTable() {}

  static CostTable read() throws IOException {
    var table = new CostTable();
    for (var line : Files.exists(FILE) ? Files.readAllLines(FILE) : List.<String>of()) {
      if (line.startsWith(JDK)) {
        table.isSameJdk = line.equals(JDK + Runtime.version());
      } else if (!line.startsWith("#")) {
        table.kept.put(line.substring(0, NAME).strip(), Cost.parse(line.substring(NAME)));
      }
    }
    return table;
  }

  /** A table of these figures, of this JDK. */
  static CostTable of(Map<String, Cost> kept) {
    var table = new CostTable();
    table.isSameJdk = true;
    table.kept.putAll(kept);
    return table;
  }

  void put(HotPath path, Cost cost) {
    measured.put(path, cost);
  }

  boolean exceeds(HotPath path, Cost cost) {
    var before = kept.get(path.name());
    return before == null || cost.exceeds(bound(before, path.spread()));
  }

  /**
   * What still counts as the same. Bytes repeat, since C1 allocates what it is told, and
   * instructions nearly, beside what the path says. Another JDK may do a little more itself.
   */
  private Cost bound(Cost before, HotPath.Spread spread) {
    double others = isSameJdk ? 0 : 0.1;
    return new Cost(
        before.bytes() * (1.005 + spread.bytes() / 100.0 + others) + 8,
        before.instructions() * (1.05 + others),
        before.systemCalls() * (1 + spread.systemCalls() / 100.0 + others) + 0.02);
  }

  /** The paths that cost more than the file says, or are not in it, and those that are gone. */
  List<String> excesses() {
    var found = new ArrayList<String>();
    measured.forEach((path, cost) -> {
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
    var text = new StringBuilder(HEAD).append(JDK).append(Runtime.version()).append('\n');
    kept.forEach(
        (path, cost) -> text.append(String.format(Locale.ROOT, "%-" + NAME + "s%s%n", path, cost)));
    Files.writeString(FILE, text);
  }
}
