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
import java.util.Map;

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

  private HandlerFile() {}

  /**
   * Compiles and loads a file, and makes one instance of its class.
   *
   * <p>That instance serves all requests: many threads may call {@code handle} at once, so its
   * fields must be safe for that. Each load has classes of its own, so two loads share no state,
   * not even static fields.
   *
   * <p>Starts the compiler, which is slow; not for the event loop.
   *
   * @param file in UTF-8; messages name it as given here
   * @return a handler that throws what {@code handle} throws, unchanged; {@link AutoCloseable} if
   *     the file's class is
   * @throws HandlerFileException if the file cannot be read, compiled or used
   */
  public static Handler load(Path file) throws HandlerFileException {
    return load(file, new Dependencies(file));
  }

  /** Loads a file and records its dependencies, also those of a load that fails. */
  static Handler load(Path file, Dependencies dependencies) throws HandlerFileException {
    var compiled = compile(file, dependencies);
    return compiled.entryPoint().load(compiled.classes());
  }

  /**
   * Compiles a file and checks whether it can be loaded, without running any of it.
   *
   * @param file as for {@link #load}
   * @throws HandlerFileException if the file cannot be read, compiled or used
   */
  public static void check(Path file) throws HandlerFileException {
    var compiled = compile(file, new Dependencies(file));
    compiled.entryPoint().check(compiled.classes());
  }

  private record Compiled(EntryPoint entryPoint, Map<String, byte[]> classes) {}

  private static Compiled compile(Path file, Dependencies dependencies)
      throws HandlerFileException {
    needCompiler(file);
    var source = read(file);
    try {
      var compilation = Compilation.of(file, source, dependencies);
      return new Compiled(new EntryPoint(source, compilation.outline()), compilation.classes());
    } catch (IOException e) {
      throw new HandlerFileException(source.error("the compiler failed: " + e), e);
    }
  }

  private static void needCompiler(Path file) throws HandlerFileException {
    if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
      throw new HandlerFileException(
          file
              + ": error: a handler file needs a JDK to compile it\nthe Java runtime in "
              + System.getProperty("java.home")
              + " has no compiler (module jdk.compiler); run httpd with a JDK");
    }
  }

  private static SourceText read(Path file) throws HandlerFileException {
    try {
      if (Files.isDirectory(file)) {
        throw new HandlerFileException(file + ": error: it is a directory, not a Java file");
      }
      var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file)));
      return new SourceText(file.toString(), SourceText.withoutMark(text).toString());
    } catch (NoSuchFileException e) {
      throw new HandlerFileException(file + ": error: there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new HandlerFileException(file + ": error: permission to read it is denied", e);
    } catch (CharacterCodingException e) {
      throw new HandlerFileException(file + ": error: it is not UTF-8 text", e);
    } catch (IOException e) {
      throw new HandlerFileException(file + ": error: it cannot be read: " + e.getMessage(), e);
    }
  }
}
