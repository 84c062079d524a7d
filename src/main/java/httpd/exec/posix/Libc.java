package httpd.exec.posix;

import static httpd.exec.posix.CFunction.call;
import static httpd.exec.posix.CFunction.find;
import static httpd.exec.posix.CFunction.findVariadic;
import static httpd.exec.posix.CFunction.findVoid;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the C library (POSIX.1-2017) for pipes, terminals and processes. Each returns a
 * result, or an error number below zero. Safe for any thread; {@link #poll} blocks.
 */
final class Libc {

  private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

  static final int SIGKILL = 9;
  static final int SIGTERM = 15;
  static final int SIGCONT = LINUX ? 18 : 19;

  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EAGAIN = LINUX ? 11 : 35;

  static final short POLLIN = 1;
  static final short POLLOUT = 4;

  private static final int WNOHANG = 1;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final int F_SETFL = 4;
  private static final int O_RDWR = 2;
  static final int O_NONBLOCK = LINUX ? 0x800 : 0x4;
  static final int O_CLOEXEC = LINUX ? 0x80000 : 0x1000000;
  private static final int O_NOCTTY = LINUX ? 0x100 : 0x20000;

  /** More than any system's struct termios has. */
  private static final int TERMIOS_SIZE = 256;

  private static final int NAME_SIZE = 128;

  private static final MethodHandle PIPE = find("pipe", JAVA_INT, ADDRESS);
  private static final MethodHandle FCNTL =
      findVariadic("fcntl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle READ = find("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE = find("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle POLL = find("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle KILL = find("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle WAITPID =
      find("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle POSIX_OPENPT = find("posix_openpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle GRANTPT = find("grantpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle UNLOCKPT = find("unlockpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle PTSNAME_R =
      find("ptsname_r", JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle TCGETATTR = find("tcgetattr", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle TCSETATTR =
      find("tcsetattr", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle CFMAKERAW = findVoid("cfmakeraw", ADDRESS);

  private Libc() {}

  /** Makes a pipe: what is written to the second descriptor is read from the first. */
  static int[] pipe() throws IOException {
    int[] ends = new int[2];
    check(
        "pipe",
        call((state, arena) -> {
          var pair = arena.allocate(JAVA_INT, 2);
          int result = (int) PIPE.invokeExact(state, pair);
          ends[0] = pair.getAtIndex(JAVA_INT, 0);
          ends[1] = pair.getAtIndex(JAVA_INT, 1);
          return result;
        }));
    for (int end : ends) {
      fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    return ends;
  }

  static void setNonBlocking(int descriptor) throws IOException {
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
  }

  static long read(int descriptor, MemorySegment target) {
    return call(
        (state, arena) -> (long) READ.invokeExact(state, descriptor, target, target.byteSize()));
  }

  static long write(int descriptor, MemorySegment source) {
    return call(
        (state, arena) -> (long) WRITE.invokeExact(state, descriptor, source, source.byteSize()));
  }

  static void close(int descriptor) {
    call((state, arena) -> (int) CLOSE.invokeExact(state, descriptor));
  }

  /**
   * Waits until one of {@code count} struct pollfd is ready.
   *
   * @param milliseconds the longest wait; below zero for no limit
   */
  static int poll(MemorySegment descriptors, long count, int milliseconds) {
    return (int)
        call((state, arena) -> (int) POLL.invokeExact(state, descriptors, count, milliseconds));
  }

  /** Sends a signal; 0 only looks whether there is a process. A negative id is a group's. */
  static int kill(int process, int signal) {
    return (int) call((state, arena) -> (int) KILL.invokeExact(state, process, signal));
  }

  /**
   * Reaps a child that has ended, if there is one.
   *
   * @param process its id, or below zero the id of its process group
   * @return its id, 0 if none has ended, or an error below zero
   */
  static int reap(int process) {
    return (int)
        call((state, arena) ->
            (int) WAITPID.invokeExact(state, process, MemorySegment.NULL, WNOHANG));
  }

  /** Opens the master of a new pseudo terminal in raw mode: no echo, no CR added to an LF. */
  static int openTerminal() throws IOException {
    int master =
        (int)
            check(
                "posix_openpt",
                call((state, arena) -> (int) POSIX_OPENPT.invokeExact(state, O_RDWR | O_NOCTTY)));
    try {
      fcntl(master, F_SETFD, FD_CLOEXEC);
      check("grantpt", call((state, arena) -> (int) GRANTPT.invokeExact(state, master)));
      check("unlockpt", call((state, arena) -> (int) UNLOCKPT.invokeExact(state, master)));
      check("tcsetattr", call((state, arena) -> makeRaw(state, arena, master)));
      return master;
    } catch (IOException e) {
      close(master);
      throw e;
    }
  }

  static String terminalName(int master) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocate(NAME_SIZE);
      check(
          "ptsname_r",
          call((state, inner) ->
              (int) PTSNAME_R.invokeExact(state, master, name, (long) NAME_SIZE)));
      return name.getString(0);
    }
  }

  private static long makeRaw(MemorySegment state, Arena arena, int terminal) throws Throwable {
    var settings = arena.allocate(TERMIOS_SIZE);
    int result = (int) TCGETATTR.invokeExact(state, terminal, settings);
    if (result < 0) {
      return result;
    }
    CFMAKERAW.invokeExact(settings);
    return (int) TCSETATTR.invokeExact(state, terminal, 0, settings);
  }

  private static void fcntl(int descriptor, int what, int value) throws IOException {
    check("fcntl", call((state, arena) -> (int) FCNTL.invokeExact(state, descriptor, what, value)));
  }

  private static long check(String function, long result) throws IOException {
    if (result < 0) {
      throw new IOException(function + " failed with error number " + -result);
    }
    return result;
  }
}
