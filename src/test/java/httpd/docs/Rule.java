package httpd.docs;

import java.util.Comparator;
import java.util.regex.Pattern;

/** A rule of a chapter in docs/spec: its number, its text, and the file and line of both. */
record Rule(String number, String text, String chapter, int section, int line) {

  /** A number, also that of a sub-rule. */
  static final Pattern NUMBER = Pattern.compile("[A-Z]{1,2}-\\d+(?:\\.\\d+)?");

  static final Comparator<Rule> IN_ORDER =
      Comparator.<Rule>comparingInt(rule -> part(rule.number(), 0))
          .thenComparingInt(rule -> part(rule.number(), 1));

  String letter() {
    return letter(number);
  }

  static String letter(String number) {
    return number.substring(0, number.indexOf('-'));
  }

  /** The rule that a sub-rule belongs to; any other rule is its own. */
  String parent() {
    return number.replaceFirst("\\..*", "");
  }

  int words() {
    return text.split("\\s+").length;
  }

  @Override
  public String toString() {
    return "%s (%s:%d)".formatted(number, chapter, line);
  }

  private static int part(String number, int index) {
    var parts = number.substring(number.indexOf('-') + 1).split("\\.");
    return index < parts.length ? Integer.parseInt(parts[index]) : 0;
  }
}
