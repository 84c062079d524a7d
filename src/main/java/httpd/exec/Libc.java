package httpd.exec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * What is asked of the C library (POSIX.1-2017). Every function answers as a system call does: a
 * result, or an error number below zero. Safe for any thread; {@link #poll} blocks.
 */
@SuppressWarnings("restricted") // The launcher and the manifest grant native access.
final class Libc {

  private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

  static final int SIGKILL = 9;
  static final int SIGTERM = 15;
  static final int SIGCONT = LINUX ? 18 : 19;

  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int EAGAIN = LINUX ? 11 : 35;

  static final short POLLIN = 1;
  static final short POLLOUT = 4;

  private static final int WNOHANG = 1;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final int F_SETFL = 4;
  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = LINUX ? 0x800 : 0x4;
  private static final int O_NOCTTY = LINUX ? 0x100 : 0x20000;

  /** More than any system's struct termios has. */
  private static final int TERMIOS_SIZE = 256;

  private static final int NAME_SIZE = 128;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERROR_NUMBER =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle PIPE = function("pipe", JAVA_INT, ADDRESS);
  private static final MethodHandle FCNTL =
      function(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ =
      function("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE =
      function("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle POLL = function("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle KILL = function("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle WAITPID =
      function("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle POSIX_OPENPT = function("posix_openpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle GRANTPT = function("grantpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle UNLOCKPT = function("unlockpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle PTSNAME_R =
      function("ptsname_r", JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle TCGETATTR = function("tcgetattr", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle TCSETATTR =
      function("tcsetattr", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle CFMAKERAW =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("cfmakeraw"), FunctionDescriptor.ofVoid(ADDRESS));

  private Libc() {}

  /** One call, with a place for errno. */
  private interface Call {
    long with(MemorySegment state, Arena arena) throws Throwable;
  }

  /** A pipe: what is written to the second descriptor is read from the first. */
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

  /** From now on reads and writes answer {@link #EAGAIN} instead of waiting. */
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
   * @param milliseconds how long at most; below zero for as long as it takes
   */
  static int poll(MemorySegment descriptors, long count, int milliseconds) {
    return (int)
        call((state, arena) -> (int) POLL.invokeExact(state, descriptors, count, milliseconds));
  }

  /** Sends a signal, or only looks if it is 0; a process group is a negative id. */
  static int kill(int process, int signal) {
    return (int) call((state, arena) -> (int) KILL.invokeExact(state, process, signal));
  }

  /**
   * Waits for one process of a group that has ended and is a child of ours, if there is one now.
   *
   * @return its id, 0 if none has ended, or an error below zero
   */
  static int reap(int group) {
    return (int)
        call((state, arena) ->
            (int) WAITPID.invokeExact(state, -group, MemorySegment.NULL, WNOHANG));
  }

  /** Waits for a child that has ended; does nothing for any other process. */
  static void reapChild(int process) {
    call((state, arena) -> (int) WAITPID.invokeExact(state, process, MemorySegment.NULL, WNOHANG));
  }

  /** The master of a new pseudo terminal in raw mode: nothing echoed, no CR before an LF. */
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

  /** The path of the terminal that belongs to a master. */
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

  private static long call(Call call) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(Linker.Option.captureStateLayout());
      long result = call.with(state, arena);
      return result >= 0 ? result : -(int) ERROR_NUMBER.get(state, 0L);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a function of C throws nothing", e);
    }
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    return function(name, FunctionDescriptor.of(result, parameters), ERRNO);
  }

  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
  }
}
