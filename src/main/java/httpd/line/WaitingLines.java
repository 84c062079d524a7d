package httpd.line;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines that wait in a {@link LineQueue}: whether it accepts more, and how many bytes of them
 * and of the owner's batch are counted in the memory that it shares. Guarded by the queue's lock.
 */
final class WaitingLines {

  /** What a line costs in addition to its bytes, so that empty lines are bounded as well. */
  private static final int LINE_OVERHEAD = 44;

  private static final int SMALLEST_BATCH = 16;

  /** An idle queue owns no array. */
  static final @Nullable Line[] NOTHING = {};

  private static final LineQueue.Memory UNBOUNDED =
      new LineQueue.Memory() {
        @Override
        public boolean hasRoom(long own) {
          return true;
        }

        @Override
        public void take(long bytes) {}

        @Override
        public void release(long bytes) {}
      };

  private final int limit;
  private final LineQueue.Memory memory;
  private @Nullable Line[] lines = NOTHING;
  private int count;
  private int bytes;

  /** Bytes that may wait before the shared memory has to be asked for room. */
  private int allowed;

  private int counted;
  private int countedInBatch;

  WaitingLines(int limit) {
    this(limit, UNBOUNDED);
  }

  WaitingLines(int limit, LineQueue.Memory memory) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1 byte, was " + limit);
    }
    this.limit = limit;
    this.memory = memory;
    empty();
  }

  int count() {
    return count;
  }

  boolean isFull() {
    if (bytes < allowed) {
      return false;
    }
    if (bytes >= limit || !memory.hasRoom((long) bytes + countedInBatch)) {
      return true;
    }
    allowed = (int) Math.min(limit, (long) bytes + LineQueue.Memory.STEP);
    return false;
  }

  void reserve(int more) {
    int needed = count + more;
    if (needed > lines.length) {
      lines = Arrays.copyOf(lines, Math.max(needed, Math.max(SMALLEST_BATCH, 2 * count)));
    }
  }

  void add(Line line) {
    reserve(1);
    lines[count++] = line;
    bytes += line.length() + LINE_OVERHEAD;
    if (bytes > counted) {
      int steps = (bytes - counted - 1) / LineQueue.Memory.STEP + 1;
      memory.take((long) steps * LineQueue.Memory.STEP);
      counted += steps * LineQueue.Memory.STEP;
    }
  }

  /** Returns all lines, in an array that may be longer; they are counted until the release. */
  @Nullable Line[] moveToBatch() {
    releaseBatch();
    var batch = lines;
    countedInBatch = counted;
    empty();
    return batch;
  }

  void drop() {
    memory.release(counted);
    empty();
  }

  void dropAll() {
    releaseBatch();
    drop();
  }

  private void releaseBatch() {
    if (countedInBatch > 0) {
      memory.release(countedInBatch);
      countedInBatch = 0;
    }
  }

  private void empty() {
    lines = NOTHING;
    count = 0;
    bytes = 0;
    counted = 0;
    allowed = Math.min(limit, LineQueue.Memory.STEP);
  }
}
