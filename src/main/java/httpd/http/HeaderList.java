package httpd.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Splits header fields that are lists with commas (RFC 9110, section 5.6.1). All fields of one name
 * are one list; empty elements are left out.
 */
public final class HeaderList {

  private HeaderList() {}

  /** Returns the elements of a list without quoted strings. */
  public static List<String> of(List<String> fields) {
    return stripped(fields.stream().flatMap(field -> Stream.of(field.split(","))));
  }

  /** Returns the elements of a list with quoted strings, in one pass, since a peer sends it. */
  static List<String> ofQuoted(List<String> fields) {
    return stripped(fields.stream().flatMap(HeaderList::outsideOfQuotes));
  }

  /** Returns whether a list has this token, whatever its case. */
  public static boolean has(List<String> fields, String token) {
    return of(fields).stream().anyMatch(token::equalsIgnoreCase);
  }

  private static List<String> stripped(Stream<String> elements) {
    return elements.map(String::strip).filter(element -> !element.isEmpty()).toList();
  }

  private static Stream<String> outsideOfQuotes(String field) {
    var elements = new ArrayList<String>();
    boolean quoted = false;
    int start = 0;
    for (int at = 0; at < field.length(); at++) {
      char c = field.charAt(at);
      quoted ^= c == '"';
      if (c == ',' && !quoted) {
        elements.add(field.substring(start, at));
        start = at + 1;
      }
    }
    elements.add(field.substring(start));
    return elements.stream();
  }
}
