package httpd.tail.follow;

import httpd.tail.file.BatchCutter;
import httpd.tail.file.LineBatch;
import httpd.tail.file.LogFile;
import httpd.tail.file.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where the generation that is being read grows: reads what was added, and puts its complete lines
 * into the window. What has begun without an ending waits here. Used by the reader thread.
 */
final class LiveReader {

  private static final int BUFFER_SIZE = 64 * 1024;

  /** Asked with the first bytes of a generation, before they count. */
  interface FirstBytes {
    boolean areOvertaken(LogFile generation, byte[] bytes, int count) throws IOException;
  }

  private final RecentLines window;
  private final Runnable added;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
  private @Nullable LogFile generation;
  private @Nullable BatchCutter cutter;
  private long read;
  private long lineEnd;
  private Position reached = Position.OLDEST;

  /**
   * Nothing to read yet.
   *
   * @param added run after lines were put into the window
   */
  LiveReader(RecentLines window, Runnable added) {
    this.window = window;
    this.added = added;
  }

  /** What is being read; null if nothing has been there yet. */
  @Nullable LogFile generation() {
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
  void enter(LogFile next, long from) throws IOException {
    byte[] lead = next.lead(from);
    var before = generation;
    if (before != null) {
      if (cutter != null && cutter.isWithinLine() && lead.length == 0) {
        add(cutter.end());
      }
      before.isFollowedBy(next);
    }
    generation = next;
    read = from;
    lineEnd = from;
    reached = next.position(from);
    cutter = new BatchCutter(next, from, lead);
    window.add(LineBatch.empty(next, from));
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
      publish(count);
    }
    return true;
  }

  /** The generation is over: what has begun and not ended gets no more bytes, and is a line. */
  void finish() {
    var current = generation;
    if (current == null) {
      return;
    }
    var rest = cutter == null ? null : cutter.finish();
    if (rest != null) {
      add(rest);
    }
    cutter = null;
    current.endsAt(lineEnd);
  }

  private void publish(int count) {
    if (cutter != null) {
      cutter.cut(buffer.array(), count).forEach(this::add);
    }
  }

  private void add(LineBatch batch) {
    lineEnd = batch.end();
    reached = batch.position(batch.count() - 1);
    window.add(batch);
    added.run();
  }
}
