package httpd.coding;

import httpd.limit.StreamMemory;
import httpd.line.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A long body that is compressed slice by slice, as its client takes it: read by the thread of an
 * iterator, which may wait for the disk.
 *
 * <pre>
 *            a slice: its block          no more: the end of the body
 *   READING ──────────────────► READING ─────────────────────────────► ENDED
 * </pre>
 */
public final class CompressedSlices implements Iterator<Line>, AutoCloseable {

  /** Bytes of a slice. */
  static final int SLICE = 32 * 1024;

  /** What is compressed. */
  public interface Plain extends AutoCloseable {

    /** Fills a slice as far as it can; leaves it empty at the end. */
    void read(ByteBuffer slice) throws IOException;

    @Override
    void close();
  }

  private final StreamMemory memory = StreamMemory.ofTheProcess();
  private final Plain plain;
  private final BodyEncoder body;
  private byte[] slice = {};
  private boolean ended;

  // Guarded by this.
  private boolean reading;
  private boolean closed;

  public CompressedSlices(Plain plain, Coding coding) {
    this.plain = plain;
    this.body = new BodyEncoder(coding);
  }

  @Override
  public boolean hasNext() {
    return !ended;
  }

  @Override
  public Line next() {
    begin();
    try {
      var read = ByteBuffer.wrap(slice);
      plain.read(read);
      ended = read.position() == 0;
      return ended ? body.end() : block(read.position());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      leave();
    }
  }

  private Line block(int length) {
    return EncoderPool.ofTheProcess().use(blocks -> body.block(blocks, slice, 0, length));
  }

  private synchronized void begin() {
    if (ended || closed) {
      throw new NoSuchElementException();
    }
    if (slice.length == 0) {
      slice = new byte[SLICE];
      memory.take(SLICE);
    }
    reading = true;
  }

  private synchronized void leave() {
    reading = false;
    if (closed) {
      free();
    }
  }

  /** May come while a slice is read, by another thread: what that uses is freed after it. */
  @Override
  public void close() {
    try {
      plain.close();
    } finally {
      leaveUnread();
    }
  }

  private synchronized void leaveUnread() {
    closed = true;
    if (!reading) {
      free();
    }
  }

  private void free() {
    memory.release(slice.length);
    slice = new byte[0];
    body.close();
  }
}
