package httpd.logs;

import httpd.HttpException;
import httpd.file.ServedDirectory;
import httpd.live.merged.MergedEvents;
import httpd.live.merged.PlacesId;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which files a request opens, and refuses those that cannot be followed. */
record FilesToOpen(LogDirectory directory, ServedNames served) {

  ServedDirectory inside() throws IOException {
    return directory.resolve();
  }

  /**
   * Returns the names, the file that was written last at the end.
   *
   * @param id the client's place; null if it begins
   * @param places the files that the client has had, by their keys
   * @throws HttpException 400 for too many, 404 for a name that is not there, 415 for one that
   *     cannot be read as lines
   */
  List<String> of(
      ServedDirectory inside,
      FileSelection selection,
      @Nullable String id,
      Map<String, String> places)
      throws IOException {
    for (var name : selection.names()) {
      check(inside, name, id != null);
    }
    var all = new LinkedHashSet<String>();
    if (!selection.patterns().isEmpty()) {
      addMatching(all, inside, selection, places.keySet());
    }
    all.addAll(selection.names());
    if (all.size() > MergedEvents.MOST) {
      throw FileSelection.tooMany(all.size());
    }
    var times = new HashMap<String, Long>();
    all.forEach(name -> times.put(name, inside.root().resolve(name).toFile().lastModified()));
    return all.stream().sorted(Comparator.comparingLong(times::get)).toList();
  }

  /**
   * Refuses a name.
   *
   * @param isBack whether the client comes back, so that it waits for a file between two rotations
   */
  void check(ServedDirectory inside, String name, boolean isBack) throws IOException {
    var path = directory.takes(name) ? inside.root().resolve(name) : null;
    boolean isThere = path != null && inside.has(path) && Files.isRegularFile(path);
    if (path == null || (!isThere && !isBack && !served.has(name))) {
      throw new HttpException(404, "no file \"" + name + "\"" + remedy(path != null, name));
    }
    if (isThere && TailName.isCompressed(name)) {
      throw new HttpException(
          415, "\"" + name + "\" is compressed, and no line is added to it: read it with zless");
    }
    if (isThere && !Files.isReadable(path)) {
      throw new HttpException(403, "\"" + name + "\" cannot be read by the user of httpd");
    }
    if (isThere && !TextCheck.isText(inside, path)) {
      throw new HttpException(415, "\"" + name + "\" is not a file of lines: it has NUL bytes");
    }
  }

  private static String remedy(boolean mayCome, String name) {
    return ": without ?file= this path lists what is there"
        + (mayCome ? ", and ?file=" + name + "* waits for it" : "");
  }

  private void addMatching(
      Set<String> all, ServedDirectory inside, FileSelection selection, Set<String> keys)
      throws IOException {
    var listing = LogListing.of(directory, Instant.now());
    var back = back(listing, keys);
    var matching = new ArrayList<String>();
    for (var entry : listing.entries()) {
      var name = entry.name();
      if (entry.isLog() && selection.has(name) && LogListing.logOf(name, back::contains) == null) {
        matching.add(name);
      }
    }
    for (var name : matching) {
      if (matching.size() > 2 * MergedEvents.MOST || isText(inside, name)) {
        all.add(name);
      }
    }
    back.stream()
        .filter(name -> selection.has(name) && directory.takes(name))
        .filter(name -> LogListing.logOf(name, listing::has) == null)
        .forEach(all::add);
  }

  /**
   * The files that a client has had: those that streams of this process had, and those whose parts
   * are there, since another process may have served them.
   */
  private Set<String> back(LogListing listing, Set<String> keys) {
    var names = new LinkedHashSet<>(served.of(keys));
    for (var entry : listing.entries()) {
      var log = LogListing.logOf(entry.name(), other -> keys.contains(PlacesId.key(other)));
      if (log != null) {
        names.add(log);
      }
    }
    return names;
  }

  private static boolean isText(ServedDirectory inside, String name) throws IOException {
    try {
      return TextCheck.isText(inside, inside.root().resolve(name));
    } catch (NoSuchFileException gone) {
      return true; // It is between two steps of a rotation.
    }
  }
}
