package httpd.script;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files whose change reloads a handler file: the Java files that were compiled, those that are
 * new beside them, and the files of the user (decision 0006).
 */
record WatchedFiles(List<WatchPattern> also) {

  /** Of a larger directory, only so many names are read; what was compiled is always watched. */
  private static final int MOST_NAMES = 1000;

  Map<Path, FileState> before(Path directory) {
    var files = javaFilesIn(directory);
    also.forEach(pattern -> files.addAll(pattern.find()));
    return states(files);
  }

  /**
   * The files that matter after a load, those that are missing included.
   *
   * @param failed whether the load failed; then any Java file may mend it
   * @param known the files that the load could see
   */
  Map<Path, FileState> after(Dependencies load, boolean failed, Set<Path> known) {
    var files = new HashSet<Path>();
    for (var directory : failed ? load.directories() : Set.of(load.directory())) {
      files.addAll(javaFilesIn(directory));
    }
    if (failed) {
      known.stream().filter(WatchedFiles::isJava).forEach(files::add);
    } else {
      files.removeAll(known);
    }
    files.addAll(load.sources());
    for (var pattern : also) {
      known.stream().filter(pattern::matches).forEach(files::add);
      files.addAll(pattern.find());
    }
    return states(files);
  }

  static boolean isJava(Path file) {
    return isJava(file.toString());
  }

  static boolean isJava(String name) {
    return name.endsWith(".java");
  }

  private static Map<Path, FileState> states(Set<Path> files) {
    var states = new HashMap<Path, FileState>();
    files.forEach(file -> states.put(file, FileState.of(file)));
    return states;
  }

  private static Set<Path> javaFilesIn(Path directory) {
    var found = new HashSet<Path>();
    try (var files = Files.newDirectoryStream(directory)) {
      int names = 0;
      for (var file : files) {
        if (isJava(file) && !file.getFileName().toString().startsWith(".")) {
          found.add(file);
        }
        if (++names == MOST_NAMES) {
          break;
        }
      }
    } catch (IOException | DirectoryIteratorException gone) {
      return found; // It may come back; until then it is empty.
    }
    return found;
  }
}
