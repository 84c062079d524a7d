package httpd.script;

import httpd.script.Siblings.Listing;
import httpd.script.Siblings.Source;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Records what a compilation sees beside its handler file. For one thread. */
final class SiblingLog {

  private final Path directory;
  private final Map<String, Set<String>> listings = new TreeMap<>();
  private final Map<String, String> texts = new TreeMap<>();
  private boolean changes;

  SiblingLog(Path file) {
    directory = Dependencies.directoryOf(file).normalize();
  }

  void looked(Path looked, Collection<Path> found) {
    var names = new TreeSet<String>();
    found.forEach(path -> names.add(path.getFileName().toString()));
    var before = listings.putIfAbsent(directory.relativize(looked).toString(), names);
    changes |= before != null && !before.equals(names);
  }

  void read(Path file, CharSequence text) {
    var before = texts.putIfAbsent(directory.relativize(file).toString(), text.toString());
    changes |= before != null && !before.contentEquals(text);
  }

  /** A class is both beside the file and on the class path: the newer one was taken. */
  void sawBoth() {
    changes = true;
  }

  /** Empty if the result does not depend on names and texts alone. */
  Optional<Siblings> seen() {
    return changes
        ? Optional.empty()
        : Optional.of(
            new Siblings(
                listings.entrySet().stream()
                    .map(each -> new Listing(each.getKey(), each.getValue()))
                    .toList(),
                texts.entrySet().stream()
                    .map(each -> new Source(each.getKey(), each.getValue()))
                    .toList()));
  }
}
