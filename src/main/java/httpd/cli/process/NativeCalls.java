package httpd.cli.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the C library that change this process as its user started it. To be called
 * before the program has threads of its own.
 */
@SuppressWarnings("restricted") // The launcher and the manifest grant native access.
final class NativeCalls {

  private static final int O_RDWR = 2;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;

  private static final Linker LINKER = Linker.nativeLinker();

  private NativeCalls() {}

  private interface Call {
    int with(Arena arena) throws Throwable;
  }

  /**
   * Sets a variable of the environment, or removes it. {@link System#getenv} has it only if it is
   * called for the first time afterwards.
   */
  static void setVariable(String name, @Nullable String value) {
    if (value == null) {
      var unsetenv = function("unsetenv", FunctionDescriptor.of(JAVA_INT, ADDRESS));
      call(arena -> (int) unsetenv.invokeExact(arena.allocateFrom(name)));
    } else {
      var setenv = function("setenv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
      call(arena ->
          (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1));
    }
  }

  /**
   * Becomes another program. Does not return, unless that program cannot be started.
   *
   * @param arguments the first is the program's own name; bytes without a NUL
   * @param empty descriptors that are {@code /dev/null} in it
   * @param closed descriptors that are closed in it
   */
  static void become(
      String program, List<byte[]> arguments, List<Integer> empty, List<Integer> closed) {
    var open = variadic("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    var fcntl = variadic("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    var dup2 = function("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    var execv = function("execv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    call(arena -> {
      var path = arena.allocateFrom(program);
      var vector = vector(arguments, arena);
      var nothing = arena.allocateFrom("/dev/null");
      for (int descriptor : closed) {
        var _ = (int) fcntl.invokeExact(descriptor, F_SETFD, FD_CLOEXEC);
      }
      for (int descriptor : empty) {
        int opened = (int) open.invokeExact(nothing, O_RDWR);
        if (opened != descriptor) {
          var _ = (int) dup2.invokeExact(opened, descriptor);
          var _ = (int) fcntl.invokeExact(opened, F_SETFD, FD_CLOEXEC);
        }
      }
      return (int) execv.invokeExact(path, vector);
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

  private static int call(Call call) {
    try (var arena = Arena.ofConfined()) {
      return call.with(arena);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a function of C throws nothing", e);
    }
  }

  /** One with two arguments and then any number of others. */
  private static MethodHandle variadic(String name, FunctionDescriptor type) {
    return function(name, type, Linker.Option.firstVariadicArg(2));
  }

  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
  }
}
