package httpd.cli.target;

import httpd.cli.error.CommandException;
import httpd.cli.error.NearestWord;
import httpd.cli.option.ClassPath;
import httpd.live.Presentation;
import httpd.route.LineTarget;
import httpd.route.TargetException;
import httpd.route.TargetKind;
import httpd.script.HandlerClassPath;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of targets: those of the program, and those of the jars of {@code --class-path}. */
public final class TargetKinds implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(\\+unix)?");
  private static final String SERVICE = "META-INF/services/" + TargetKind.class.getName();

  private final Map<String, TargetKind> kinds = new LinkedHashMap<>();
  private final URLClassLoader loader;

  private TargetKinds(ClassPath classPath) throws CommandException {
    loader =
        new URLClassLoader(
            classPath.entries().stream().map(TargetKinds::url).toArray(URL[]::new),
            TargetKinds.class.getClassLoader());
    try {
      if (isProgramAlone(classPath)) {
        for (var kind : BuiltInKind.all()) {
          add(kind);
        }
        return;
      }
      var found = ServiceLoader.load(TargetKind.class, loader).iterator();
      while (hasNext(found)) {
        add(found.next());
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw CommandException.wrong(
          "--class-path %s: %s".formatted(classPath, reason(e)),
          "each line of "
              + SERVICE
              + " names a public class of the jar that implements TargetKind");
    }
  }

  /**
   * Whether there are no other jars with kinds than that of the program: a look for them would open
   * each jar of a library, and most starts read none otherwise.
   */
  private static boolean isProgramAlone(ClassPath classPath) {
    var jars = System.getProperty("java.class.path", "");
    return classPath.entries().isEmpty()
        && jars.endsWith("httpd.jar")
        && jars.indexOf(File.pathSeparatorChar) < 0;
  }

  /** Loads all kinds, and gives handler files the class path until the close. */
  public static TargetKinds load(ClassPath classPath) throws CommandException {
    var kinds = new TargetKinds(classPath);
    new HandlerClassPath(classPath.entries(), kinds.loader).useForTheProcess();
    return kinds;
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Error Prone: a method of its own, since the check itself loads the next class. */
  private static boolean hasNext(Iterator<TargetKind> found) {
    return found.hasNext();
  }

  private static String reason(Error error) {
    var message = String.valueOf(error.getMessage()).replace(TargetKind.class.getName() + ": ", "");
    var cause = error.getCause();
    return cause == null ? message : message + ": " + cause;
  }

  private void add(TargetKind kind) throws CommandException {
    var name = kind.name();
    var type = kind.getClass().getName();
    if (name == null || !NAME.matcher(name).matches()) {
      throw CommandException.wrong(
          "--class-path: the kind of %s has the invalid name \"%s\"".formatted(type, name),
          "a name is lower-case letters and digits, and begins with a letter");
    }
    var other = kinds.putIfAbsent(name, kind);
    if (other != null) {
      throw CommandException.wrong(
          "--class-path: two kinds have the name %s: %s and %s"
              .formatted(name, other.getClass().getName(), type),
          "leave one of their jars out, or rename one of the kinds");
    }
  }

  /** The names of all kinds; those of the program first. */
  public Collection<String> names() {
    return kinds.keySet();
  }

  public String help() {
    return kinds.values().stream()
        .map(kind -> "  %-17s %s".formatted(kind.usage(), kind.summary()))
        .collect(Collectors.joining("\n"));
  }

  Optional<String> usage(String name) {
    return Optional.ofNullable(kinds.get(name)).map(TargetKind::usage);
  }

  boolean has(String name) {
    return kinds.containsKey(name);
  }

  Optional<String> nearest(String name) {
    return NearestWord.to(name, names());
  }

  /** Reads {@code NAME:REST}; empty if there is no such kind. */
  Optional<RouteTarget> parse(String name, String rest) throws TargetException {
    var kind = kinds.get(name);
    return kind == null
        ? Optional.empty()
        : Optional.of(
            kind instanceof BuiltInKind own ? own.parse(rest) : plugged(kind, name, rest));
  }

  private static RouteTarget plugged(TargetKind kind, String name, String rest)
      throws TargetException {
    try {
      var text = name + ":" + rest;
      var target = kind.parse(rest);
      return target instanceof LineTarget lines
          ? new PluggedLineTarget(text, lines, Presentation.DEFAULT)
          : new PluggedTarget.Plain(text, Objects.requireNonNull(target, "parse returned null"));
    } catch (RuntimeException | LinkageError e) {
      throw broken("the kind " + name + ":", e);
    }
  }

  /** The error of a kind that throws an unexpected exception, with its place. */
  public static TargetException broken(Object name, Throwable failure) {
    var stack = failure.getStackTrace();
    return TargetException.failed(
        name + " failed: " + failure,
        stack.length == 0 ? "tell its author" : "tell its author; it failed at " + stack[0],
        failure);
  }

  @Override
  public void close() {
    HandlerClassPath.programOnly().useForTheProcess();
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
