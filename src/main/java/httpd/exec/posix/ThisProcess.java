package httpd.exec.posix;

import static httpd.exec.posix.CFunction.call;
import static httpd.exec.posix.CFunction.find;
import static httpd.exec.posix.CFunction.findVariadic;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes the environment, the descriptors and the image of this process. To be called before the
 * program serves.
 */
public final class ThisProcess {

  private static final int O_RDWR = 2;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800; // Of Linux.
  private static final int ALL_PERMISSIONS = 0777;

  private ThisProcess() {}

  /**
   * Sets a variable of the environment, or removes it. {@link System#getenv} has it only if it is
   * called for the first time afterwards.
   */
  public static void setVariable(String name, @Nullable String value) {
    if (value == null) {
      var unsetenv = find("unsetenv", JAVA_INT, ADDRESS);
      call((state, arena) -> (int) unsetenv.invokeExact(state, arena.allocateFrom(name)));
    } else {
      var setenv = find("setenv", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
      call((state, arena) ->
          (int) setenv.invokeExact(state, arena.allocateFrom(name), arena.allocateFrom(value), 1));
    }
  }

  /**
   * Runs an action while what the process creates has no permissions beyond these.
   *
   * @param mode the permissions, as in {@code 0660}
   */
  public static <E extends Exception> void withMode(int mode, CreatingAction<E> action) throws E {
    var umask = find("umask", JAVA_INT, JAVA_INT);
    int before = umask(umask, ALL_PERMISSIONS & ~mode);
    try {
      action.run();
    } finally {
      umask(umask, before);
    }
  }

  /** Creates files. */
  public interface CreatingAction<E extends Exception> {
    void run() throws E;
  }

  private static int umask(MethodHandle umask, int mask) {
    return (int) call((state, arena) -> (int) umask.invokeExact(state, mask));
  }

  /**
   * Readies a descriptor that the process was started with: it does not block, and programs that
   * this one starts do not have it.
   */
  public static void adopt(int descriptor) {
    var fcntl = findVariadic("fcntl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    call((state, arena) -> (int) fcntl.invokeExact(state, descriptor, F_SETFD, FD_CLOEXEC));
    call((state, arena) -> (int) fcntl.invokeExact(state, descriptor, F_SETFL, O_NONBLOCK));
  }

  /**
   * Becomes another program. Returns only if that program cannot be started.
   *
   * @param arguments the first is the program's own name; bytes without a NUL
   * @param empty descriptors that are {@code /dev/null} in it
   * @param closed descriptors that are closed in it
   */
  public static void become(
      String program, List<byte[]> arguments, List<Integer> empty, List<Integer> closed) {
    var open = findVariadic("open", JAVA_INT, ADDRESS, JAVA_INT);
    var fcntl = findVariadic("fcntl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    var dup2 = find("dup2", JAVA_INT, JAVA_INT, JAVA_INT);
    var execv = find("execv", JAVA_INT, ADDRESS, ADDRESS);
    call((state, arena) -> {
      var path = arena.allocateFrom(program);
      var vector = vector(arguments, arena);
      var nothing = arena.allocateFrom("/dev/null");
      for (int descriptor : closed) {
        var _ = (int) fcntl.invokeExact(state, descriptor, F_SETFD, FD_CLOEXEC);
      }
      for (int descriptor : empty) {
        int opened = (int) open.invokeExact(state, nothing, O_RDWR);
        if (opened != descriptor) {
          var _ = (int) dup2.invokeExact(state, opened, descriptor);
          var _ = (int) fcntl.invokeExact(state, opened, F_SETFD, FD_CLOEXEC);
        }
      }
      return (int) execv.invokeExact(state, path, vector);
    });
  }

  private static MemorySegment vector(List<byte[]> arguments, Arena arena) {
    var vector = arena.allocate(ADDRESS, arguments.size() + 1L); // The last one is NULL.
    for (int i = 0; i < arguments.size(); i++) {
      var bytes = arguments.get(i);
      var text = arena.allocate(bytes.length + 1L); // Zeroed.
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, text, 0, bytes.length);
      vector.setAtIndex(ADDRESS, i, text);
    }
    return vector;
  }
}
