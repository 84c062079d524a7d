package httpd.script;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Compares files with those that the last load has seen, look by look. Editors truncate a file and
 * write it again, or replace it, so a change counts when it has come to rest: when two looks in a
 * row show the same state, or six if the file is missing or empty.
 */
final class ChangeDetector {

  private static final int LOOKS = 2;
  private static final int LOOKS_AT_BLANK = 6;

  /** The state of a changed file, and the number of looks in a row that have shown it. */
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

  void begin(Map<Path, FileState> states) {
    loaded.clear();
    loaded.putAll(states);
    sightings.clear();
  }

  void add(Map<Path, FileState> states) {
    loaded.putAll(states);
  }

  Set<Path> files() {
    return Set.copyOf(loaded.keySet());
  }

  /** Whether a file has changed since the last load, at rest or not. */
  boolean differ(Map<Path, FileState> now) {
    return now.entrySet().stream()
        .anyMatch(
            file -> !file.getValue().equals(loaded.getOrDefault(file.getKey(), FileState.MISSING)));
  }

  /**
   * Takes one look.
   *
   * @param now the states of all watched files
   * @return the files that have changed and are at rest; none while a Java file is not at rest,
   *     since files that are saved together are loaded together
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
