package httpd.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Tells a file that does not exist from one that cannot be read: an error of the file system, a
 * loop of links and a lack of descriptors do not mean that a file is absent. The JDK has exceptions
 * of their own for a few errors only, and the texts of the others depend on the locale.
 */
public final class Absence {

  /** The longest name and the longest path of Linux. */
  private static final int LONGEST_NAME = 255;

  private static final int LONGEST_PATH = 4095;

  /** The JDK adds this to the system's text for a loop of links, and only for that. */
  private static final String LOOP = "or unable to access attributes of symbolic link";

  private Absence() {}

  /** Whether an exception means that there is no such file, or cannot be. */
  public static boolean isCertain(FileSystemException e) {
    var file = e.getFile();
    return e instanceof NoSuchFileException
        || e instanceof NotDirectoryException
        || (e.getClass() == FileSystemException.class
            && file != null
            && (isTooLong(file) || cannotBe(file)));
  }

  public static boolean isLoop(FileSystemException e) {
    var reason = e.getReason();
    return reason != null && reason.endsWith(LOOP);
  }

  private static boolean isTooLong(String file) {
    int length = file.getBytes(UTF_8).length;
    if (length <= LONGEST_NAME) {
      return false;
    }
    for (var name : file.split("/")) {
      if (name.getBytes(UTF_8).length > LONGEST_NAME) {
        return true;
      }
    }
    return length > LONGEST_PATH;
  }

  /** Whether a parent is not a directory, or the system cannot have the name. */
  private static boolean cannotBe(String name) {
    Path file;
    try {
      file = Path.of(name);
    } catch (InvalidPathException noName) {
      return true;
    }
    for (var at = file.toAbsolutePath().getParent(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        return !Files.isDirectory(at);
      }
    }
    return false;
  }
}
