package httpd.cli.once;

import httpd.RequestContent;
import httpd.line.Line;
import httpd.line.blocking.IteratorSource;
import httpd.line.split.LineSplitter;
import httpd.line.split.LongLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

/** The lines of a stream, each as soon as it has come; long ones in pieces. For one thread. */
final class InputLines implements Iterator<Line>, AutoCloseable {

  private static final int BUFFER = 64 * 1024;

  private final InputStream input;
  private final byte[] buffer = new byte[BUFFER];
  private final LineSplitter splitter = new LineSplitter(BUFFER, LongLines.PIECES);
  private final Queue<Line> lines = new ArrayDeque<>();
  private boolean ended;

  private InputLines(InputStream input) {
    this.input = input;
  }

  /** The body of a request. */
  static RequestContent of(InputStream input) {
    return RequestContent.of(IteratorSource.of(new InputLines(input), line -> line));
  }

  @Override
  public boolean hasNext() {
    try {
      while (lines.isEmpty() && !ended) {
        read();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !lines.isEmpty();
  }

  private void read() throws IOException {
    int count = input.read(buffer);
    ended = count < 0;
    if (ended) {
      splitter.end(lines::add);
    } else {
      splitter.split(buffer, 0, count, lines::add);
    }
  }

  @Override
  public Line next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return lines.remove();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
