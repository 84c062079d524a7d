package httpd.exec.posix;

import static httpd.exec.posix.CFunction.call;
import static httpd.exec.posix.CFunction.findVariadic;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of Linux that stays the same if another process renames or replaces it (open(2),
 * "O_PATH"). A link at the path is not followed.
 */
public final class PinnedFile implements AutoCloseable {

  private static final int O_PATH = 0x200000;

  /** Its value differs between processors. */
  private static final int O_NOFOLLOW =
      System.getProperty("os.arch", "").matches("aarch64|arm.*|ppc.*") ? 0x8000 : 0x20000;

  private final int descriptor;

  private PinnedFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Finds what is at a path now.
   *
   * @throws IOException if there is nothing
   */
  public static PinnedFile at(Path path) throws IOException {
    var open = findVariadic("open", JAVA_INT, ADDRESS, JAVA_INT);
    int how = O_PATH | O_NOFOLLOW | Libc.O_CLOEXEC;
    long opened =
        call((state, arena) ->
            (int) open.invokeExact(state, arena.allocateFrom(path.toString()), how));
    if (opened < 0) {
      throw new IOException("open failed with error number " + -opened);
    }
    return new PinnedFile((int) opened);
  }

  /** Returns a path of this very file, to be used while this is open, and followed as a link is. */
  public Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }
}
