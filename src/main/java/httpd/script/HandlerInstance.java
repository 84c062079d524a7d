package httpd.script;

import static java.lang.invoke.MethodType.methodType;

import httpd.script.Outline.Declaration;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** Runs the static initializer and the constructor of a handler class. */
final class HandlerInstance {

  private final SourceText source;
  private final Declaration type;
  private final Lookup lookup;

  HandlerInstance(SourceText source, Declaration type, Lookup lookup) {
    this.source = source;
    this.type = type;
    this.lookup = lookup;
  }

  /** Checks whether an instance can be made; runs nothing. */
  void check() throws HandlerFileException {
    constructor();
  }

  void initialize() throws HandlerFileException {
    try {
      lookup.ensureInitialized(lookup.lookupClass());
    } catch (ExceptionInInitializerError e) {
      throw startFailed("its static initializer", e.getCause() == null ? e : e.getCause());
    } catch (Error e) { // The JVM wraps only exceptions.
      throw startFailed("its static initializer", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a private lookup may initialize its class", e);
    }
  }

  Object make() throws HandlerFileException {
    var constructor = constructor();
    initialize();
    try {
      return constructor.invoke();
    } catch (Throwable e) {
      throw startFailed("its constructor", e);
    }
  }

  private MethodHandle constructor() throws HandlerFileException {
    var loaded = lookup.lookupClass();
    if (Modifier.isAbstract(loaded.getModifiers())) {
      throw unusable("an abstract class or interface cannot be instantiated");
    }
    try {
      return lookup.findConstructor(loaded, methodType(void.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw unusable("the handler class needs a constructor without parameters");
    }
  }

  private HandlerFileException unusable(String message) {
    return new HandlerFileException(source.error(type.at(), type.name() + ": " + message));
  }

  private HandlerFileException startFailed(String what, Throwable cause) {
    var message = what + " threw " + cause;
    return Arrays.stream(cause.getStackTrace())
        .filter(this::isInFile)
        .findFirst()
        .map(frame -> source.errorInLine(frame.getLineNumber(), message))
        .map(text -> new HandlerFileException(text, cause))
        .orElseGet(() -> new HandlerFileException(source.error(message), cause));
  }

  /** Classes of the file have its name as their source file, siblings their own. */
  private boolean isInFile(StackTraceElement frame) {
    return (FileClassName.of(source.path()) + ".java").equals(frame.getFileName())
        && frame.getLineNumber() > 0;
  }
}
