package httpd.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/** The errors of a handler file and its siblings, each with its place. */
final class CompileErrors {

  private static final String LOST_RESPONSE =
      "a static method makes a new Response, and this one would be lost\n"
          + "a copy with another status is .withStatus(201), with a field .withHeader(NAME, VALUE)";

  private final Path file;

  private CompileErrors(Path file) {
    this.file = file;
  }

  /** Returns the errors, without warnings and notes, except of {@link #losesResponse}. */
  static List<Diagnostic<? extends JavaFileObject>> errors(
      List<Diagnostic<? extends JavaFileObject>> problems) {
    return problems.stream()
        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR || losesResponse(each))
        .toList();
  }

  /** Whether it warns of {@code json(value).status(201)}: a new response, without the value. */
  private static boolean losesResponse(Diagnostic<?> warning) {
    return "compiler.warn.static.not.qualified.by.type".equals(warning.getCode())
        && warning.getMessage(Locale.ENGLISH).contains(" httpd.Response,");
  }

  /** Throws all errors as one exception; ignores other warnings and notes. */
  static void throwIfAny(List<Diagnostic<? extends JavaFileObject>> problems, Path file)
      throws HandlerFileException {
    var errors = errors(problems);
    if (!errors.isEmpty()) {
      var compileErrors = new CompileErrors(file);
      throw new HandlerFileException(
          errors.stream().map(compileErrors::describe).collect(Collectors.joining("\n"))
              + (errors.size() == 1 ? "\n1 error" : "\n" + errors.size() + " errors"));
    }
  }

  private String describe(Diagnostic<? extends JavaFileObject> error) {
    var message = losesResponse(error) ? LOST_RESPONSE : error.getMessage(Locale.ENGLISH);
    return switch (error.getSource()) {
      case null -> new SourceText(file.toString(), "").error(message);
      case CompleteSource own ->
          describe(own.written(), isPlaced(error) ? own.place(error.getPosition()) : -1, message);
      case JavaFileObject sibling ->
          describe(textOf(sibling), isPlaced(error) ? (int) error.getPosition() : -1, message);
    };
  }

  private static boolean isPlaced(Diagnostic<?> error) {
    return error.getPosition() != Diagnostic.NOPOS;
  }

  private static String describe(SourceText text, int place, String message) {
    return place < 0 ? text.error(message) : text.error(place, message);
  }

  private SourceText textOf(JavaFileObject sibling) {
    try {
      return new SourceText(nameOf(sibling), sibling.getCharContent(true).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(
          nameOf(sibling) + " was compiled, but can no longer be read", e);
    }
  }

  /** The path as the user would write it: beside the handler file, relative if that is. */
  private String nameOf(JavaFileObject sibling) {
    if (!"file".equals(sibling.toUri().getScheme())) {
      return sibling.getName();
    }
    var directory = Dependencies.directoryOf(file).normalize();
    var path = Path.of(sibling.toUri()).normalize();
    return path.startsWith(directory)
        ? file.resolveSibling(directory.relativize(path).toString()).toString()
        : path.toString();
  }
}
