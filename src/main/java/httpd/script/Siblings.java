package httpd.script;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one compilation has seen beside its handler file. Java files that were looked for and are
 * missing count too: the listing of a directory says that they are.
 *
 * @param listings the directories in which classes were looked for, those that are missing included
 * @param sources the files that were compiled
 */
record Siblings(List<Listing> listings, List<Source> sources) {

  /** The names of the Java files of a directory, which is relative to that of the handler file. */
  record Listing(String directory, Set<String> names) {}

  /** A file that was compiled, and its text in UTF-8 without a byte order mark. */
  record Source(String path, byte[] text) {}

  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /**
   * Whether a compilation would see the same again. Adds what it looks at to {@code dependencies},
   * each state before its content is read.
   */
  boolean hold(Dependencies dependencies) throws IOException {
    for (var listing : listings) {
      if (!holds(listing, dependencies)) {
        return false;
      }
    }
    for (var source : sources) {
      var path = dependencies.directory().resolve(source.path());
      dependencies.read(path);
      if (!isText(source.text(), Files.readAllBytes(path))) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(Listing listing, Dependencies dependencies) {
    var directory = dependencies.directory().resolve(listing.directory());
    var names = javaFilesIn(directory);
    var found = new ArrayList<Path>();
    for (var name : names) {
      found.add(directory.resolve(name));
    }
    dependencies.looked(directory, found);
    return names.equals(listing.names());
  }

  private static Set<String> javaFilesIn(Path directory) {
    var names = new HashSet<String>();
    var all = new File(directory.toString()).list(); // Null if there is no such directory.
    for (var name : all == null ? new String[0] : all) {
      if (WatchedFiles.isJava(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean isText(byte[] text, byte[] content) {
    int from = Arrays.mismatch(content, MARK) == MARK.length ? MARK.length : 0;
    return Arrays.equals(text, 0, text.length, content, from, content.length);
  }
}
