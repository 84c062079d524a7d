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

  private static final Object ROOT = 0;
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

  /** The attribute to make a file or directory with: {@code rwx------}. */
  static FileAttribute<?> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  /** Whether it is a directory, and no link, that only this user may use. */
  boolean isOwnDirectory(Path path) throws IOException {
    var seen = Files.readAttributes(path, "unix:isDirectory,uid,mode", NOFOLLOW_LINKS);
    return Boolean.TRUE.equals(seen.get("isDirectory")) && isOwn(seen);
  }

  /** Whether it is a file, and no link, that only this user may use. */
  boolean isOwnFile(Path path) throws IOException {
    var seen = Files.readAttributes(path, "unix:isRegularFile,uid,mode", NOFOLLOW_LINKS);
    return Boolean.TRUE.equals(seen.get("isRegularFile")) && isOwn(seen);
  }

  /** Whether only this user and root can put another file in the place of one in it. */
  boolean keepsNames(Path directory) throws IOException {
    var seen = Files.readAttributes(directory, "unix:uid,mode");
    boolean trusted = user.equals(seen.get("uid")) || ROOT.equals(seen.get("uid"));
    return trusted && (lacks(seen, WRITE_BY_ALL) || !lacks(seen, STICKY));
  }

  private boolean isOwn(Map<String, Object> seen) {
    return user.equals(seen.get("uid")) && lacks(seen, ANY_BY_OTHERS);
  }

  private static boolean lacks(Map<String, Object> seen, int bits) {
    return seen.get("mode") instanceof Integer mode && (mode & bits) == 0;
  }
}
