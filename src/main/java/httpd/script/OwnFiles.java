package httpd.script;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Tells files that only this user can have written from all others. */
final class OwnFiles {

  static final FileAttribute<?> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  static final FileAttribute<?> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final int ANY_BY_OTHERS = 0077;
  private static final int WRITE_BY_ALL = 0002;
  private static final int STICKY = 01000;

  private final Object user;

  private OwnFiles(Object user) {
    this.user = user;
  }

  /** Those of the user of this process, and not of the user that the environment names. */
  static OwnFiles ofThisProcess() throws IOException {
    return new OwnFiles(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  /** Whether it is a directory, and no link, that only this user may use. */
  boolean isOwnDirectory(Path path) throws IOException {
    var seen = seen(path);
    return Boolean.TRUE.equals(seen.get("isDirectory")) && isOwn(seen);
  }

  /** The size of a file, which is no link, that only this user may use; -1 for any other. */
  long sizeOfOwn(Path path) throws IOException {
    var seen = seen(path);
    boolean own = Boolean.TRUE.equals(seen.get("isRegularFile")) && isOwn(seen);
    return own ? (Long) seen.get("size") : -1;
  }

  /** Whether nobody but this user and root can put another file in the place of one in it. */
  boolean keepsNames(Path directory) throws IOException {
    var seen = Files.readAttributes(directory, "unix:uid,mode");
    int mode = (Integer) seen.get("mode");
    boolean trusted = user.equals(seen.get("uid")) || Integer.valueOf(0).equals(seen.get("uid"));
    return trusted && ((mode & WRITE_BY_ALL) == 0 || (mode & STICKY) != 0);
  }

  private boolean isOwn(Map<String, Object> seen) {
    return user.equals(seen.get("uid")) && ((Integer) seen.get("mode") & ANY_BY_OTHERS) == 0;
  }

  private static Map<String, Object> seen(Path path) throws IOException {
    return Files.readAttributes(
        path, "unix:isDirectory,isRegularFile,size,uid,mode", NOFOLLOW_LINKS);
  }
}
