package httpd.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is served, and the paths inside it. A link counts as its target; one that leads
 * out of the directory leads nowhere.
 *
 * @param root the real path, without links
 */
public record ServedDirectory(Path root) {

  /** The only name that begins with a dot and is not hidden (RFC 8615). */
  private static final String WELL_KNOWN = ".well-known";

  /**
   * Resolves the name of a directory, which may be a link that is changed later.
   *
   * @throws IOException if it does not exist
   */
  public static ServedDirectory at(Path name) throws IOException {
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
  public static boolean isVisible(String name) {
    return !name.isEmpty()
        && (name.charAt(0) != '.' || name.equals(WELL_KNOWN))
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c < ' ' || c == 0x7f);
  }

  /** Whether a path leads, over all links, to a file or a directory inside. */
  public boolean has(Path path) throws IOException {
    try {
      return path.toRealPath().startsWith(root);
    } catch (FileSystemException e) {
      if (Absence.isCertain(e) || Absence.isLoop(e)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Opens a file. From the directory down no link is followed, so that a link put there since the
   * path was resolved leads nowhere; on systems that cannot open relative to an open directory,
   * that holds for the last name only.
   *
   * @param real a path without links; one that is outside, as a link that has just been changed
   *     gives it, does not exist
   */
  public FileChannel open(Path real) throws IOException {
    if (!real.startsWith(root)) {
      throw new NoSuchFileException(real.toString(), null, "leads out of the directory");
    }
    try (var directory = Files.newDirectoryStream(root)) {
      return directory instanceof SecureDirectoryStream<Path> secure
          ? descend(secure, root.relativize(real))
          : FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static FileChannel descend(SecureDirectoryStream<Path> directory, Path way)
      throws IOException {
    if (way.getNameCount() > 1) {
      try (var next = directory.newDirectoryStream(way.getName(0), LinkOption.NOFOLLOW_LINKS)) {
        return descend(next, way.subpath(1, way.getNameCount()));
      }
    }
    var options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    if (directory.newByteChannel(way, options) instanceof FileChannel file) {
      return file;
    }
    throw new NoSuchFileException(way.toString(), null, "no file channel");
  }

  static boolean isServable(Path real) throws IOException {
    var attributes = Files.readAttributes(real, BasicFileAttributes.class);
    return attributes.isDirectory() || attributes.isRegularFile();
  }
}
