package httpd;

import httpd.line.LineSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The bytes of a source as a stream that waits for them. For one thread. */
final class ContentStream extends InputStream {

  private static final byte[] NOTHING = {};

  private final LineSource source;
  private byte[] current = NOTHING;
  private int at;
  private boolean ended;

  ContentStream(LineSource source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    return hasNext() ? current[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!hasNext()) {
      return -1;
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public int available() {
    return current.length - at;
  }

  @Override
  public void close() {
    source.close();
  }

  private boolean hasNext() throws IOException {
    while (at == current.length && !ended) {
      var line = NextLine.of(source);
      ended = line == null;
      if (line != null) {
        current = new byte[line.length()];
        line.copyTo(current, 0);
        at = 0;
      }
    }
    return at < current.length;
  }
}
