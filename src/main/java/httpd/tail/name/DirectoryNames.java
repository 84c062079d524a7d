package httpd.tail.name;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The names in directories, each of which is read once: for a look at many files of one directory.
 * What comes later is not there. Used by one thread, and not longer than for one look.
 */
public final class DirectoryNames {

  private record Entry(String name, Path path) {}

  private final Map<Path, List<Entry>> directories = new HashMap<>();

  /** Lists the entries whose names are wanted, as {@link DirectoryListing#entries} does. */
  List<Path> entries(Path directory, Predicate<String> wanted) throws IOException {
    var all = directories.get(directory);
    if (all == null) {
      all = read(directory);
      directories.put(directory, all);
    }
    return all.stream().filter(entry -> wanted.test(entry.name)).map(Entry::path).toList();
  }

  private static List<Entry> read(Path directory) throws IOException {
    var all = new ArrayList<Entry>();
    for (var path : DirectoryListing.entries(directory, any -> true)) {
      all.add(new Entry(String.valueOf(path.getFileName()), path));
    }
    return all;
  }
}
