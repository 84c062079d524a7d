package httpd.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The media type of a body (RFC 9110, section 8.3), without its parameters.
 *
 * @param type in lower case; empty if the header section does not name exactly one
 */
public record ContentType(String type) {

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

  /**
   * Reads the type of all fields {@code Content-Type}. A repeated type counts once; two that differ
   * are invalid, since two readers could choose differently.
   */
  public static ContentType of(List<String> fields) {
    var types = HeaderList.ofQuoted(fields).stream().map(ContentType::essence).distinct().toList();
    return new ContentType(types.size() == 1 ? types.getFirst() : "");
  }

  /** Returns the parameter {@code charset} of the first field, or null. */
  public static @Nullable String charset(List<String> fields) {
    var matcher = CHARSET.matcher(fields.isEmpty() ? "" : fields.getFirst());
    return matcher.find() ? matcher.group(1) : null;
  }

  /** Returns whether it is the type of server-sent events. */
  public boolean isEventStream() {
    return type.equals("text/event-stream");
  }

  private static String essence(String value) {
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }
}
