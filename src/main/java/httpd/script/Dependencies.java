package httpd.script;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The Java files and directories that one load of a handler file reads. They are added while the
 * load goes on, so that a load that fails has those that it has reached. For one thread at a time;
 * paths are absolute and normalized.
 */
final class Dependencies {

  private final Path file;
  private final Map<Path, FileState> states = new HashMap<>();
  private final Set<Path> sources = new HashSet<>();
  private final Set<Path> directories = new HashSet<>();

  Dependencies(Path file) {
    this.file = file.toAbsolutePath().normalize();
    states.put(this.file, FileState.of(this.file));
    sources.add(this.file);
    directories.add(directory());
  }

  /** Adds a directory in which classes are looked for, and the Java files that are found there. */
  void looked(Path directory, Collection<Path> found) {
    directories.add(directory);
    for (var path : found) { // No lambdas: each costs time at the start.
      if (!states.containsKey(path)) {
        states.put(path, FileState.of(path));
      }
    }
  }

  /** Adds a file that is compiled. */
  void read(Path source) {
    sources.add(source);
  }

  /** Adds all that another load of the same file has read; states that are known stay. */
  void add(Dependencies other) {
    var before = Map.copyOf(states);
    states.putAll(other.states);
    states.putAll(before);
    sources.addAll(other.sources);
    directories.addAll(other.directories);
  }

  Map<Path, FileState> states() {
    return Map.copyOf(states);
  }

  Set<Path> sources() {
    return sources;
  }

  /** The directories in which the compiler has looked for classes; some may not exist. */
  Set<Path> directories() {
    return directories;
  }

  Path directory() {
    return file.resolveSibling("");
  }

  /** The directory of a handler file, in which its siblings are. */
  static Path directoryOf(Path file) {
    return file.toAbsolutePath().resolveSibling("");
  }
}
