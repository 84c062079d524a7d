package httpd.logs;

import httpd.file.ServedDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Tells lines of text from other files, by their first bytes. */
final class TextCheck {

  private static final int LENGTH = 1024;

  private TextCheck() {}

  /**
   * Whether a file may be one of lines: no NUL is in its first bytes, after those that begin it. A
   * truncation leaves such a beginning when the writer goes on at its old offset.
   */
  static boolean isText(ServedDirectory inside, Path file) throws IOException {
    var bytes = ByteBuffer.allocate(LENGTH);
    try (var channel = inside.open(file.toRealPath())) {
      while (bytes.hasRemaining() && channel.read(bytes) > 0) {
        // Until there are enough, or no more.
      }
    }
    int at = 0;
    while (at < bytes.position() && bytes.get(at) == 0) {
      at++;
    }
    while (at < bytes.position() && bytes.get(at) != 0) {
      at++;
    }
    return at == bytes.position();
  }
}
