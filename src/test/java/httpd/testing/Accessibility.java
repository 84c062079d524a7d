package httpd.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What axe-core finds wrong with pages for people who use a keyboard, a screen reader or large
 * contrasts. It is an npm package that {@code src/test/node/install} installs.
 */
public final class Accessibility {

  private static final String PROGRAM = "axe-core/axe.min.js";

  /** All rules for level AA, and what is best practice. */
  private static final String VIOLATIONS =
      """
      axe.run(document, { resultTypes: ["violations"] }).then(found => found.violations.map(rule =>
        rule.id + ": " + rule.nodes.map(node => node.html + " " + node.failureSummary).join("; "))
        .join("\\n"))\
      """;

  private final String program;

  private Accessibility(String program) {
    this.program = program;
  }

  /** Skips the test, and says why, unless the package is installed. */
  public static Accessibility require() throws IOException {
    NodePackages.requireInstalled();
    return new Accessibility(Files.readString(Path.of(NodePackages.program(PROGRAM))));
  }

  /** The violations on a phone and on a desktop, light and dark; each begins with where it is. */
  public List<String> violations(Tab tab) {
    tab.run(program);
    var all = new ArrayList<String>();
    for (int[] size : new int[][] {{390, 844}, {1280, 800}}) {
      for (var scheme : List.of("light", "dark")) {
        var found = tab.resize(size[0], size[1]).prefer(scheme).evaluate(VIOLATIONS);
        found.lines().forEach(line -> all.add(scheme + " " + size[0] + " " + line));
      }
    }
    return all;
  }
}
