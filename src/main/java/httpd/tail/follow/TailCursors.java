package httpd.tail.follow;

import httpd.tail.file.LineBatch;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The cursors of one followed name.
 *
 * <pre>
 *   add() ──► NEW, until a look after it ── takeNew() ──► SERVED ── remove(), from any state
 * </pre>
 *
 * <p>Used by the reader thread; others may ask for the count.
 */
final class TailCursors {

  private final Set<TailCursor> all = new LinkedHashSet<>();

  /** Those whose positions may be after what was read so far. */
  private final Set<TailCursor> added = new LinkedHashSet<>();

  private volatile int count;

  /** From any thread. */
  int count() {
    return count;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  boolean contains(TailCursor cursor) {
    return all.contains(cursor);
  }

  void add(TailCursor cursor) {
    all.add(cursor);
    added.add(cursor);
    count = all.size();
  }

  void remove(TailCursor cursor) {
    all.remove(cursor);
    added.remove(cursor);
    count = all.size();
  }

  /** Returns those that were added since the last call. */
  List<TailCursor> takeNew() {
    var taken = List.copyOf(added);
    added.clear();
    return taken;
  }

  void forEach(Consumer<TailCursor> action) {
    all.forEach(action);
  }

  /** The batches that they are in. */
  Stream<LineBatch> batches() {
    return all.stream().map(TailCursor::batch).filter(Objects::nonNull);
  }
}
