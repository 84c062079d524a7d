package httpd.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** The items of a JSON array, or the one value that is not an array, each as it was written. */
public final class JsonItems {

  private JsonItems() {}

  /**
   * Reads the items, in order.
   *
   * @param json one value in UTF-8 (RFC 8259)
   * @return each item in UTF-8, without blanks around it
   * @throws IllegalArgumentException if it is not one value; it says why, and where
   */
  public static List<byte[]> of(byte[] json) {
    var text = decoded(json);
    var items = new ArrayList<byte[]>();
    try (var parser = JsonMember.FACTORY.createParser(ObjectReadContext.empty(), text)) {
      var first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, text));
        }
      } else if (first != null) {
        items.add(value(parser, text));
      } else {
        throw new IllegalArgumentException("there is no value");
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException(
            "at character %s: text follows the value"
                .formatted(parser.currentTokenLocation().getCharOffset()));
      }
    } catch (JacksonException e) {
      throw JsonMember.invalid(e);
    }
    return items;
  }

  private static byte[] value(JsonParser parser, String text) {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    int end = (int) parser.currentLocation().getCharOffset();
    return text.substring(start, end).strip().getBytes(UTF_8);
  }

  private static String decoded(byte[] json) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text is not UTF-8", e);
    }
  }
}
