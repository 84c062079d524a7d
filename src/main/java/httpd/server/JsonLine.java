package httpd.server;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** One flat JSON object on one line (RFC 8259), in ASCII. */
final class JsonLine {

  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder text = new StringBuilder("{");

  void add(String name, long value) {
    begin(name);
    text.append(value);
  }

  /** Leaves it out if it is null. */
  void add(String name, @Nullable String value) {
    if (value != null) {
      begin(name);
      text.append('"');
      value.chars().forEach(this::append);
      text.append('"');
    }
  }

  /** The object; nothing may be added after it. */
  @Override
  public String toString() {
    return text + "}";
  }

  private void begin(String name) {
    text.append(text.length() == 1 ? "\"" : ",\"").append(name).append("\":");
  }

  private void append(int character) {
    if (character == '"' || character == '\\') {
      text.append('\\').append((char) character);
    } else if (character >= ' ' && character < 0x7f) {
      text.append((char) character);
    } else {
      text.append("\\u").append(HEX.toHexDigits((char) character));
    }
  }
}
