package httpd.script;

import static java.lang.invoke.MethodType.methodType;

import httpd.Body;
import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.script.Outline.Declaration;
import httpd.script.Outline.Handle;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Handler} of the method {@code handle} of a class that does not implement it. */
final class HandleMethod {

  private static final List<Class<?>> ANSWERS =
      List.of(
          Response.class,
          Body.class,
          String.class,
          List.class,
          Iterator.class,
          Stream.class,
          Supplier.class,
          Callable.class);

  private static final String ANSWER_REMEDY =
      "\nit may return Response, String, List<String>, Iterator<String>, Stream<String>,"
          + " or a Supplier or Callable of one of the last four";

  private final SourceText source;
  private final Declaration type;
  private final Class<?> loaded;

  HandleMethod(SourceText source, Declaration type, Class<?> loaded) {
    this.source = source;
    this.type = type;
    this.loaded = loaded;
  }

  /** Whether a class, or one that it extends, has a method of this name. */
  static boolean isIn(Class<?> type) {
    return !allIn(type).isEmpty();
  }

  /**
   * Binds the one method that fits to an instance, which is made only if it is not static.
   *
   * @param textOfAny whether a result that cannot be a body is sent as its text
   */
  Handler bind(HandlerInstance instance, boolean textOfAny)
      throws HandlerFileException, ReflectiveOperationException {
    var method = choose();
    var lookup = MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup());
    var handle = lookup.unreflect(method);
    Object made = null;
    if (Modifier.isStatic(method.getModifiers())) {
      instance.initialize();
    } else {
      made = instance.make();
      handle = handle.bindTo(made);
    }
    if (method.getParameterCount() == 0) {
      handle = MethodHandles.dropArguments(handle, 0, Request.class);
    }
    var bound = handle.asType(methodType(Object.class, Request.class));
    Handler handler =
        textOfAny
            ? request -> Response.of(bodyOf(call(bound, request)))
            : request -> Response.of(call(bound, request));
    return made instanceof AutoCloseable closeable
        ? new CloseableHandler(handler, closeable)
        : handler;
  }

  /** The value itself if it can be a body, or is null; otherwise its text. */
  private static @Nullable Object bodyOf(@Nullable Object value) {
    if (value == null || value instanceof byte[]) {
      return value;
    }
    for (var each : ANSWERS) {
      if (each.isInstance(value)) {
        return value;
      }
    }
    return value.toString();
  }

  private record CloseableHandler(Handler handler, AutoCloseable instance)
      implements Handler, AutoCloseable {

    @Override
    public Response handle(Request request) throws Exception {
      return handler.handle(request);
    }

    @Override
    public void close() throws Exception {
      instance.close();
    }
  }

  /** Throws the exceptions of {@link #bind}; runs nothing of the class. */
  void check(HandlerInstance instance) throws HandlerFileException {
    if (!Modifier.isStatic(choose().getModifiers())) {
      instance.check();
    }
  }

  private static @Nullable Object call(MethodHandle handle, Request request) throws Exception {
    try {
      return (Object) handle.invokeExact(request);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable neither) {
      throw new UndeclaredThrowableException(neither);
    }
  }

  private Method choose() throws HandlerFileException {
    var all = allIn(loaded);
    var fitting = new ArrayList<Method>();
    for (var method : all) {
      if (takesRequest(method) && givesAnswer(method)) {
        fitting.add(method);
      }
    }
    if (fitting.size() > 1) {
      throw new HandlerFileException(
          source.error(placeOfLast(), "several methods handle fit\nkeep one of them"));
    }
    return fitting.isEmpty() ? notFitting(all.getFirst()) : fitting.getFirst();
  }

  private Method notFitting(Method method) throws HandlerFileException {
    if (!takesRequest(method)) {
      throw new HandlerFileException(
          source.error(
              placeOfParameter(method),
              "handle takes a Request or nothing, not "
                  + Arrays.stream(method.getParameterTypes()).map(Class::getTypeName).toList()));
    }
    var result = method.getReturnType().getTypeName();
    throw new HandlerFileException(
        source.error(
            placeOf(method),
            (result.equals("void") ? "handle returns nothing" : "handle returns " + result)
                + ANSWER_REMEDY));
  }

  private static boolean takesRequest(Method method) {
    return method.getParameterCount() == 0
        || (method.getParameterCount() == 1
            && method.getParameterTypes()[0].isAssignableFrom(Request.class));
  }

  private static boolean givesAnswer(Method method) {
    var result = method.getReturnType();
    for (var each : ANSWERS) {
      if (each.isAssignableFrom(result) || result.isAssignableFrom(each)) {
        return true;
      }
    }
    return false;
  }

  /** The methods handle of the class, or else of its nearest superclass that has one. */
  private static List<Method> allIn(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      var found = new ArrayList<Method>();
      for (var method : each.getDeclaredMethods()) {
        if (method.getName().equals("handle") && !method.isSynthetic()) {
          found.add(method);
        }
      }
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private int placeOf(Method method) {
    return declaration(method).map(Handle::at).orElse(type.at());
  }

  private int placeOfParameter(Method method) {
    return declaration(method).map(handle -> handle.parameters().getLast()).orElse(type.at());
  }

  private Optional<Handle> declaration(Method method) {
    return type.methods().stream()
        .filter(handle -> handle.parameters().size() == method.getParameterCount())
        .findFirst();
  }

  private int placeOfLast() {
    return type.methods().isEmpty() ? type.at() : type.methods().getLast().at();
  }
}
