package httpd.script;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import javax.tools.SimpleJavaFileObject;

/**
 * A handler file as the compiler reads it: first as written, to be parsed, then {@linkplain
 * #complete completed} with what its author may leave out.
 *
 * <p>Each name of the vocabulary has its own import: {@code import httpd.*} would lose to a file of
 * the same name in the directory, such as {@code Handler.java}. The imports stand at the head of
 * the first line, so that line numbers stay right in messages and stack traces.
 */
final class CompleteSource extends SimpleJavaFileObject {

  private static final List<String> ROUTES = List.of("Route", "Router");

  private static final List<String> VOCABULARY =
      List.of(
          "Body",
          "Cookie",
          "Filter",
          "Handler",
          "Headers",
          "HttpException",
          "Hub",
          "Key",
          "Lines",
          "NonBlocking",
          "Query",
          "Request",
          "Response",
          "ServerSentEvent");

  private final SourceText written;
  private final String before;
  private final String after;

  private CompleteSource(SourceText written, String before, String after) {
    super(URI.create("string:///" + className(written.path()) + ".java"), Kind.SOURCE);
    this.written = written;
    this.before = before;
    this.after = after;
  }

  static CompleteSource asWritten(SourceText written) {
    return new CompleteSource(written, "", "");
  }

  static CompleteSource complete(SourceText written, Outline outline) {
    var imports = imports("httpd.", VOCABULARY, outline) + imports("httpd.route.", ROUTES, outline);
    // Two imports of all statics can make a method ambiguous.
    var statics = outline.importsAllStatics() ? "" : "import static httpd.Response.*;";
    // The language requires a main in a file without a class. It is never called.
    var main = outline.compact() && !outline.main() ? "\nvoid main() { }\n" : "";
    return new CompleteSource(written, imports + statics, main);
  }

  private static String imports(String room, List<String> names, Outline outline) {
    return names.stream()
        .filter(name -> !outline.taken().contains(name))
        .map(name -> "import " + room + name + ";")
        .collect(Collectors.joining());
  }

  SourceText written() {
    return written;
  }

  int shift() {
    return before.length();
  }

  @Override
  public CharSequence getCharContent(boolean ignoreEncodingErrors) {
    return before + written.text() + after;
  }

  /** Allows a public class with another name than the file, as in {@code my-handler.java}. */
  @Override
  public boolean isNameCompatible(String simpleName, Kind kind) {
    return kind == Kind.SOURCE;
  }

  /**
   * The name of the class of a file without a class: that of the file, so that stack traces show
   * it. A name of the vocabulary gets a {@code _}, since it would hide what the file is likely to
   * use; except {@code Handler}.
   */
  static String className(String path) {
    var file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    var name = file.endsWith(".java") ? file.substring(0, file.length() - 5) : file;
    var letters = name.codePoints().map(c -> Character.isJavaIdentifierPart(c) ? c : '_');
    var identifier =
        letters
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    boolean vocabulary = VOCABULARY.contains(name) || ROUTES.contains(name);
    boolean hides = vocabulary && !name.equals("Handler");
    return SourceVersion.isName(identifier) && !hides ? identifier : "_" + identifier;
  }
}
