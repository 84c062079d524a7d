package httpd.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import httpd.exec.posix.PinnedFile;
import httpd.net.ListenException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import org.jspecify.annotations.Nullable;

/**
 * The file of a unix-domain socket that a server listens on. It stays when the server is killed,
 * and would then be in the way of the next one.
 *
 * <pre>
 *   a file at the path ── not a socket ─────────────────────────────► an error
 *         ├── a socket, and a server answers, or may ───────────────► an error
 *         └── a socket that refuses: moved aside ── still refuses ──► removed
 *                                           └── otherwise, put back ► an error
 * </pre>
 *
 * <p>It is moved aside before it is removed, since another server may have replaced it meanwhile,
 * or have bound it and not listened yet. That server looks whether its file {@link #isInPlace} as
 * soon as it listens. So of two servers that start at once, one gets the path, even if they do not
 * have the lock of the directory.
 */
public final class UnixSocketFile {

  /** What the JDK allows; the system has room for one more (unix(7), "sun_path"). */
  private static final int LONGEST = 106;

  private final Path path;
  private final Identity identity;

  /** An inode number may be used again; the time then differs. */
  private record Identity(@Nullable Object key, FileTime made) {

    static Identity of(Path path, LinkOption... links) throws IOException {
      var found = Files.readAttributes(path, BasicFileAttributes.class, links);
      return new Identity(found.fileKey(), found.lastModifiedTime());
    }
  }

  private UnixSocketFile(Path path, Identity identity) {
    this.path = path;
    this.identity = identity;
  }

  /** Returns the file that was just bound. */
  static UnixSocketFile bound(Path path) throws IOException {
    return new UnixSocketFile(path, Identity.of(path, NOFOLLOW_LINKS));
  }

  /**
   * Checks that a path can be that of a socket; a server may listen there.
   *
   * @throws ListenException if it cannot
   */
  public static void check(Path path) throws IOException {
    if (isTooLong(path)) {
      throw new ListenException(Reason.TOO_LONG, "the path is longer than " + LONGEST + " bytes");
    }
    var directory = path.toAbsolutePath().getParent();
    if (directory != null && Files.notExists(directory)) {
      throw new ListenException(Reason.NO_DIRECTORY, "there is no directory " + directory);
    }
    try {
      var found = attributes(path);
      if (!isSocket(path, found)) {
        throw new ListenException(Reason.NOT_A_SOCKET, "there is " + kind(found));
      }
    } catch (NoSuchFileException free) {
      // As it should be.
    }
  }

  /**
   * Removes a socket that no server listens on.
   *
   * @throws ListenException if there is anything else
   */
  static void makeRoom(Path path) throws IOException {
    check(path);
    try {
      var before = Identity.of(path, NOFOLLOW_LINKS);
      if (refuses(path)) {
        remove(path, before);
      } else {
        throw new ListenException(Reason.IN_USE, "a server listens there");
      }
    } catch (NoSuchFileException free) {
      // As it should be.
    }
  }

  private static boolean isTooLong(Path path) {
    return path.toString().getBytes(UTF_8).length > LONGEST;
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  private static boolean isSocket(Path path, BasicFileAttributes found) throws IOException {
    if (!found.isOther()) {
      return false;
    }
    int type = (int) Files.getAttribute(path, "unix:mode", NOFOLLOW_LINKS) & 0170000;
    return type == 0140000;
  }

  private static String kind(BasicFileAttributes found) {
    if (found.isDirectory()) {
      return "a directory";
    }
    if (found.isSymbolicLink()) {
      return "a symbolic link";
    }
    return found.isRegularFile() ? "a file that is not a socket" : "a device or a pipe";
  }

  /** Whether the system says that no process listens; anything else may be a server. */
  private static boolean refuses(Path path) throws IOException {
    try (var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.configureBlocking(false); // A server whose queue is full is one too.
      client.connect(UnixDomainSocketAddress.of(path));
      return false;
    } catch (ConnectException refused) {
      return String.valueOf(refused.getMessage()).contains("refused");
    } catch (NoSuchFileException gone) {
      throw gone;
    } catch (IOException busyOrForbidden) {
      return false;
    }
  }

  /** The same of a file that was moved aside, whose path may be too long to connect to. */
  private static boolean stillRefuses(Path aside) throws IOException {
    if (!isTooLong(aside)) {
      return refuses(aside);
    }
    try (var file = PinnedFile.at(aside)) {
      return refuses(file.path());
    }
  }

  private static void remove(Path path, Identity expected) throws IOException {
    var aside = path.resolveSibling(path.getFileName() + "." + Long.toHexString(System.nanoTime()));
    Files.move(path, aside);
    if (Identity.of(aside, NOFOLLOW_LINKS).equals(expected) && stillRefuses(aside)) {
      Files.delete(aside);
      return;
    }
    try {
      Files.createLink(path, aside);
    } finally {
      Files.delete(aside);
    }
    throw new ListenException(Reason.IN_USE, "a server listens there");
  }

  boolean isInPlace() {
    try {
      return Identity.of(path, NOFOLLOW_LINKS).equals(identity);
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * Gives the file to an owner and a group, by their names; null for none. Who may write the
   * directory may put another file in its place meanwhile, which root must not give away.
   *
   * @throws ListenException if that is not possible
   */
  void give(@Nullable String owner, @Nullable String group) throws IOException {
    if (owner == null && group == null) {
      return;
    }
    try (var file = PinnedFile.at(path)) {
      if (!Identity.of(file.path()).equals(identity)) {
        throw new IOException("another file has taken the place of the socket");
      }
      var names = FileSystems.getDefault().getUserPrincipalLookupService();
      if (group != null) {
        var found = names.lookupPrincipalByGroupName(group);
        Files.getFileAttributeView(file.path(), PosixFileAttributeView.class).setGroup(found);
      }
      if (owner != null) {
        Files.setOwner(file.path(), names.lookupPrincipalByName(owner));
      }
    } catch (IOException e) {
      throw new ListenException(Reason.NO_OWNER, String.valueOf(e.getMessage()));
    }
  }

  /** Removes the file, unless another one has taken its place, or this user may not. */
  void remove() {
    try {
      if (isInPlace()) {
        Files.delete(path);
      }
    } catch (IOException goneOrForbidden) {
      // The next server removes it, since no process listens.
    }
  }
}
