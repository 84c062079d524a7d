package httpd.docs;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The numbers of rules in the display names of tests, each with the classes of these tests.
 *
 * @param classesByNumber ranges such as {@code S-20 to S-22} by their ends
 * @param ranges ends of ranges, as {@code S-20} and {@code S-22}
 */
record NamedRules(Map<String, Set<String>> classesByNumber, Set<Range> ranges) {

  private static final Pattern RANGE =
      Pattern.compile("\\b([A-Z]{1,2})-(\\d+) to (?:\\1-)?(\\d+)\\b(?!\\.\\d)");

  private static final Pattern NUMBER = Pattern.compile("\\b" + Rule.NUMBER + "\\b");

  /** All rules of a letter from a number to another. */
  record Range(String letter, int first, int last) {

    boolean contains(String number) {
      int value =
          Integer.parseInt(number.substring(number.indexOf('-') + 1).replaceFirst("\\..*", ""));
      return Rule.letter(number).equals(letter) && first <= value && value <= last;
    }
  }

  NamedRules() {
    this(new TreeMap<>(), new TreeSet<>(Comparator.comparing(Range::toString)));
  }

  /** Reads {@code @DisplayName}s, and the names of parameterized tests, of the classes there. */
  static NamedRules read(Path classes) {
    var named = new NamedRules();
    for (var type : new ClassFileImporter().importPath(classes)) {
      displayNames(type).forEach(name -> named.add(type.getName(), name));
    }
    return named;
  }

  void add(String testClass, String displayName) {
    RANGE
        .matcher(displayName)
        .results()
        .forEach(range -> {
          var letter = range.group(1);
          addNumber(testClass, letter + "-" + range.group(3));
          ranges.add(
              new Range(
                  letter, Integer.parseInt(range.group(2)), Integer.parseInt(range.group(3))));
        });
    NUMBER.matcher(displayName).results().forEach(number -> addNumber(testClass, number.group()));
  }

  boolean names(String number) {
    return classesByNumber.containsKey(number)
        || ranges.stream().anyMatch(range -> range.contains(number));
  }

  private void addNumber(String testClass, String number) {
    classesByNumber.computeIfAbsent(number, _ -> new TreeSet<>()).add(testClass);
  }

  private static Stream<String> displayNames(JavaClass type) {
    var onMethods = type.getMethods().stream().flatMap(method -> method.getAnnotations().stream());
    return Stream.concat(type.getAnnotations().stream(), onMethods)
        .flatMap(annotation -> displayName(annotation).stream());
  }

  private static Optional<String> displayName(JavaAnnotation<?> annotation) {
    var type = annotation.getRawType();
    if (type.isEquivalentTo(DisplayName.class)) {
      return annotation.tryGetExplicitlyDeclaredProperty("value").map(String.class::cast);
    }
    return type.isEquivalentTo(ParameterizedTest.class)
        ? annotation.tryGetExplicitlyDeclaredProperty("name").map(String.class::cast)
        : Optional.empty();
  }
}
