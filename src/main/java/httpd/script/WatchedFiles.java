package httpd.script;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files around a handler file whose change calls for a new load of it (decision 0006).
 *
 * @param dependencies of the last load
 * @param failed whether that load failed; any Java file may mend it then
 * @param known whether the last load has seen a file
 */
record WatchedFiles(Dependencies dependencies, boolean failed, Predicate<Path> known) {

  /** Of a larger folder only so many names are looked at; what was compiled always is. */
  private static final int MOST_NAMES = 1000;

  /** All files of a folder that could matter to some load. */
  static Map<Path, FileState> in(Path folder) {
    return states(names(folder));
  }

  static boolean isJava(Path file) {
    return file.toString().endsWith(".java");
  }

  /** Those that matter, as they are now; one that is missing is there as such. */
  Map<Path, FileState> now(Set<Path> seenBefore) {
    var files = new LinkedHashSet<>(dependencies.sources());
    for (var folder : failed ? dependencies.folders() : Set.of(dependencies.folder())) {
      files.addAll(names(folder));
    }
    files.addAll(seenBefore);
    files.removeIf(file -> !matters(file));
    return states(files);
  }

  private boolean matters(Path file) {
    return isJava(file)
        ? failed || dependencies.sources().contains(file) || !known.test(file)
        : dependencies.mayRead(file);
  }

  private static Map<Path, FileState> states(Set<Path> files) {
    var states = new HashMap<Path, FileState>();
    files.forEach(file -> states.put(file, FileState.of(file)));
    return states;
  }

  private static Set<Path> names(Path folder) {
    var names = new LinkedHashSet<Path>();
    try (var files = Files.newDirectoryStream(folder, WatchedFiles::isOfInterest)) {
      for (var file : files) {
        names.add(file);
        if (names.size() == MOST_NAMES) {
          break;
        }
      }
    } catch (IOException | DirectoryIteratorException gone) {
      return names; // It may come back; until then there is nothing in it.
    }
    return names;
  }

  private static boolean isOfInterest(Path file) {
    var name = file.getFileName().toString();
    return !name.startsWith(".") && !name.endsWith(".log");
  }
}
