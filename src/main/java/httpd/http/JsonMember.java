package httpd.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * A member of a JSON object (RFC 8259).
 *
 * @param value as it is written, with quotes and escapes
 * @param string the value if it is a string, otherwise null
 * @param at the index of the value in the text of the object
 */
public record JsonMember(String name, String value, @Nullable String string, int at) {

  /** An object, and a hundred levels of arrays and objects in a value. */
  private static final int DEEPEST = 102;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** Returns whether the value is {@code null}. */
  public boolean isNull() {
    return value.equals("null");
  }

  /**
   * Reads the members of an object, in order.
   *
   * @throws IllegalArgumentException if the text is not a JSON object; it says why, and where
   */
  public static List<JsonMember> of(String object) {
    var members = new ArrayList<JsonMember>();
    try (var parser = FACTORY.createParser(ObjectReadContext.empty(), object)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("at character 0: this is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        members.add(next(parser, object));
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException(
            "at character %s: text follows the object"
                .formatted(parser.currentTokenLocation().getCharOffset()));
      }
    } catch (JacksonException e) {
      throw invalid(e);
    }
    return members;
  }

  /** Returns what to throw for a text that the parser refuses. */
  static IllegalArgumentException invalid(JacksonException e) {
    return e instanceof StreamConstraintsException
        ? new IllegalArgumentException("a value has more than 100 levels", e)
        : new IllegalArgumentException(
            "at character %s: %s"
                .formatted(e.getLocation().getCharOffset(), e.getOriginalMessage()),
            e);
  }

  private static JsonMember next(JsonParser parser, String object) {
    var name = parser.currentName();
    var string = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    int end = (int) parser.currentLocation().getCharOffset();
    return new JsonMember(name, object.substring(start, end), string, start);
  }
}
