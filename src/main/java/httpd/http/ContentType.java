package httpd.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The media type of a body (RFC 9110, section 8.3), without its parameters.
 *
 * @param type in small letters; empty if the header section does not name exactly one
 */
public record ContentType(String type) {

  /** The type of server-sent events. */
  public static final ContentType EVENT_STREAM = new ContentType("text/event-stream");

  /**
   * Reads the type out of all fields of the name {@code Content-Type}. A type that is repeated is
   * one; two that differ are none, since two readers could choose differently.
   */
  public static ContentType of(List<String> fields) {
    var types =
        fields.stream().flatMap(ContentType::values).map(ContentType::essence).distinct().toList();
    return new ContentType(types.size() == 1 ? types.getFirst() : "");
  }

  /** Divides at commas outside of quoted strings, in one pass over what an upstream may choose. */
  private static Stream<String> values(String field) {
    var values = new ArrayList<String>();
    boolean quoted = false;
    int start = 0;
    for (int at = 0; at < field.length(); at++) {
      char c = field.charAt(at);
      quoted ^= c == '"';
      if (c == ',' && !quoted) {
        values.add(field.substring(start, at));
        start = at + 1;
      }
    }
    values.add(field.substring(start));
    return values.stream();
  }

  private static String essence(String value) {
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }
}
