package httpd.tail.follow;

import httpd.tail.file.LineBatch;
import httpd.tail.file.ReadPoint;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The newest lines, shared by all cursors that keep up: linked batches, at most {@value #LIMIT}
 * bytes and one batch. Used by the reader thread; cursors follow the links themselves.
 */
public final class RecentLines {

  static final int LIMIT = 1024 * 1024;

  private final Deque<LineBatch> batches = new ArrayDeque<>();
  private long weight;

  void add(LineBatch batch) {
    var last = batches.peekLast();
    batches.add(batch);
    weight += batch.weight();
    if (last != null) {
      last.isFollowedBy(batch);
    }
    while (weight > LIMIT && batches.size() > 1) {
      var oldest = batches.removeFirst();
      weight -= oldest.weight();
      oldest.leaveRecent();
    }
  }

  /**
   * Links a batch that was read for one cursor with the next one, if that is in here: so the cursor
   * keeps up from now on, and need not find its place in a file that may change meanwhile.
   */
  LineBatch linked(LineBatch batch) {
    for (var next : batches) {
      if (next.log() == batch.log() && next.start() == batch.end()) {
        batch.isFollowedBy(next);
        return batch;
      }
    }
    return batch.asAlone();
  }

  /** Lets a cursor continue from a place, if that is in here. */
  boolean give(TailCursor cursor, ReadPoint place) {
    for (var all = batches.descendingIterator(); all.hasNext(); ) {
      var batch = all.next();
      if (batch.log() == place.log()
          && batch.start() <= place.offset()
          && place.offset() <= batch.end()) {
        cursor.give(batch, batch.indexAfter(place.offset()));
        return true;
      }
    }
    return false;
  }
}
