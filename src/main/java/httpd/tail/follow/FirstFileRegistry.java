package httpd.tail.follow;

import httpd.tail.file.Position;
import httpd.tail.name.TailName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

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

  private final Map<Nowhere, Integer> awaited = new HashMap<>();

  private final Map<Nowhere, Position> beginnings =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Nowhere, Position> eldest) {
          return size() > MOST;
        }
      };

  synchronized void await(TailName name, Position nowhere) {
    awaited.merge(new Nowhere(name, nowhere), 1, Integer::sum);
  }

  synchronized void leave(TailName name, Position nowhere) {
    awaited.computeIfPresent(
        new Nowhere(name, nowhere), (at, count) -> count == 1 ? null : count - 1);
  }

  /** Whether a cursor waits there, so that another one may join it. */
  synchronized boolean isAwaited(TailName name, Position nowhere) {
    return awaited.containsKey(new Nowhere(name, nowhere));
  }

  /**
   * Remembers the first file.
   *
   * @param nowhere the position of a cursor that has waited there since
   * @param beginning the position before that file's first line
   */
  synchronized void remember(TailName name, Position nowhere, Position beginning) {
    beginnings.putIfAbsent(new Nowhere(name, nowhere), beginning);
  }

  /** Returns the beginning of the first file for a position without a file; others unchanged. */
  synchronized Position known(TailName name, Position position) {
    return position.isNowhere()
        ? beginnings.getOrDefault(new Nowhere(name, position), position)
        : position;
  }
}
