package httpd.coding;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that were made last for the readers of topics, so that an event is compressed once for
 * the readers of all event loops. A block is known by its bytes and by those before it, so it does
 * not matter which topic they are of.
 *
 * <p>Safe for all threads. A thread waits for another one that makes a block of the same slot: as
 * long as making it itself would take.
 */
final class SharedBlocks {

  private static final int SLOTS = 64;

  /** Longer blocks are not kept: so all slots together hold at most 1 MiB. */
  private static final int LONGEST = 8 * 1024;

  private record Block(byte[] before, byte[] plain, byte[] block) {

    boolean isOf(History history, byte[] bytes) {
      return Arrays.equals(plain, bytes)
          && Arrays.equals(before, 0, before.length, history.bytes(), 0, history.length());
    }
  }

  private static final class Slot {
    private @Nullable Block kept;

    synchronized byte[] block(BlockEncoder blocks, History before, byte[] plain) {
      var known = kept;
      if (known != null && known.isOf(before, plain)) {
        return known.block;
      }
      var made = blocks.block(before, plain, 0, plain.length);
      kept = new Block(Arrays.copyOf(before.bytes(), before.length()), plain, made);
      return made;
    }
  }

  private static final Slot[] ALL = new Slot[SLOTS];

  static {
    Arrays.setAll(ALL, slot -> new Slot());
  }

  private SharedBlocks() {}

  /** Returns the block, made or known; neither it nor {@code plain} may be changed. */
  static byte[] block(BlockEncoder blocks, History before, byte[] plain) {
    if (plain.length > LONGEST) {
      return blocks.block(before, plain, 0, plain.length);
    }
    int slot = Math.floorMod(31 * Arrays.hashCode(plain) + before.length(), SLOTS);
    return ALL[slot].block(blocks, before, plain);
  }
}
