package httpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * M-90: no regular expression of the program takes more steps than in proportion to its input. Each
 * one is taken out of the sources, with the way it is used, and run on inputs that repeat what it
 * could try to match in several ways; a step is a character that it looks at.
 */
class LinearRegexTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path PAGE = Path.of("src/main/resources/httpd/live");

  /** A regular expression of the page's scripts. */
  private static final Pattern SCRIPT_LITERAL =
      Pattern.compile(
          "(?m)(?<=[(=,!?&|]|^|return)\\s*/((?![/*])(?:[^/\\\\\\[\n"
              + "]|\\\\.|\\[(?:[^]\\\\\n"
              + "]|\\\\.)*])+)/[a-z]*(?=[.,;) ])");

  private static final String LITERAL = "\"((?:[^\"\\\\]|\\\\.)*)\"";

  /** A call that takes an expression as text, or by a name. */
  private static final Pattern INLINE =
      Pattern.compile(
          "\\.(split|matches|replaceAll|replaceFirst)\\(\\s*(" + LITERAL + "|[A-Za-z.]+\\))");

  /** Plain characters that are tried in pairs. */
  private static final int MOST_PAIRED = 4;

  private static final int SHORT = 60;
  private static final int LONG = 4 * SHORT;

  /** Expressions that look at no character again take 4 times the steps, squares take 16. */
  private static final int MOST_GROWTH = 6;

  private static final int MOST_STEPS = 1_000_000;

  private static final int DEEP = 10_000;
  private static final int SMALL_STACK = 256 * 1024;

  private record Expression(String place, Pattern pattern, boolean searched) {}

  /** Counts what is looked at, and gives up when that is too much. */
  private static final class Counted implements CharSequence {

    private final String text;
    private final int most;
    private int steps;

    Counted(String text, int most) {
      this.text = text;
      this.most = most;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      steps++;
      if (steps > most) {
        throw new IllegalStateException("too many steps");
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static List<Path> sources() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static List<Expression> expressions() throws Exception {
    var found = new ArrayList<Expression>();
    for (var file : sources()) {
      var place = SOURCES.resolve("httpd").relativize(file).toString();
      var text = Files.readString(file);
      if (text.contains("Pattern.compile(")) {
        constants(place, text, found);
      }
      var inline = INLINE.matcher(text);
      while (inline.find()) {
        if (inline.group(3) != null) {
          var pattern = Pattern.compile(inline.group(3).translateEscapes());
          found.add(new Expression(place, pattern, !inline.group(1).equals("matches")));
        } else {
          assertEquals("File.pathSeparator)", inline.group(2), place);
        }
      }
    }
    for (var file : scripts()) {
      var literal = SCRIPT_LITERAL.matcher(Files.readString(file));
      while (literal.find()) {
        var pattern = Pattern.compile(inJava(literal.group(1)));
        found.add(new Expression(String.valueOf(file.getFileName()), pattern, true));
      }
    }
    return found;
  }

  /** In a class of Java's expressions an opening bracket begins another one. */
  private static String inJava(String expression) {
    var text = new StringBuilder();
    boolean inClass = false;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      text.append(inClass && c == '[' ? "\\[" : c);
      if (c == '\\') {
        text.append(expression.charAt(++i));
      } else {
        inClass = inClass ? c != ']' : c == '[';
      }
    }
    return text.toString().replace("[^]", "[\\s\\S]");
  }

  private static List<Path> scripts() throws IOException {
    try (var files = Files.list(PAGE)) {
      return files.filter(file -> file.toString().endsWith(".js")).sorted().toList();
    }
  }

  /** The patterns that a class keeps, as they are made. */
  private static void constants(String place, String text, List<Expression> found)
      throws Exception {
    var name = "httpd." + place.replace(".java", "").replace('/', '.');
    for (var field : Class.forName(name).getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == Pattern.class) {
        field.setAccessible(true);
        var use = field.getName() + "\\s*\\.(split|matcher\\([^;]*\\.(find|replace|results))";
        boolean searched = Pattern.compile(use).matcher(text).find() || text.contains(".find()");
        found.add(new Expression(place, (Pattern) field.get(null), searched));
      }
    }
  }

  /** What the expression may wait for: its runs of plain characters, and each character of it. */
  private static Set<String> pieces(String expression) {
    var pieces = new LinkedHashSet<>(List.of("", "a", "0", " "));
    for (var run : expression.split("[^A-Za-z0-9:=;/, ]+")) {
      pieces.add(run);
    }
    var plain =
        expression
            .chars()
            .filter(c -> "\\()[]{}?*+|^$".indexOf(c) < 0)
            .distinct()
            .mapToObj(Character::toString)
            .toList();
    pieces.addAll(plain);
    for (var first : plain.subList(0, Math.min(MOST_PAIRED, plain.size()))) {
      plain.stream().limit(MOST_PAIRED).forEach(second -> pieces.add(first + second));
    }
    Stream.of(".", "-", "\\", "[", "{", "\r").filter(expression::contains).forEach(pieces::add);
    return pieces;
  }

  private static int steps(Expression expression, String text, int most) {
    var counted = new Counted(text, most);
    var matcher = expression.pattern().matcher(counted);
    try {
      if (expression.searched()) {
        while (matcher.find()) {}
      } else {
        matcher.matches();
      }
    } catch (IllegalStateException tooMany) {
      return Integer.MIN_VALUE;
    }
    return counted.steps;
  }

  private static List<String> growing(Expression expression) {
    var pieces = pieces(expression.pattern().pattern());
    for (var begin : pieces) {
      for (var repeated : pieces) {
        for (var end : List.of("", "\0")) {
          var few = begin + repeated.repeat(SHORT) + end;
          var many = begin + repeated.repeat(LONG) + end;
          int atFirst = steps(expression, few, MOST_STEPS) + few.length();
          if (atFirst < 0 || steps(expression, many, MOST_GROWTH * atFirst) < 0) {
            return List.of(
                "%s: %s on \"%s\" and many \"%s\""
                    .formatted(expression.place(), expression.pattern(), begin, repeated));
          }
        }
      }
    }
    return List.of();
  }

  @Test
  @DisplayName("M-90.1 the steps of each regular expression grow as its input does")
  void linear() throws Exception {
    var all = expressions();
    assertTrue(all.size() > 80, all.size() + " expressions were found");
    assertTrue(all.stream().anyMatch(each -> each.place().equals("ansi.js")), "those of the page");
    assertEquals(List.of(), all.stream().flatMap(each -> growing(each).stream()).toList());
  }

  @Test
  @DisplayName("M-90.1 no regular expression takes room on the stack for each character")
  void stack() throws Exception {
    var all = expressions().stream().filter(each -> each.place().endsWith(".java")).toList();
    var failed = new ArrayList<String>();
    var thread =
        new Thread(null, () -> all.forEach(each -> deep(each, failed)), "deep", SMALL_STACK);
    thread.start();
    thread.join();
    assertEquals(List.of(), failed);
  }

  private static void deep(Expression expression, List<String> failed) {
    for (var repeated : pieces(expression.pattern().pattern())) {
      try {
        expression.pattern().matcher(repeated.repeat(DEEP)).matches();
      } catch (StackOverflowError e) {
        failed.add(
            "%s: %s on many \"%s\"".formatted(expression.place(), expression.pattern(), repeated));
      }
    }
  }

  @Test
  @DisplayName("M-90, M-90.1 an expression whose steps grow faster is found")
  void found() {
    for (var risky : List.of("\\s*;\\s*", "(a+)+b", ".*=.*;")) {
      var expression = new Expression("here", Pattern.compile(risky), true);
      assertEquals(1, growing(expression).size(), risky);
    }
  }
}
