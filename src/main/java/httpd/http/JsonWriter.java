package httpd.http;

import java.io.StringWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Writes JSON in parts (RFC 8259), for log lines and listings. Each {@link #object} and {@link
 * #array} takes one {@link #end}.
 */
public final class JsonWriter implements AutoCloseable {

  private static final JsonFactory ANY = JsonFactory.builder().build();
  private static final JsonFactory ASCII =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .characterEscapes(new NumericEscapes())
          .build();

  /** Escapes control characters and DEL by number, so that a log is easy to search. */
  private static final class NumericEscapes extends CharacterEscapes {

    private static final long serialVersionUID = 1L;
    private static final int[] CODES = codes();

    private static int[] codes() {
      int[] codes = standardAsciiEscapesForJSON();
      Arrays.fill(codes, 0, ' ', ESCAPE_STANDARD);
      codes[0x7f] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return CODES.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }

  private final StringWriter target = new StringWriter();
  private final JsonGenerator generator;

  private JsonWriter(JsonFactory factory) {
    generator = factory.createGenerator(ObjectWriteContext.empty(), target);
  }

  /** A writer that escapes only what has to be. */
  public static JsonWriter ofUnicode() {
    return new JsonWriter(ANY);
  }

  /** A writer that escapes every character beyond ASCII. */
  public static JsonWriter ofAscii() {
    return new JsonWriter(ASCII);
  }

  /** Begins an object that is the value, or an element of an array. */
  public JsonWriter object() {
    generator.writeStartObject();
    return this;
  }

  /** Begins an array that is a member of the object. */
  public JsonWriter array(String name) {
    generator.writeName(name).writeStartArray();
    return this;
  }

  /** Adds a member; leaves it out if the value is null. */
  public JsonWriter add(String name, @Nullable String value) {
    if (value != null) {
      generator.writeStringProperty(name, value);
    }
    return this;
  }

  /** Adds a member. */
  public JsonWriter add(String name, long value) {
    generator.writeNumberProperty(name, value);
    return this;
  }

  /** Adds a member. */
  public JsonWriter add(String name, boolean value) {
    generator.writeBooleanProperty(name, value);
    return this;
  }

  /** Adds a member: an array of strings. */
  public JsonWriter strings(String name, Iterable<String> values) {
    generator.writeName(name).writeStartArray();
    values.forEach(generator::writeString);
    generator.writeEndArray();
    return this;
  }

  /** Adds white space between two tokens. */
  public JsonWriter blank(String whiteSpace) {
    generator.writeRaw(whiteSpace);
    return this;
  }

  /** Ends the innermost object or array. */
  public JsonWriter end() {
    if (generator.streamWriteContext().inArray()) {
      generator.writeEndArray();
    } else {
      generator.writeEndObject();
    }
    return this;
  }

  /** Returns the text since the last call. */
  public String take() {
    generator.flush();
    var text = target.toString();
    target.getBuffer().setLength(0);
    return text;
  }

  /** Releases the writer's buffers. */
  @Override
  public void close() {
    generator.close();
  }
}
