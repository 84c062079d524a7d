package httpd.source.tail;

import httpd.line.Line;
import httpd.line.LineSplitter;
import httpd.line.LineTooLongException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the generation that is being read grows: reads what was added, and puts its complete lines
 * into the window. What has begun without an ending waits here. Used by the reader thread.
 */
final class GrowingEnd {

  private static final int BUFFER_SIZE = 64 * 1024;

  /** Asked with the first bytes of a generation, before they count. */
  interface FirstBytes {
    boolean areOvertaken(Generation generation, byte[] bytes, int count) throws IOException;
  }

  private final Window window;
  private final Runnable added;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
  private @Nullable Generation generation;
  private LineSplitter splitter = new LineSplitter();
  private long read;
  private long lineEnd;
  private Position reached = Position.OLDEST;

  /**
   * Nothing to read yet.
   *
   * @param added run after lines were put into the window
   */
  GrowingEnd(Window window, Runnable added) {
    this.window = window;
    this.added = added;
  }

  /** What is being read; null if nothing has been there yet. */
  @Nullable Generation generation() {
    return generation;
  }

  /** The offset behind the last complete line. */
  long lineEnd() {
    return lineEnd;
  }

  /** The offset up to which it was read. */
  long read() {
    return read;
  }

  /** The position there, to find it again in a copy. */
  Position reached() {
    return reached;
  }

  /** Whether anything was read of this generation, so that its truncation will be seen. */
  boolean hasRead() {
    return read > 0;
  }

  /** Goes over to a generation; what had begun of the one before is dropped. */
  void enter(Generation next, long from) throws IOException {
    var before = generation;
    if (before != null) {
      before.isFollowedBy(next);
    }
    generation = next;
    read = from;
    lineEnd = from;
    reached = next.position(from);
    splitter = new LineSplitter();
    window.add(Batch.of(next, from, List.of()));
    added.run();
  }

  /** Reads to the end that there is now; false if the content is no longer what it was. */
  boolean readOn(FirstBytes first) throws IOException {
    var current = generation;
    if (current == null) {
      return true;
    }
    long size = current.size();
    if (!current.isIntact(read)) {
      return false; // Even if it is as long as before.
    }
    while (read < size) {
      buffer.clear().limit((int) Math.min(BUFFER_SIZE, size - read));
      int count = current.read(buffer, read);
      if (count == 0
          || !current.isIntact(read + count)
          || (read == 0 && first.areOvertaken(current, buffer.array(), count))) {
        return false;
      }
      current.remember(buffer.array(), read, count);
      read += count;
      publish(current, count);
    }
    return true;
  }

  /** The generation is over: what has begun and not ended gets no more bytes, and is a line. */
  void finish() throws LineTooLongException {
    var current = generation;
    if (current == null) {
      return;
    }
    var lines = new ArrayList<Line>();
    splitter.end(line -> lines.add(new Line(line.content(), Line.Ending.LF)));
    if (!lines.isEmpty()) {
      add(Batch.unended(current, lineEnd, lines));
    }
    current.endsAt(lineEnd);
  }

  private void publish(Generation current, int count) throws LineTooLongException {
    var lines = new ArrayList<Line>();
    try {
      splitter.split(buffer.array(), 0, count, lines::add);
    } finally {
      if (!lines.isEmpty()) {
        add(Batch.of(current, lineEnd, lines));
      }
    }
  }

  private void add(Batch batch) {
    lineEnd = batch.end();
    reached = batch.position(batch.count() - 1);
    window.add(batch);
    added.run();
  }
}
