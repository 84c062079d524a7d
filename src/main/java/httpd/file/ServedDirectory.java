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
 * A directory that is served, and the paths inside it. A link counts as its target; one that leads
 * out of the directory leads nowhere.
 *
 * @param root the real path, without links
 */
record ServedDirectory(Path root) {

  /** The only name that begins with a dot and is not hidden (RFC 8615). */
  private static final String WELL_KNOWN = ".well-known";

  /**
   * Resolves the name of a directory, which may be a link that is changed later.
   *
   * @throws IOException if it does not exist
   */
  static ServedDirectory at(Path name) throws IOException {
    return new ServedDirectory(name.toRealPath());
  }

  /**
   * Resolves names to a real path; null if they lead to no file inside the directory.
   *
   * @param names decoded segments of a URL, untrusted
   * @throws IOException if that fails
   */
  @Nullable Path find(List<String> names) throws IOException {
    if (!names.stream().allMatch(ServedDirectory::isVisible)) {
      return null;
    }
    try {
      // In one step, since a path for each name would copy all names before it.
      var real = root.resolve(String.join("/", names)).toRealPath();
      return real.startsWith(root) ? real : null;
    } catch (InvalidPathException impossible) {
      return null;
    } catch (FileSystemException e) {
      if (Absence.isCertain(e)) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Whether a name may be requested: it is one name on every system, and not hidden by a dot. The
   * name of a link's target does not matter, since the link was made on purpose.
   */
  static boolean isVisible(String name) {
    return !name.isEmpty()
        && (name.charAt(0) != '.' || name.equals(WELL_KNOWN))
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ' || c == 0x7f);
  }

  static boolean isServable(Path real) throws IOException {
    var attributes = Files.readAttributes(real, BasicFileAttributes.class);
    return attributes.isDirectory() || attributes.isRegularFile();
  }
}
