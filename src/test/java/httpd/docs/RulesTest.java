package httpd.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds the rules of docs/spec and the tests against each other, in both directions. */
class RulesTest {

  private static final Path TEST_CLASSES = Path.of("target/test-classes");

  /** A number of a rule in a text, as {@code S-40.1}; not a part of another word. */
  private static final Pattern IN_TEXT =
      Pattern.compile("(?<![\\w-])" + Rule.NUMBER + "(?![\\w-]|\\.\\d)");

  /** What looks like the number of a rule, and is not one. */
  private static final Set<String> OTHER_NUMBERS = Set.of("A-1");

  private final Rulebook book = Rulebook.read();

  RulesTest() throws IOException {}

  @Test
  @DisplayName("B-21 every rule is named by a test")
  void everyRuleHasATest() {
    var named = NamedRules.read(TEST_CLASSES);
    assertNone("no @DisplayName of a test names these rules", book.withoutTest(named));
  }

  @Test
  @DisplayName("B-21 every rule that a test, a source file or a document names exists")
  void everyNamedRuleExists() throws IOException {
    var numbers = book.rules().stream().map(Rule::number).collect(Collectors.toSet());
    numbers.addAll(OTHER_NUMBERS);
    var unknown = new TreeSet<String>();
    for (var file : texts()) {
      IN_TEXT
          .matcher(Files.readString(file))
          .results()
          .map(number -> number.group())
          .filter(number -> !numbers.contains(number))
          .forEach(number -> unknown.add(number + " in " + file));
    }
    assertNone("these rules are named and do not exist in docs/spec", List.copyOf(unknown));
  }

  @Test
  @DisplayName("B-22 a number stands once")
  void noNumberTwice() {
    assertNone("these numbers stand twice", book.duplicates());
  }

  @Test
  @DisplayName("B-22 a rule has the letter of its chapter, as SPEC.md lists it")
  void lettersAreThoseOfTheChapter() {
    assertEquals(book.letterByChapter().keySet(), book.chapters(), "the chapters in SPEC.md");
    assertNone("these rules have the letter of another chapter", book.withAnotherChaptersLetter());
  }

  @Test
  @DisplayName("B-22 rules are in the order of their numbers in each section")
  void rulesAreInOrder() {
    assertNone("these rules stand after one with a greater number", book.outOfOrder());
    assertNone("these sub-rules have no rule", book.orphans());
  }

  @Test
  @DisplayName("B-22 a rule has at most 40 words")
  void rulesAreShort() {
    assertNone("these rules have more than %d words".formatted(Rulebook.MAX_WORDS), book.tooLong());
  }

  @Test
  void aBrokenBookIsSeen() {
    var text =
        """
        # Routes
        * **R-1** A rule
          of two lines.
        * **R-3** A rule.
        * **R-3.1** A fact of it.
        * **R-2** A rule that is late.
        * **R-3** A number that is there.
        * **R-9.1** A fact without a rule.

        ## Another section
        * **S-4** Another letter.
        * **R-5** %s
        """
            .formatted("word ".repeat(Rulebook.MAX_WORDS + 1));
    var broken = new Rulebook(Map.of("route.md", "R"), Rulebook.rulesOf("route.md", text));
    assertEquals("A rule of two lines.", broken.rules().getFirst().text());
    assertEquals(List.of("R-3 (route.md:7)"), words(broken.duplicates()));
    assertEquals(List.of("R-2 (route.md:6)"), words(broken.outOfOrder()));
    assertEquals(List.of("R-9.1 (route.md:8)"), words(broken.orphans()));
    assertEquals(List.of("S-4 (route.md:11)"), words(broken.withAnotherChaptersLetter()));
    assertEquals(List.of("R-5 (route.md:12)"), words(broken.tooLong()));
  }

  @Test
  void aRuleWithoutATestIsSeen() {
    var text =
        """
        * **R-1** Named.
        * **R-1.1** Named with its rule.
        * **R-2** Not named.
        * **R-2.1** Named alone.
        * **R-3** Named by a range.
        * **R-20** Not named by R-2.
        """;
    var rules = new Rulebook(Map.of("route.md", "R"), Rulebook.rulesOf("route.md", text));
    var named = new NamedRules();
    named.add("ATest", "R-1, R-2.1 are named");
    named.add("ATest", "R-3 to R-5 are a range");
    assertEquals(List.of("R-2 (route.md:3)", "R-20 (route.md:6)"), words(rules.withoutTest(named)));
  }

  @Test
  void numbersAreFoundInTexts() {
    var text = "S-40, (S-41.1): UTF-8, SHA-256, X-1-2, S-42.";
    var found = IN_TEXT.matcher(text).results().map(number -> number.group()).toList();
    assertEquals(List.of("S-40", "S-41.1", "S-42"), found);
  }

  private static void assertNone(String what, List<?> found) {
    assertTrue(found.isEmpty(), () -> what + ": " + String.join(", ", words(found)));
  }

  private static List<String> words(List<?> found) {
    return found.stream().map(String::valueOf).toList();
  }

  private static Set<Path> texts() throws IOException {
    var texts = new HashSet<Path>(List.of(Path.of("SPEC.md"), Path.of("README.md")));
    for (var root : List.of("src", "docs", "examples")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        files
            .filter(file -> file.toString().matches(".*\\.(java|js|md|txt)"))
            .filter(file -> !file.endsWith("RulesTest.java"))
            .forEach(texts::add);
      }
    }
    assertFalse(texts.size() < 100, "the texts of the repository");
    return texts;
  }
}
