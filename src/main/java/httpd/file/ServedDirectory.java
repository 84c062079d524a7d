package httpd.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder, and what of the file system lies in it. A link counts as what it leads to: one that
 * leads out of the folder leads nowhere.
 *
 * @param root the folder's real path, with no link in it
 */
record ServedDirectory(Path root) {

  /** The only name with a dot in front that is not hidden (RFC 8615). */
  private static final String WELL_KNOWN = ".well-known";

  /**
   * The folder of this name as it is now; the name may be a link that is pointed elsewhere later.
   *
   * @throws IOException if it is not there
   */
  static ServedDirectory at(Path name) throws IOException {
    return new ServedDirectory(name.toRealPath());
  }

  /**
   * The real path that names lead to from here, or null if there is none inside.
   *
   * @param names decoded segments of a URL, taken for untrusted
   * @throws IOException if it cannot be found out
   */
  @Nullable Path find(List<String> names) throws IOException {
    if (!names.stream().allMatch(ServedDirectory::isVisible)) {
      return null;
    }
    try {
      // In one step: a path for each name would copy all names before it.
      var real = root.resolve(String.join("/", names)).toRealPath();
      return real.startsWith(root) ? real : null;
    } catch (InvalidPathException noName) {
      return null;
    } catch (FileSystemException e) {
      if (Absence.isTold(e)) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Whether a name may be asked for: one name and not several or none, on every system, and not
   * hidden by a dot. What a link leads to is not looked at: it was somebody's decision.
   */
  static boolean isVisible(String name) {
    return !name.isEmpty()
        && (name.charAt(0) != '.' || name.equals(WELL_KNOWN))
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ' || c == 0x7f);
  }

  /** Whether what is at a real path can be served: a folder, or a file that is no special one. */
  static boolean isServable(Path real) throws IOException {
    var attributes = Files.readAttributes(real, BasicFileAttributes.class);
    return attributes.isDirectory() || attributes.isRegularFile();
  }
}
