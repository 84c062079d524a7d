package httpd.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.file.Absence;
import httpd.tail.file.Fingerprint;
import httpd.tail.file.Position;
import httpd.tail.name.TailName;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * The state of a name's directories as one number: while it is the same, no file was created in
 * them, renamed or deleted. A missing directory has the state of the nearest one above.
 */
final class DirectoryState {

  private DirectoryState() {}

  /**
   * Returns the state of the directories, and of the newest file in them; {@link Position#NO_MARK}
   * if nothing shows it.
   */
  static long of(TailName name) throws IOException {
    var directories = name.changeIndicators();
    var newest = name.newestNonEmpty();
    if (directories.isEmpty()) {
      return Position.NO_MARK;
    }
    var text = new StringBuilder();
    for (var directory : directories) {
      var attributes = nearest(directory);
      text.append(attributes.fileKey())
          .append(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
          .append(' ');
    }
    if (newest != null) {
      text.append(newest.key()).append(newest.size());
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    return Math.max(Position.NO_MARK + 1, Fingerprint.ofBeginning(bytes, bytes.length));
  }

  private static BasicFileAttributes nearest(Path directory) throws IOException {
    for (var at = directory; ; at = at.getParent()) {
      try {
        return Files.readAttributes(at, BasicFileAttributes.class);
      } catch (FileSystemException e) {
        if (!Absence.isCertain(e) || at.getParent() == null) {
          throw e;
        }
      }
    }
  }
}
