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
 * A handler in one Java file. The smallest is a method, with no class around it and no imports:
 *
 * <pre>
 * String handle(Request request) {
 *   return "hello " + request.decodedPath();
 * }
 * </pre>
 *
 * <p>It is compiled in memory with this process's class path, together with what it uses from its
 * folder. SPEC.md, chapter "Handler files", has the rules.
 */
public final class HandlerFile {

  private HandlerFile() {}

  /**
   * Compiles and loads a file, and makes one instance of its class.
   *
   * <p>That instance serves all requests: {@code handle} is called on the threads that call the
   * handler, many at once, so fields must be safe for that. Each call of this method loads the
   * classes anew, so two loads share no state, not even static.
   *
   * <p>Takes its time, since the compiler starts; not for the event loop.
   *
   * @param file in UTF-8; messages name it as it is given here
   * @return a handler that throws what {@code handle} throws, as it is; {@link AutoCloseable} if
   *     the file's class is
   * @throws HandlerFileException if the file cannot be read, compiled or used
   */
  public static Handler load(Path file) throws HandlerFileException {
    return load(file, new Dependencies(file));
  }

  /** The same for somebody who wants to know what it depends on, also if it fails. */
  static Handler load(Path file, Dependencies dependencies) throws HandlerFileException {
    var compiled = compile(file, dependencies);
    return compiled.entryPoint().load(compiled.classes());
  }

  /**
   * Compiles a file and looks whether it could be loaded, but runs nothing of it.
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
        throw new HandlerFileException(file + ": error: this is a folder, not a Java file");
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
