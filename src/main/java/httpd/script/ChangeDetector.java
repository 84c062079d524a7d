package httpd.script;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What differs from the files that the last load has seen, look by look. Editors empty a file and
 * fill it, or take it away and put another in its place, so a change counts once it has come to
 * rest: when two looks in a row show the same, or some more where a file is missing or empty.
 */
final class ChangeDetector {

  private static final int LOOKS = 2;
  private static final int LOOKS_AT_BLANK = 6;

  /** How a changed file looks, and in how many looks in a row it has. */
  private record Sighting(FileState state, int looks) {

    Sighting again(FileState now) {
      return new Sighting(now, now.equals(state) ? looks + 1 : 1);
    }

    boolean isAtRest() {
      return looks >= (state.isBlank() ? LOOKS_AT_BLANK : LOOKS);
    }
  }

  private final Map<Path, FileState> loaded = new HashMap<>();
  private final Map<Path, Sighting> sightings = new HashMap<>();

  /** A load begins that sees these. */
  void begin(Map<Path, FileState> states) {
    loaded.clear();
    loaded.putAll(states);
    sightings.clear();
  }

  /** The load has seen these as well. */
  void add(Map<Path, FileState> states) {
    loaded.putAll(states);
  }

  /** Whether the last load has seen a file of this name. */
  boolean knows(Path file) {
    return loaded.containsKey(file);
  }

  /** The files that the last load has seen. */
  Set<Path> files() {
    return Set.copyOf(loaded.keySet());
  }

  /** Whether a file differs from what the last load has seen, at rest or not. */
  boolean differ(Map<Path, FileState> now) {
    return now.entrySet().stream()
        .anyMatch(
            file -> !file.getValue().equals(loaded.getOrDefault(file.getKey(), FileState.MISSING)));
  }

  /**
   * Takes a look into account.
   *
   * @param now all files that matter, as they are
   * @return those that have changed and are at rest; none while a Java file is not, since what is
   *     saved together should be loaded together
   */
  List<Path> look(Map<Path, FileState> now) {
    sightings.keySet().retainAll(now.keySet());
    now.forEach(this::look);
    var atRest = new ArrayList<Path>();
    for (var each : sightings.entrySet()) {
      if (each.getValue().isAtRest()) {
        atRest.add(each.getKey());
      } else if (WatchedFiles.isJava(each.getKey())) {
        return List.of();
      }
    }
    return atRest;
  }

  private void look(Path file, FileState now) {
    if (now.equals(loaded.getOrDefault(file, FileState.MISSING))) {
      sightings.remove(file);
    } else {
      var before = Objects.requireNonNullElse(sightings.get(file), new Sighting(now, 0));
      sightings.put(file, before.again(now));
    }
  }
}
