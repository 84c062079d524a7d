package httpd.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The elements of a header field whose value is a list with commas (RFC 9110, section 5.6.1). All
 * fields of one name are one list; empty elements do not count.
 */
public final class HeaderList {

  private HeaderList() {}

  /** The elements of a list in which a quotation mark has no meaning, as of tokens. */
  public static List<String> of(List<String> fields) {
    return stripped(fields.stream().flatMap(field -> Stream.of(field.split(","))));
  }

  /**
   * The elements of a list in which a comma within quotation marks separates nothing. One pass,
   * since a peer chooses the text.
   */
  static List<String> ofQuoted(List<String> fields) {
    return stripped(fields.stream().flatMap(HeaderList::outsideOfQuotes));
  }

  /** Whether a list of tokens has this one, in any case of letters. */
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
