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
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The state of folders as one number: while that stays the same, no file has been made in them,
 * renamed or deleted. Of a folder that is not there, it is the state of the nearest one above.
 */
final class DirectoryState {

  private DirectoryState() {}

  /**
   * The state of these folders, and of the newest file in them; {@link Position#NO_MARK} for none,
   * which tell nothing.
   */
  static long of(TailName name) throws IOException {
    List<Path> folders = name.telling();
    var newest = name.newestWithBytes();
    if (folders.isEmpty()) {
      return Position.NO_MARK;
    }
    var text = new StringBuilder();
    for (var folder : folders) {
      var attributes = nearest(folder);
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

  private static BasicFileAttributes nearest(Path folder) throws IOException {
    for (var at = folder; ; at = at.getParent()) {
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
