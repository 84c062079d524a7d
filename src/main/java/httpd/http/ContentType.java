package httpd.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The media type of a body (RFC 9110, section 8.3), without its parameters.
 *
 * @param type in small letters; empty if the header section does not name exactly one
 */
public record ContentType(String type) {

  /** The type of server-sent events. */
  public static final ContentType EVENT_STREAM = new ContentType("text/event-stream");

  /** A comma outside of a quoted string, as it stands between two values. */
  private static final Pattern COMMA = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

  /**
   * Reads the type out of all fields of the name {@code Content-Type}. A type that is repeated is
   * one; two that differ are none, since two readers could choose differently.
   */
  public static ContentType of(List<String> fields) {
    var types =
        fields.stream().flatMap(COMMA::splitAsStream).map(ContentType::essence).distinct().toList();
    return new ContentType(types.size() == 1 ? types.getFirst() : "");
  }

  private static String essence(String value) {
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }
}
