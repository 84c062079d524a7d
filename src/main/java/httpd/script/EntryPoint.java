package httpd.script;

import httpd.Handler;
import httpd.script.Outline.Declaration;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Loads the compiled classes of a handler file and chooses the one that handles requests.
 *
 * @param parent has the classes that they were compiled with
 * @param textOfAny whether a result that cannot be a body is sent as its text
 */
record EntryPoint(
    SourceText source, CompiledHandler compiled, ClassLoader parent, boolean textOfAny) {

  private static final String REMEDY =
      "\nwrite:  Response handle(Request request) { return Response.text(\"hello\"); }";

  /** A top-level class that is loaded, but not initialized. */
  private record Loaded(Declaration type, Class<?> loaded) {

    boolean handles() {
      return Handler.class.isAssignableFrom(loaded) || HandleMethod.isIn(loaded);
    }

    boolean isConcrete() {
      return !Modifier.isAbstract(loaded.getModifiers());
    }
  }

  Handler load() throws HandlerFileException {
    try {
      return adapt(choose(loader()));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw cannotBeLoaded(e);
    }
  }

  /** Checks whether it can be loaded; runs nothing of it. */
  void check() throws HandlerFileException {
    try {
      var chosen = choose(loader());
      if (Handler.class.isAssignableFrom(chosen.loaded())) {
        instance(chosen).check();
      } else {
        new HandleMethod(source, chosen.type(), chosen.loaded()).check(instance(chosen));
      }
    } catch (ReflectiveOperationException | LinkageError e) {
      throw cannotBeLoaded(e);
    }
  }

  private HandlerClassLoader loader() {
    return new HandlerClassLoader("handler file " + source.path(), compiled.classes(), parent);
  }

  private HandlerFileException cannotBeLoaded(Throwable cause) {
    return new HandlerFileException(source.error("it cannot be loaded: " + cause), cause);
  }

  private Loaded choose(HandlerClassLoader loader)
      throws ClassNotFoundException, HandlerFileException {
    var handling = new ArrayList<Loaded>();
    for (var type : compiled.types()) {
      var loaded = new Loaded(type, Class.forName(type.name(), false, loader));
      if (loaded.handles()) {
        handling.add(loaded);
      }
    }
    return one(handling);
  }

  private Loaded one(List<Loaded> handling) throws HandlerFileException {
    if (handling.isEmpty()) {
      throw nothingHandles();
    }
    if (handling.size() == 1) {
      return handling.getFirst();
    }
    var fileName = FileClassName.of(source.path());
    for (var each : handling) {
      if (each.type().name().equals(fileName)) {
        return each;
      }
    }
    var usable = handling.stream().filter(Loaded::isConcrete).toList();
    if (usable.size() > 1) {
      throw severalHandle(usable, fileName);
    }
    return usable.isEmpty() ? handling.getFirst() : usable.getFirst();
  }

  private Handler adapt(Loaded chosen) throws HandlerFileException, ReflectiveOperationException {
    var type = chosen.loaded();
    var instance = instance(chosen);
    return Handler.class.isAssignableFrom(type)
        ? (Handler) instance.make()
        : new HandleMethod(source, chosen.type(), type).bind(instance, textOfAny);
  }

  private HandlerInstance instance(Loaded chosen) throws IllegalAccessException {
    var lookup = MethodHandles.privateLookupIn(chosen.loaded(), MethodHandles.lookup());
    return new HandlerInstance(source, chosen.type(), lookup);
  }

  private HandlerFileException nothingHandles() {
    var named = FileClassName.of(source.path());
    int at =
        compiled.types().stream()
            .filter(type -> type.name().equals(named) || compiled.types().size() == 1)
            .findFirst()
            .map(Declaration::at)
            .orElse(0);
    return new HandlerFileException(source.error(at, "it has no method handle" + REMEDY));
  }

  private HandlerFileException severalHandle(List<Loaded> usable, String fileName) {
    var names = usable.stream().map(each -> each.type().name()).collect(Collectors.joining(", "));
    return new HandlerFileException(
        source.error(
            usable.get(1).type().at(),
            "several classes handle requests: "
                + names
                + "\nname one of them "
                + fileName
                + ", as the file"));
  }
}
