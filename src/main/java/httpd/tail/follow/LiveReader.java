package httpd.tail.follow;

import httpd.tail.file.BatchCutter;
import httpd.tail.file.LineBatch;
import httpd.tail.file.LogFile;
import httpd.tail.file.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is added to the live file, and puts its complete lines into the recent ones. An
 * unfinished line waits here. Used by the reader thread.
 */
final class LiveReader {

  private static final int BUFFER_SIZE = 64 * 1024;

  /** Checks the first bytes of a file before they are used. */
  interface FirstBytes {
    boolean areOvertaken(LogFile log, byte[] bytes, int count) throws IOException;
  }

  private final RecentLines recent;
  private final Runnable added;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
  private @Nullable LogFile log;
  private @Nullable BatchCutter cutter;
  private long read;
  private long lineEnd;
  private Position reached = Position.OLDEST;

  LiveReader(RecentLines recent, Runnable added) {
    this.recent = recent;
    this.added = added;
  }

  @Nullable LogFile log() {
    return log;
  }

  /** The offset after the last complete line. */
  long lineEnd() {
    return lineEnd;
  }

  long read() {
    return read;
  }

  /** Whether the file still has what was read of it. */
  boolean isIntact() throws IOException {
    return log != null && log.isIntact(read);
  }

  /** The position there, to find it again in a copy. */
  Position reached() {
    return reached;
  }

  /** Makes another file the live one; an unfinished line of the one before is dropped. */
  void enter(LogFile next, long from) throws IOException {
    byte[] lead = next.lead(from);
    var before = log;
    if (before != null) {
      if (cutter != null && cutter.isWithinLine() && lead.length == 0) {
        add(cutter.end());
      }
      before.isFollowedBy(next);
    }
    log = next;
    read = from;
    lineEnd = from;
    reached = next.position(from);
    cutter = new BatchCutter(next, from, lead);
    recent.add(LineBatch.empty(next, from));
    added.run();
  }

  /** Reads to the current end; false if the content was replaced. */
  boolean readOn(FirstBytes first) throws IOException {
    var current = log;
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
      if (cutter != null) {
        cutter.cut(buffer.array(), count).forEach(this::add);
      }
    }
    return true;
  }

  /** Ends the file: an unfinished line gets no more bytes, and is complete. */
  void finish() {
    var current = log;
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

  private void add(LineBatch batch) {
    lineEnd = batch.end();
    reached = batch.position(batch.count() - 1);
    recent.add(batch);
    added.run();
  }
}
