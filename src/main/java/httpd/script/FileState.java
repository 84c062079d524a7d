package httpd.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * The state of a file without its content: equal states are taken for equal contents.
 *
 * @param size in bytes; -1 if there is no such file
 * @param key identifies the file, if another may have its name; null if the system has no such key
 */
record FileState(long size, @Nullable FileTime modified, @Nullable Object key) {

  /** The state if there is no regular file of that name, or it may not be looked at. */
  static final FileState MISSING = new FileState(-1, null, null);

  /** Reads the state of a file; follows links. */
  static FileState of(Path file) {
    try {
      var seen = Files.readAttributes(file, BasicFileAttributes.class);
      return seen.isRegularFile()
          ? new FileState(seen.size(), seen.lastModifiedTime(), seen.fileKey())
          : MISSING;
    } catch (IOException gone) {
      return MISSING;
    }
  }

  /** Whether it is missing or empty, as a file is for a moment while an editor saves it. */
  boolean isBlank() {
    return size <= 0;
  }
}
