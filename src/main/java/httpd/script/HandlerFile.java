package httpd.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Handler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A handler in one Java file. The smallest is a method without a class and without imports:
 *
 * <pre>
 * String handle(Request request) {
 *   return "hello " + request.decodedPath();
 * }
 * </pre>
 *
 * <p>It is compiled in memory with this process's class path, together with the classes that it
 * uses from its directory. docs/spec/script.md has the rules.
 */
public final class HandlerFile {

  /** Stands for the file of code that is in none: it can have no siblings, and no link to it. */
  private static final Path NO_FILE = Path.of("/dev/null/code");

  /** The name of such code in messages, and of its class in stack traces. */
  private static final String CODE = "code";

  private HandlerFile() {}

  /**
   * Compiles and loads a file, and makes one instance of its class, which many threads may call at
   * once. Each load has its own classes, so two loads share no static fields. The handler is {@link
   * AutoCloseable} if its class is. Slow; not for the event loop.
   */
  public static Handler load(Path file) throws HandlerFileException {
    return load(file, new Dependencies(file), HandlerCache.OFF);
  }

  /** Loads a file and records its dependencies, also those of a load that fails. */
  static Handler load(Path file, Dependencies dependencies, HandlerCache cache)
      throws HandlerFileException {
    return compile(file, dependencies, cache).load();
  }

  /** Compiles a file and checks whether it can be loaded, without running any of it. */
  static void check(Path file, HandlerCache cache) throws HandlerFileException {
    compile(file, new Dependencies(file), cache).check();
  }

  /**
   * Loads code that is in no file: an expression, a function of the request, statements that
   * return, or what a handler file may have. Its classes come from the class path alone.
   */
  static Handler loadCode(String code, HandlerCache cache) throws HandlerFileException {
    return compileCode(code, cache).load();
  }

  /** Compiles code and checks whether it can be loaded, without running any of it. */
  static void checkCode(String code, HandlerCache cache) throws HandlerFileException {
    compileCode(code, cache).check();
  }

  private static EntryPoint compile(Path file, Dependencies dependencies, HandlerCache cache)
      throws HandlerFileException {
    needCompiler(file.toString());
    var bytes = read(file);
    var source = decoded(file, bytes);
    var path = cache.classPath(source);
    try {
      var compiled =
          cache.get(
              file,
              bytes,
              path.all(),
              dependencies,
              log -> Compilation.of(file, source, path, dependencies, log));
      return new EntryPoint(source, compiled, path.loader(), false);
    } catch (IOException e) {
      throw new HandlerFileException(source.error("the compiler failed: " + e), e);
    }
  }

  private static EntryPoint compileCode(String code, HandlerCache cache)
      throws HandlerFileException {
    needCompiler(CODE);
    var source = new SourceText(CODE, code);
    var path = cache.classPath(source);
    var none = new Dependencies(NO_FILE);
    try {
      var compiled =
          cache.get(
              NO_FILE,
              code.getBytes(UTF_8),
              path.all(),
              none,
              log -> Compilation.ofCode(NO_FILE, source, path, none, log));
      return new EntryPoint(source, compiled, path.loader(), true);
    } catch (IOException e) {
      throw new HandlerFileException(source.error("the compiler failed: " + e), e);
    }
  }

  private static void needCompiler(String name) throws HandlerFileException {
    if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
      throw new HandlerFileException(
          name
              + ": error: a handler file needs a JDK to compile it\nthe Java runtime in "
              + System.getProperty("java.home")
              + " has no compiler (module jdk.compiler); run httpd with a JDK");
    }
  }

  private static byte[] read(Path file) throws HandlerFileException {
    try {
      if (Files.isDirectory(file)) {
        throw new HandlerFileException(file + ": error: it is a directory, not a Java file");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new HandlerFileException(file + ": error: there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new HandlerFileException(file + ": error: permission to read it is denied", e);
    } catch (IOException e) {
      throw new HandlerFileException(file + ": error: it cannot be read: " + e.getMessage(), e);
    }
  }

  private static SourceText decoded(Path file, byte[] bytes) throws HandlerFileException {
    try {
      var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return new SourceText(file.toString(), SourceText.withoutMark(text).toString());
    } catch (CharacterCodingException e) {
      throw new HandlerFileException(file + ": error: it is not UTF-8 text", e);
    }
  }
}
