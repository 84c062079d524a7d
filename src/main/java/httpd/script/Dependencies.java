package httpd.script;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.tools.JavaFileObject;

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

  void looked(String packageName, Iterable<JavaFileObject> found) {
    directories.add(directory().resolve(packageName.replace('.', '/')));
    for (var each : found) {
      if (each.getKind() == JavaFileObject.Kind.SOURCE) {
        pathOf(each).ifPresent(path -> states.putIfAbsent(path, FileState.of(path)));
      }
    }
  }

  void read(JavaFileObject source) {
    pathOf(source).ifPresent(sources::add);
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

  /** Empty for the handler file: the compiler is given its text. */
  private static Optional<Path> pathOf(JavaFileObject source) {
    return Optional.of(source.toUri())
        .filter(uri -> "file".equals(uri.getScheme()))
        .map(uri -> Path.of(uri).toAbsolutePath().normalize());
  }
}
