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
    if (ended) {
      throw new NoSuchElementException();
    }
    var read = ByteBuffer.wrap(takeSlice());
    try {
      plain.read(read);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    ended = read.position() == 0;
    return ended ? body.end() : block(read.position());
  }

  private Line block(int length) {
    return EncoderPool.ofTheProcess().use(blocks -> body.block(blocks, slice, 0, length));
  }

  private synchronized byte[] takeSlice() {
    if (slice.length == 0) {
      slice = new byte[SLICE];
      memory.take(SLICE);
    }
    return slice;
  }

  private synchronized void releaseSlice() {
    memory.release(slice.length);
    slice = new byte[0];
  }

  @Override
  public void close() {
    plain.close();
    releaseSlice();
    body.close();
  }
}
