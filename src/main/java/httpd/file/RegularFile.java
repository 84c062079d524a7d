package httpd.file;

import httpd.http.EntityTag;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A regular file below a directory, at the moment of a look.
 *
 * @param root the directory, a real path
 * @param path the file, a real path below it
 * @param attributes at that moment
 */
public record RegularFile(Path root, Path path, BasicFileAttributes attributes) {

  /** It is another file, or has changed since the look. */
  static final class ChangedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    ChangedException(Path path) {
      super(path.toString(), null, "changed while it was opened");
    }
  }

  /** Looks at a real path; null if it is not a regular file. */
  static @Nullable RegularFile at(Path root, Path real) throws IOException {
    var attributes = attributesOf(real);
    return attributes.isRegularFile() ? new RegularFile(root, real, attributes) : null;
  }

  /** Looks at a name, and follows links; null if it is not a regular file. */
  static @Nullable RegularFile named(Path name) throws IOException {
    var real = name.toRealPath();
    var directory = real.getParent();
    return directory == null ? null : at(directory, real);
  }

  /** Its length in bytes. */
  public long size() {
    return attributes.size();
  }

  public FileTime modified() {
    return attributes.lastModifiedTime();
  }

  /**
   * The strong tag of this state: modification time in nanoseconds, length, and the coding of the
   * response. Two states of the same length within one tick of the file system's clock have the
   * same tag. Null if the time is unknown, as in archives that set all times to the epoch.
   */
  @Nullable EntityTag tag(@Nullable ContentCoding coding) {
    if (!isTime(modified())) {
      return null;
    }
    var value =
        Long.toHexString(modified().to(TimeUnit.NANOSECONDS)) + "-" + Long.toHexString(size());
    return new EntityTag(coding == null ? value : value + "-" + coding.token(), false);
  }

  /** Whether a modification time is known: build tools write 0 or 1 if it is not. */
  static boolean isTime(FileTime modified) {
    return modified.to(TimeUnit.SECONDS) > 1;
  }

  /**
   * Opens it, as {@link ServedDirectory#open} does.
   *
   * @param evenIfGrown whether it may have changed since the look, if it is the same file and not
   *     shorter
   * @throws ChangedException if it is another file, or has changed
   */
  FileChannel open(boolean evenIfGrown) throws IOException {
    var channel = new ServedDirectory(root).open(path);
    try {
      if (!isStillTheSame(evenIfGrown)) {
        throw new ChangedException(path);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private boolean isStillTheSame(boolean evenIfGrown) throws IOException {
    var now = attributesOf(path);
    boolean same = now.isRegularFile() && Objects.equals(now.fileKey(), attributes.fileKey());
    return evenIfGrown
        ? same && now.size() >= size()
        : same && now.size() == size() && now.lastModifiedTime().equals(modified());
  }

  private static BasicFileAttributes attributesOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
