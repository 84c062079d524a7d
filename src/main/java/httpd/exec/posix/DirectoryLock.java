package httpd.exec.posix;

import static httpd.exec.posix.CFunction.call;
import static httpd.exec.posix.CFunction.find;
import static httpd.exec.posix.CFunction.findVariadic;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock of a directory (flock(2)), for a moment: of the processes that change names in it, and
 * take the lock, one does so at a time. It leaves no file behind, and ends with its process.
 *
 * <p>Everyone who may read the directory may lock it. So after two seconds the holder goes on
 * without the lock.
 */
public final class DirectoryLock implements AutoCloseable {

  /** For reading; a pipe in the place of the directory is opened without waiting for a writer. */
  private static final int HOW = Libc.O_NONBLOCK | Libc.O_CLOEXEC;

  private static final int LOCK_EXCLUSIVE = 2;
  private static final int LOCK_NON_BLOCKING = 4;
  private static final int ATTEMPTS = 200;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final int descriptor;

  private DirectoryLock(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Takes the lock, if the directory can be opened. */
  public static DirectoryLock of(Path directory) {
    var open = findVariadic("open", JAVA_INT, ADDRESS, JAVA_INT);
    var flock = find("flock", JAVA_INT, JAVA_INT, JAVA_INT);
    int descriptor =
        (int)
            call((state, arena) ->
                (int) open.invokeExact(state, arena.allocateFrom(directory.toString()), HOW));
    for (int attempt = 0; attempt < ATTEMPTS && descriptor >= 0; attempt++) {
      int how = LOCK_EXCLUSIVE | LOCK_NON_BLOCKING;
      if (call((state, arena) -> (int) flock.invokeExact(state, descriptor, how)) >= 0) {
        break;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return new DirectoryLock(descriptor);
  }

  @Override
  public void close() {
    if (descriptor >= 0) {
      Libc.close(descriptor);
    }
  }
}
