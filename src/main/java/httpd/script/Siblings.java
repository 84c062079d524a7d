package httpd.script;

import static java.nio.charset.StandardCharsets.UTF_8;

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

  /** A file that was compiled, and its text without a byte order mark. */
  record Source(String path, String text) {

    /** Whether a content is this text. Bytes that are not UTF-8 are never. */
    boolean isIn(byte[] content) {
      var decoded = new String(content, UTF_8);
      return SourceText.withoutMark(decoded).toString().equals(text)
          && Arrays.equals(decoded.getBytes(UTF_8), content);
    }
  }

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
      if (!source.isIn(Files.readAllBytes(path))) {
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
}
