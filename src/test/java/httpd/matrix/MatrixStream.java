package httpd.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A response whose head has been received, and whose lines are read as they come. */
abstract class MatrixStream implements AutoCloseable {

  /** The end of a response that is complete, as {@link #readEnd} says it. */
  static final String CLEAN = "end";

  private final Map<String, String> head;
  private InputStream body;
  private InputStream decoded;

  /** The head has lower-case names, and {@code :status}. */
  MatrixStream(Map<String, String> head) {
    this.head = head;
  }

  /** The bytes as they come, without framing; a cut is an {@link IOException}. */
  abstract InputStream body() throws IOException;

  /** The value of a field of the head; empty if it is absent. */
  final String field(String name) {
    return head.getOrDefault(name, "");
  }

  /** The next line without its line feed. A decoder is made when its bytes are wanted. */
  final String readLine() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = decoded().read(); next != '\n'; next = decoded().read()) {
      if (next < 0) {
        throw new IOException("ended within a line, after " + line.toString(UTF_8));
      }
      line.write(next);
    }
    return line.toString(UTF_8);
  }

  /** Reads what is left; {@link #CLEAN}, or what was wrong. */
  final String readEnd() {
    try {
      decoded().transferTo(OutputStream.nullOutputStream());
      return received().read() < 0 ? CLEAN : "more after the end of the coding";
    } catch (IOException cut) {
      return cut.getMessage() == null ? cut.getClass().getSimpleName() : cut.getMessage();
    }
  }

  /** Leaves: closes the connection, or resets the stream. */
  @Override
  public abstract void close() throws IOException;

  private InputStream received() throws IOException {
    if (body == null) {
      body = body();
    }
    return body;
  }

  private InputStream decoded() throws IOException {
    if (decoded == null) {
      var received = received();
      decoded =
          new BufferedInputStream(
              field("content-encoding").equals("gzip") ? new GZIPInputStream(received) : received);
    }
    return decoded;
  }
}
