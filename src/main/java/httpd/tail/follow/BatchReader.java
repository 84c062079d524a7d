package httpd.tail.follow;

import httpd.line.Line;
import httpd.tail.file.LineBatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place in linked batches that moves from line to line. Its owner moves it; the reader thread
 * looks at its batch as well.
 */
abstract class BatchReader {

  private volatile @Nullable LineBatch batch;
  private int index;
  private @Nullable LineBatch polledFrom;
  private int polledIndex;

  /** The batch that it is in; null before it was given one, and while a lead reads for it. */
  final @Nullable LineBatch currentBatch() {
    return batch;
  }

  /** The batch of the line read last; null if none was. */
  final @Nullable LineBatch polledFrom() {
    return polledFrom;
  }

  final int polledIndex() {
    return polledIndex;
  }

  final void moveTo(LineBatch batch, int index) {
    this.batch = batch;
    this.index = index;
  }

  /** Returns the next line, and goes beyond it; null at the end of what is linked. */
  final @Nullable Line nextLine() {
    for (var at = batch; at != null; at = at.next()) {
      if (at != batch) {
        moveTo(at, 0);
      }
      if (index < at.count()) {
        polledFrom = at;
        polledIndex = index;
        return at.line(index++);
      }
    }
    return null;
  }

  /** Returns how many lines are linked that were not read; -1 if more may follow unseen. */
  final long unread() {
    var at = batch;
    if (at == null || !at.mayBeFollowed()) {
      return -1;
    }
    long count = (long) at.count() - index;
    for (var after = at.next(); after != null; after = after.next()) {
      count += after.count();
    }
    return count;
  }

  final Line encodedLast(Line line, Object form, Supplier<Line> encode) {
    return polledFrom == null ? encode.get() : polledFrom.encoded(polledIndex, line, form, encode);
  }

  final @Nullable TailPlace here() {
    var at = batch;
    return at == null ? null : new TailPlace(at, index, polledFrom, polledIndex);
  }

  final void moveTo(TailPlace place) {
    polledFrom = place.polledFrom();
    polledIndex = place.polledIndex();
    moveTo(place.batch(), place.index());
  }

  /** Lets go of its batch: what reads for it holds it, and keeps its file open. */
  final void letGo() {
    batch = null;
    polledFrom = null;
  }
}
