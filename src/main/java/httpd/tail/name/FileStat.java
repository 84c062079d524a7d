package httpd.tail.name;

import httpd.file.Absence;
import httpd.tail.file.Position;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A regular file as it was when it was looked at, links followed.
 *
 * @param path where it was found
 * @param key which file it is, whatever its name: device and inode; its path where the file system
 *     has no such key
 * @param size in bytes
 * @param modifiedMicros when it was last written to, in microseconds since 1970
 * @param bornMicros when it was made; {@code modifiedMicros} where the file system does not tell
 */
public record FileStat(Path path, Object key, long size, long modifiedMicros, long bornMicros) {

  /**
   * Looks at a file.
   *
   * @return null if there is none of that name
   * @throws NoRegularFileException if there is something else
   * @throws FileSystemException if that cannot be told
   */
  public static @Nullable FileStat at(Path path) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (FileSystemException e) {
      if (Absence.isCertain(e)) {
        return null;
      }
      throw e;
    }
    if (!attributes.isRegularFile()) {
      throw new NoRegularFileException(path, attributes.isDirectory());
    }
    var key = attributes.fileKey();
    long modified = attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS);
    long born = attributes.creationTime().to(TimeUnit.MICROSECONDS);
    return new FileStat(path, key == null ? path : key, attributes.size(), modified, born);
  }

  /** What has the name is a folder, a device or the like. */
  static final class NoRegularFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    NoRegularFileException(Path path, boolean isFolder) {
      super(path.toString(), null, isFolder ? "is a folder" : "is no regular file");
    }
  }

  /** The key as a number, for a {@link Position}. */
  public long number() {
    return Integer.toUnsignedLong(key.toString().hashCode()); // Both are the same in every run.
  }

  /** When it was last written to, or made if that was later: its writer may set the other back. */
  public long changedMicros() {
    return Math.max(modifiedMicros, bornMicros);
  }

  /** Whether it was made before another one; false if the file system does not tell. */
  public boolean isOlderThan(FileStat other) {
    boolean tells = bornMicros != modifiedMicros || other.bornMicros != other.modifiedMicros;
    return tells && bornMicros < other.bornMicros;
  }

  public boolean isSameAs(FileStat other) {
    return key.equals(other.key);
  }
}
