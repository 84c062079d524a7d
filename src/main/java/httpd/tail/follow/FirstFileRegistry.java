package httpd.tail.follow;

import httpd.tail.file.Position;
import httpd.tail.name.TailName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers which file came first where there was none, for names that a {@link Follower} watched
 * at that time: nothing on the disk proves that no other file came and went before it.
 *
 * <pre>
 *          a cursor waits there            the first file has come
 *   (none) ────────────────────► AWAITED ──────────────────────────► KNOWN: the newest 256 stay
 *      ▲                            │                                 as long as the process
 *      └────────────────────────────┘ no cursor waits there any more
 * </pre>
 *
 * <p>Safe for all threads.
 */
final class FirstFileRegistry {

  private static final int MOST = 256;

  private record Nowhere(TailName name, Position position) {}

  private final Map<Nowhere, Set<TailCursor>> awaited = new HashMap<>();

  private final Map<Nowhere, Position> beginnings =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Nowhere, Position> eldest) {
          return size() > MOST;
        }
      };

  synchronized void await(TailCursor cursor) {
    if (!cursor.isClosed()) {
      awaited.computeIfAbsent(startOf(cursor), at -> new HashSet<>()).add(cursor);
    }
  }

  synchronized void leave(TailCursor cursor) {
    var at = startOf(cursor);
    var waiting = awaited.get(at);
    if (waiting != null && waiting.remove(cursor) && waiting.isEmpty()) {
      awaited.remove(at);
    }
  }

  private static Nowhere startOf(TailCursor cursor) {
    return new Nowhere(cursor.name(), cursor.start());
  }

  /** Whether a cursor waits there, so that another one may join it. */
  synchronized boolean isAwaited(TailName name, Position nowhere) {
    return awaited.containsKey(new Nowhere(name, nowhere));
  }

  /** Remembers the position before the first line of the file that came first after this start. */
  synchronized void remember(TailCursor cursor, Position beginning) {
    beginnings.putIfAbsent(startOf(cursor), beginning);
  }

  /** Returns the beginning of the first file for a position without a file; others unchanged. */
  synchronized Position known(TailName name, Position position) {
    return position.isNowhere()
        ? beginnings.getOrDefault(new Nowhere(name, position), position)
        : position;
  }
}
