package httpd.server.answer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import httpd.Headers;
import httpd.Response;
import httpd.http.HttpDate;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A short answer as the bytes of HTTP/1.1: the same as {@link HeadFields} and Netty's encoder would
 * make of it, without an object for each field.
 */
public final class AnswerBytes {

  private static final byte[][] STATUS_LINES = new byte[600][];
  private static final byte[] CR_LF = {'\r', '\n'};
  private static final byte[] TYPE = field("Content-Type", HeadFields.DEFAULT_TYPE);
  private static final byte[] VARY = ascii("Vary: Accept-Encoding\r\n");
  private static final byte[] DATE = ascii("date: ");
  private static final byte[] CONNECTION = ascii("connection: ");
  private static final byte[] LENGTH = ascii("content-length: ");

  /** The status line, the fields of the server, and all line ends of these. */
  private static final int MOST_OF_SERVER = 512;

  private final Response response;
  private final boolean lacksVary;
  private final byte[] body;
  private final @Nullable CharSequence connectionField;

  // While it is written.
  private byte[] target = CR_LF;
  private int at;

  AnswerBytes(
      Response response, boolean lacksVary, byte[] body, @Nullable CharSequence connectionField) {
    this.response = response;
    this.lacksVary = lacksVary;
    this.body = body;
    this.connectionField = connectionField;
  }

  /** Returns one that adds no {@code Connection}. */
  public static AnswerBytes of(Response response, byte[] body) {
    return new AnswerBytes(response, false, body, null);
  }

  /** Returns how many bytes it has at most. */
  public int most() {
    int most = MOST_OF_SERVER + body.length;
    for (var field : response.headers()) {
      most += field.name().length() + field.value().length() + 4;
    }
    return most;
  }

  /** Writes it, and returns the index of the byte after it. */
  public int write(byte[] target, int offset) {
    this.target = target;
    at = offset;
    add(statusLine(response.status()));
    boolean hasType = false;
    boolean hasDate = false;
    for (var field : response.headers()) {
      var name = field.name();
      if (!isOfServer(name)) {
        add(field);
        hasType |= name.equalsIgnoreCase("Content-Type");
        hasDate |= name.equalsIgnoreCase("Date");
      }
    }
    if (lacksVary) {
      add(VARY);
    }
    addOfServer(hasType, hasDate);
    add(body);
    return at;
  }

  private void addOfServer(boolean hasType, boolean hasDate) {
    if (!hasType) {
      add(TYPE);
    }
    if (!hasDate) {
      add(DATE);
      addLine(HttpDate.now());
    }
    if (connectionField != null) {
      add(CONNECTION);
      addLine(connectionField.toString());
    }
    add(LENGTH);
    addLine(Integer.toString(body.length));
    add(CR_LF);
  }

  /** Fields that the server sets in place of the handler's. */
  private static boolean isOfServer(String name) {
    return switch (name.length()) {
      case 10 -> name.equalsIgnoreCase("Connection");
      case 14 -> name.equalsIgnoreCase("Content-Length");
      case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
      default -> false;
    };
  }

  private void add(Headers.Field field) {
    add(field.name());
    target[at++] = ':';
    target[at++] = ' ';
    addLine(field.value());
  }

  private void addLine(String text) {
    add(text);
    add(CR_LF);
  }

  @SuppressWarnings("deprecation") // Each character is a byte, which the JVM copies at once.
  private void add(String latin1) {
    int length = latin1.length();
    latin1.getBytes(0, length, target, at);
    at += length;
  }

  private void add(byte[] bytes) {
    System.arraycopy(bytes, 0, target, at, bytes.length);
    at += bytes.length;
  }

  private static byte[] statusLine(int status) {
    var line = STATUS_LINES[status];
    if (line == null) { // Made twice by two threads, it is the same.
      line = ascii("HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n");
      STATUS_LINES[status] = line;
    }
    return line;
  }

  private static byte[] field(String name, String value) {
    return ascii(name.toLowerCase(Locale.ROOT) + ": " + value + "\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
