package httpd.coding;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that were made last for the readers of topics, so that an event is compressed once for
 * all of them, on whatever event loop and connection. A block is known by its bytes and by those
 * before it, so it does not matter which topic they are of.
 *
 * <p>Safe for all threads. A thread waits for another one that makes a block of the same slot: as
 * long as making it itself would take.
 */
final class SharedBlocks {

  private static final int SLOTS = 64;

  /** Longer blocks are not kept: so all slots together hold at most 1 MiB. */
  private static final int LONGEST = 8 * 1024;

  @SuppressWarnings("ArrayRecordComponent") // None of them is changed.
  private record Block(byte[] before, byte[] plain, byte[] block) {

    boolean isOf(History history, byte[] bytes, int offset, int count) {
      return Arrays.equals(plain, 0, plain.length, bytes, offset, offset + count)
          && Arrays.equals(before, 0, before.length, history.bytes(), 0, history.length());
    }
  }

  private static final class Slot {
    private @Nullable Block kept;

    synchronized byte[] block(
        BlockEncoder blocks, History before, byte[] plain, int offset, int count) {
      var known = kept;
      if (known != null && known.isOf(before, plain, offset, count)) {
        return known.block;
      }
      var made = blocks.block(before, plain, offset, count);
      kept =
          new Block(
              Arrays.copyOf(before.bytes(), before.length()),
              Arrays.copyOfRange(plain, offset, offset + count),
              made);
      return made;
    }
  }

  private static final Slot[] ALL = new Slot[SLOTS];

  static {
    Arrays.setAll(ALL, slot -> new Slot());
  }

  private SharedBlocks() {}

  static boolean takes(int count) {
    return count <= LONGEST;
  }

  /** Returns the block, made or known; it may not be changed. */
  static byte[] block(BlockEncoder blocks, History before, byte[] plain, int offset, int count) {
    if (!takes(count)) {
      return blocks.block(before, plain, offset, count);
    }
    return ALL[slot(before, plain, offset, count)].block(blocks, before, plain, offset, count);
  }

  private static int slot(History before, byte[] plain, int offset, int count) {
    int hash = before.length();
    int last = Math.max(offset, offset + count - 256); // Where events differ most.
    for (int at = last; at < offset + count; at++) {
      hash = 31 * hash + plain[at];
    }
    return Math.floorMod(hash, SLOTS);
  }
}
