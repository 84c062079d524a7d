package httpd.exec.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Finds and calls functions of the C library. A call returns what a system call does: a result, or
 * an error number below zero.
 */
@SuppressWarnings("restricted") // The launcher and the manifest grant native access.
final class CFunction {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERROR_NUMBER =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private CFunction() {}

  interface Call {
    /** Calls a function, with {@code state} for the error number as its first argument. */
    long with(MemorySegment state, Arena arena) throws Throwable;
  }

  static MethodHandle find(String name, MemoryLayout result, MemoryLayout... parameters) {
    return find(name, FunctionDescriptor.of(result, parameters), ERRNO);
  }

  /** Finds a function with any number of arguments after the first two. */
  static MethodHandle findVariadic(String name, MemoryLayout result, MemoryLayout... parameters) {
    var type = FunctionDescriptor.of(result, parameters);
    return find(name, type, ERRNO, Linker.Option.firstVariadicArg(2));
  }

  /** Finds a function without a result, which cannot fail. */
  static MethodHandle findVoid(String name, MemoryLayout... parameters) {
    return find(name, FunctionDescriptor.ofVoid(parameters));
  }

  private static MethodHandle find(String name, FunctionDescriptor type, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
  }

  static long call(Call call) {
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
}
