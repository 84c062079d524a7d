package httpd.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Tells a file that is not there from one that cannot be read: a file system that fails, links that
 * go round, and a process without descriptors say nothing about what is there. The JDK has types of
 * its own for a few errors alone, and the texts of the others depend on the locale.
 */
public final class Absence {

  /** The longest name, and the longest path, that Linux has. */
  private static final int LONGEST_NAME = 255;

  private static final int LONGEST_PATH = 4095;

  /** The JDK adds this to the system's text for links that go round, and for nothing else. */
  private static final String LOOP = "or unable to access attributes of symbolic link";

  private Absence() {}

  /** Whether a file system's refusal means that there is no such file, nor can be. */
  public static boolean isTold(FileSystemException e) {
    var file = e.getFile();
    return e instanceof NoSuchFileException
        || e instanceof NotDirectoryException
        || (e.getClass() == FileSystemException.class
            && file != null
            && (isTooLong(file) || cannotBe(file)));
  }

  /** Whether it means links that lead to each other. */
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

  /** Whether something above it is there and is no folder, or the system has no such name. */
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
