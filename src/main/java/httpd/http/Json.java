package httpd.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads values as JSON (RFC 8259): records, maps, lists, arrays, strings, numbers,
 * dates.
 *
 * <p>Reading is strict: unknown and repeated members, numbers in quotation marks, null for a
 * primitive, and text after the value are refused. The library is loaded by the first call.
 */
public final class Json {

  private static final int DEEPEST = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private Json() {}

  /**
   * Writes a value on one line, in UTF-8.
   *
   * @throws IllegalArgumentException if a part of it cannot be written
   */
  public static byte[] write(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("this is not a value for JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a value.
   *
   * @param json in UTF-8
   * @param type a class, or a type with arguments; {@code Object} gives maps, lists, strings,
   *     numbers, booleans or null
   * @throws InvalidJsonException if the text is not one value of the type
   */
  public static @Nullable Object read(byte[] json, Type type) throws InvalidJsonException {
    var text = decoded(json);
    var target = MAPPER.constructType(type);
    try {
      return MAPPER.readValue(text, target);
    } catch (JacksonException e) {
      var known = e.getLocation();
      var place = known == null || known.getLineNr() < 1 ? find(text, e) : known;
      throw new InvalidJsonException(place.getLineNr(), place.getColumnNr(), reason(e), e);
    }
  }

  private static String decoded(byte[] json) throws InvalidJsonException {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidJsonException(1, 1, "the text is not UTF-8", e);
    }
  }

  /** Returns the place of a member that was refused after its object was read. */
  private static TokenStreamLocation find(String text, JacksonException refusal) {
    var path = new StringBuilder();
    for (var step : refusal.getPath()) {
      path.append('/')
          .append(step.getPropertyName() == null ? step.getIndex() : step.getPropertyName());
    }
    try (var parser = MAPPER.createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.streamReadContext().pathAsPointer().toString().contentEquals(path)) {
          return parser.currentTokenLocation();
        }
      }
    }
    return TokenStreamLocation.NA;
  }

  /** Returns what is wrong, without the names of classes. */
  private static String reason(JacksonException e) {
    var path = path(e);
    return switch (e) {
      case UnrecognizedPropertyException unknown -> "\"" + path + "\" is not expected here";
      case ValueInstantiationException refused
          when refused.getCause() instanceof IllegalArgumentException cause ->
          (path.isEmpty() ? "" : "\"" + path + "\": ") + cause.getMessage();
      case StreamReadException malformed -> malformed.getOriginalMessage();
      default ->
          (path.isEmpty() ? "the value" : "\"" + path + "\"") + " has another type than expected";
    };
  }

  /** Returns the path to a value, as {@code items[2].price}. */
  private static String path(JacksonException e) {
    var path = new StringBuilder();
    for (var step : e.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.toString();
  }
}
