package httpd.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rules of the chapters in docs/spec, and what is wrong with them. */
record Rulebook(Map<String, String> letterByChapter, List<Rule> rules) {

  static final int MAX_WORDS = 40;

  /** A row of the table of chapters in SPEC.md. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| \\[[^]]+]\\(docs/spec/([a-z0-9-]+\\.md)\\) \\| ([A-Z]{1,2}) \\|");

  private static final Pattern START =
      Pattern.compile("\\* \\*\\*(%s)\\*\\* (.*)".formatted(Rule.NUMBER));

  static Rulebook read() throws IOException {
    var letters = new TreeMap<String, String>();
    ROW.matcher(Files.readString(Path.of("SPEC.md")))
        .results()
        .forEach(row -> letters.put(row.group(1), row.group(2)));
    var rules = new ArrayList<Rule>();
    try (var files = Files.list(Path.of("docs/spec"))) {
      for (var file : files.sorted().toList()) {
        rules.addAll(rulesOf(file.getFileName().toString(), Files.readString(file)));
      }
    }
    return new Rulebook(letters, rules);
  }

  /** The rules of a chapter; lines of a rule after its first are indented. */
  static List<Rule> rulesOf(String chapter, String text) {
    var rules = new ArrayList<Rule>();
    var lines = text.lines().toList();
    int section = 0;
    for (int i = 0; i < lines.size(); i++) {
      var start = START.matcher(lines.get(i));
      if (start.matches()) {
        var rest = lines.subList(i + 1, lines.size()).stream().takeWhile(l -> l.startsWith("  "));
        var words = start.group(2) + rest.map(l -> " " + l.strip()).collect(Collectors.joining());
        rules.add(new Rule(start.group(1), words, chapter, section, i + 1));
      } else if (lines.get(i).startsWith("#")) {
        section++;
      }
    }
    return rules;
  }

  Set<String> chapters() {
    return rules.stream().map(Rule::chapter).collect(Collectors.toCollection(TreeSet::new));
  }

  List<Rule> duplicates() {
    var seen = new TreeSet<String>();
    return rules.stream().filter(rule -> !seen.add(rule.number())).toList();
  }

  List<Rule> withAnotherChaptersLetter() {
    return matching(rule -> !rule.letter().equals(letterByChapter.get(rule.chapter())));
  }

  /** Rules that stand after one with a greater number in the same section. */
  List<Rule> outOfOrder() {
    var found = new ArrayList<Rule>();
    for (int i = 1; i < rules.size(); i++) {
      var before = rules.get(i - 1);
      var rule = rules.get(i);
      boolean sameSection =
          before.chapter().equals(rule.chapter()) && before.section() == rule.section();
      if (sameSection && Rule.IN_ORDER.compare(before, rule) >= 0) {
        found.add(rule);
      }
    }
    return found;
  }

  List<Rule> tooLong() {
    return matching(rule -> rule.words() > MAX_WORDS);
  }

  /** Sub-rules whose rule does not stand before them. */
  List<Rule> orphans() {
    var numbers = rules.stream().map(Rule::number).collect(Collectors.toSet());
    return matching(rule -> !numbers.contains(rule.parent()));
  }

  /** Rules that no test names. A test that names a rule holds its sub-rules too. */
  List<Rule> withoutTest(NamedRules named) {
    return matching(rule -> !named.names(rule.number()) && !named.names(rule.parent()));
  }

  private List<Rule> matching(Predicate<Rule> wrong) {
    return rules.stream().filter(wrong).toList();
  }
}
