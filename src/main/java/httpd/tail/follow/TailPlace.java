package httpd.tail.follow;

import httpd.tail.file.LineBatch;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader of the recent lines stands. Equal places have had the same line last.
 *
 * @param index of the line in the batch that comes next
 * @param polledFrom the batch of the line that was read last; null if none was
 */
record TailPlace(LineBatch batch, int index, @Nullable LineBatch polledFrom, int polledIndex) {

  /** Whether a line ends here, as far as is known. */
  boolean isBetweenLines() {
    return polledFrom == null || polledFrom.endsLine(polledIndex);
  }

  /** The same place in the last of the batches that are linked up to the next line. */
  TailPlace advanced() {
    var place = this;
    while (place.index == place.batch.count()) {
      var next = place.batch.next();
      if (next == null) {
        return place;
      }
      place = new TailPlace(next, 0, polledFrom, polledIndex);
    }
    return place;
  }

  boolean hasLine() {
    return index < batch.count();
  }

  TailPlace afterLine() {
    return new TailPlace(batch, index + 1, batch, index);
  }
}
