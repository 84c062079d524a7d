package httpd.script;

import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaFileObject;

/**
 * What one load of a handler file depends on; it is filled while the load goes on, and says as much
 * as is known if that fails. Used by one thread at a time. Paths are absolute and normalized.
 */
final class Dependencies {

  private final Path file;
  private final Map<Path, FileState> states = new HashMap<>();
  private final Set<Path> sources = new LinkedHashSet<>();
  private final Set<Path> folders = new LinkedHashSet<>();
  private final Set<String> strings = new HashSet<>();
  private Map<String, byte[]> classes = Map.of();

  /** Of a load that begins now, before the file is read. */
  Dependencies(Path file) {
    this.file = file.toAbsolutePath().normalize();
    var own = this.file.resolveSibling("");
    states.put(this.file, FileState.of(this.file));
    sources.add(this.file);
    folders.add(own);
  }

  /** The compiler has looked for the classes of a package, and has read none of them yet. */
  void looked(String packageName, Iterable<JavaFileObject> found) {
    folders.add(folder().resolve(packageName.replace('.', '/')));
    for (var each : found) {
      if (each.getKind() == JavaFileObject.Kind.SOURCE) {
        pathOf(each).ifPresent(path -> states.putIfAbsent(path, FileState.of(path)));
      }
    }
  }

  /** The compiler has read a source file. */
  void read(JavaFileObject source) {
    pathOf(source).ifPresent(sources::add);
  }

  /** The compiler has made these classes. */
  void compiled(Map<String, byte[]> classes) {
    this.classes = classes;
  }

  /** The Java files of the load, and its folder's others: as they were before they were read. */
  Map<Path, FileState> states() {
    return Map.copyOf(states);
  }

  /** The Java files that were compiled. */
  Set<Path> sources() {
    return sources;
  }

  /** The folders where classes were looked for, the handler file's own first; some may be none. */
  Set<Path> folders() {
    return folders;
  }

  /** The handler file's own folder. */
  Path folder() {
    return file.resolveSibling("");
  }

  /**
   * Whether the code may read a file of this name: one of its strings has the name's ending in it,
   * {@code .html}, or the whole of a name without one.
   */
  boolean mayRead(Path file) {
    var name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    var wanted = dot < 0 ? name : name.substring(dot);
    return strings().stream().anyMatch(text -> text.contains(wanted));
  }

  /** The strings of the classes; what is concatenated at run time is there in its pieces. */
  private Set<String> strings() {
    for (var name : new TreeSet<>(classes.keySet())) {
      for (var entry : ClassFile.of().parse(classes.get(name)).constantPool()) {
        if (entry instanceof StringEntry string) {
          strings.add(string.stringValue());
        }
      }
    }
    classes = Map.of(); // Read once, and not kept.
    return strings;
  }

  /** The handler file itself has none: the compiler is given its text. */
  private static Optional<Path> pathOf(JavaFileObject source) {
    return Optional.of(source.toUri())
        .filter(uri -> "file".equals(uri.getScheme()))
        .map(uri -> Path.of(uri).toAbsolutePath().normalize());
  }
}
