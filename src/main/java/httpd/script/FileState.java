package httpd.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a file without reading it: two that are equal are taken for the same content.
 *
 * @param size in bytes; -1 if there is no such file
 * @param key what tells it from another file of the same name, where the file system has that
 */
record FileState(long size, @Nullable FileTime modified, @Nullable Object key) {

  /** There is no regular file of that name, or nobody may look. */
  static final FileState MISSING = new FileState(-1, null, null);

  /** Looks at a file; links are followed. */
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

  /** Whether it is missing or empty, as a file is for a moment while it is being saved. */
  boolean isBlank() {
    return size <= 0;
  }
}
