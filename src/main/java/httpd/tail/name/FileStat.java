package httpd.tail.name;

import httpd.file.Absence;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a regular file at one moment, links followed.
 *
 * @param path where it was found
 * @param key identifies the file under any name: device and inode; its path where the file system
 *     has no such key
 * @param size in bytes
 * @param modifiedMicros time of the last write, in microseconds since 1970
 * @param bornMicros time of creation; {@code modifiedMicros} where the file system does not tell
 */
public record FileStat(Path path, Object key, long size, long modifiedMicros, long bornMicros) {

  /** Reads the attributes of a regular file; null if it does not exist. */
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
      throw new NotRegularFileException(path, attributes.isDirectory());
    }
    var key = attributes.fileKey();
    long modified = attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS);
    long born = attributes.creationTime().to(TimeUnit.MICROSECONDS);
    return new FileStat(path, key == null ? path : key, attributes.size(), modified, born);
  }

  /** The name is that of a directory, a device or the like. */
  static final class NotRegularFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    NotRegularFileException(Path path, boolean isDirectory) {
      super(path.toString(), null, isDirectory ? "is a directory" : "is not a regular file");
    }
  }

  public long number() {
    return Integer.toUnsignedLong(key.toString().hashCode()); // The same in every run.
  }

  /** The later of creation and last write: a writer may set the latter back. */
  public long changedMicros() {
    return Math.max(modifiedMicros, bornMicros);
  }

  /** Whether it was created before another one; false if the file system does not tell. */
  public boolean isOlderThan(FileStat other) {
    boolean tells = bornMicros != modifiedMicros || other.bornMicros != other.modifiedMicros;
    return tells && bornMicros < other.bornMicros;
  }

  public boolean isSameAs(FileStat other) {
    return key.equals(other.key);
  }
}
