package httpd.durable;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.HttpException;
import httpd.http.ContentType;
import httpd.http.JsonItems;
import httpd.line.Line;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The content type of a stream, which says what its records are: JSON messages, each with a comma
 * after it, or bytes as they were appended.
 *
 * @param text as the creator of the stream wrote it
 */
record StreamType(String text) {

  static final StreamType DEFAULT = new StreamType("application/octet-stream");

  private static final String JSON = "application/json";
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}");
  private static final byte[] EMPTY_ARRAY = "[]".getBytes(UTF_8);

  /** How an event carries records. */
  enum Form {
    TEXT,
    JSON,
    BASE64
  }

  /** Reads a field; throws a 400 if it is not a media type. */
  static StreamType of(String field) {
    var type = new StreamType(field);
    if (!MEDIA_TYPE.matcher(type.essence()).matches()) {
      throw new HttpException(
          400, "the Content-Type \"" + field + "\" is invalid; send one such as text/plain");
    }
    return type;
  }

  static @Nullable StreamType ofNullable(@Nullable String field) {
    return field == null ? null : of(field);
  }

  private String essence() {
    return ContentType.of(List.of(text)).type();
  }

  boolean isJson() {
    return text.equals(JSON) || essence().equals(JSON);
  }

  /** Whether both are the same type, whatever their parameters are. */
  boolean matches(StreamType other) {
    return essence().equals(other.essence());
  }

  Form form() {
    if (isJson()) {
      return Form.JSON;
    }
    return essence().startsWith("text/") ? Form.TEXT : Form.BASE64;
  }

  /**
   * Returns the records of a body: none if there are no bytes or, in JSON, no messages.
   *
   * @throws HttpException 400 if it is not JSON, but has to be
   */
  List<Line> records(byte[] body) {
    if (body.length == 0) {
      return List.of();
    }
    return isJson() ? messages(body) : List.of(new Line(body, Line.Ending.LF));
  }

  private static List<Line> messages(byte[] body) {
    try {
      return JsonItems.of(body).stream().map(StreamType::message).toList();
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "the request body is not valid JSON: " + e.getMessage());
    }
  }

  private static Line message(byte[] json) {
    byte[] record = new byte[json.length + 1];
    System.arraycopy(json, 0, record, 0, json.length);
    record[json.length] = ',';
    return new Line(record, Line.Ending.LF);
  }

  /** Returns what a reader gets of the contents of records, one after the other. */
  byte[] body(byte[] contents) {
    if (!isJson()) {
      return contents;
    }
    return contents.length == 0 ? EMPTY_ARRAY : array(contents);
  }

  /** Returns messages, each with its comma, as an array. */
  static byte[] array(byte[] contents) {
    var array = new ByteArrayOutputStream(contents.length + 1);
    array.write('[');
    array.write(contents, 0, contents.length - 1); // Without the last comma.
    array.write(']');
    return array.toByteArray();
  }

  @Override
  public String toString() {
    return text;
  }
}
