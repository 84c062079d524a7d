package httpd.coding;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses bytes into blocks that each end at a byte (RFC 1951, section 3.2.4): a client that has
 * a block can decode all of it. For one thread at a time.
 *
 * <p>A {@link Deflater} has 256 KiB of native memory, so bodies share one: each block begins with
 * an empty window, into which the {@link History} of its body is put. Only a body that had the
 * block before as well finds its own window unchanged.
 */
public final class BlockEncoder implements AutoCloseable {

  /** For blocks that an event loop makes: 0.2 ms for a turn of 56 KiB, half of what 6 takes. */
  private static final int FAST = 3;

  /** For what a thread compresses. */
  private static final int USUAL = 6;

  /** The last block of a body, and an empty one. */
  private static final byte[] LAST_BLOCK = {3, 0};

  private static final AtomicLong MADE = new AtomicLong();

  private final Deflater deflater;
  private byte[] target = new byte[1024];

  /** The body whose window the deflater has; null if it has none. */
  private @Nullable BodyEncoder windowOf;

  /** Up to where in the body the window goes: another encoder may have made what follows. */
  private long windowEnd;

  private BlockEncoder(int level) {
    this.deflater = new Deflater(level, true);
  }

  public static BlockEncoder fast() {
    return new BlockEncoder(FAST);
  }

  static BlockEncoder usual() {
    return new BlockEncoder(USUAL);
  }

  /** How many blocks all encoders have made. */
  static long made() {
    return MADE.get();
  }

  static byte[] lastBlock() {
    return LAST_BLOCK.clone();
  }

  /**
   * Makes the next block of a body.
   *
   * @param position how many bytes the body had before
   */
  byte[] block(
      BodyEncoder body, long position, History before, byte[] plain, int offset, int length) {
    if (windowOf != body || windowEnd != position) {
      begin(before);
    }
    windowOf = null; // Unless all goes well.
    var block = block(plain, offset, length);
    windowOf = body;
    windowEnd = position + length;
    return block;
  }

  /** Makes a block that depends on nothing but the bytes and what was before. */
  byte[] block(History before, byte[] plain, int offset, int length) {
    begin(before);
    return block(plain, offset, length);
  }

  private void begin(History before) {
    windowOf = null;
    deflater.reset();
    if (before.length() > 0) {
      deflater.setDictionary(before.bytes(), 0, before.length());
    }
  }

  private byte[] block(byte[] plain, int offset, int length) {
    int most = length + (length >> 10) + 64; // Bytes that do not become fewer are stored.
    if (target.length < most) {
      target = new byte[most];
    }
    deflater.setInput(plain, offset, length);
    int made = deflater.deflate(target, 0, target.length, Deflater.SYNC_FLUSH);
    if (made == target.length) {
      throw new IllegalStateException("a block of " + length + " bytes is longer than " + made);
    }
    MADE.incrementAndGet();
    return Arrays.copyOf(target, made);
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    windowOf = null;
    deflater.end();
  }
}
