package httpd.script;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Files that change faster than anybody edits: data, perhaps written by the handler itself, for
 * which a reload would follow a reload for ever.
 */
final class RestlessFiles {

  private static final int MOST_CHANGES = 8;
  private static final int LOOKS = 50;

  private final Map<Path, Deque<Long>> changes = new HashMap<>();
  private final Set<Path> restless = new HashSet<>();

  /**
   * A file has changed.
   *
   * @param look the number of the look that found it changed
   * @return whether it is restless from now on
   */
  boolean changed(Path file, long look) {
    var looks = changes.computeIfAbsent(file, _ -> new ArrayDeque<>());
    looks.add(look);
    if (looks.size() < MOST_CHANGES || look - looks.removeFirst() > LOOKS) {
      return false;
    }
    changes.remove(file);
    return restless.add(file);
  }

  boolean contains(Path file) {
    return restless.contains(file);
  }
}
