package httpd.script;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** The language requires a main in a file without a class. It is never called. */
  static final String MAIN = "\nvoid main() { }\n";

  private static final String STATICS = "import static httpd.Response.*;";

  private final SourceText written;
  private final String before;
  private final String text;
  private final String after;

  private CompleteSource(SourceText written, String before, String text, String after) {
    super(URI.create("string:///" + FileClassName.of(written.path()) + ".java"), Kind.SOURCE);
    this.written = written;
    this.before = before;
    this.text = text;
    this.after = after;
  }

  static CompleteSource asWritten(SourceText written) {
    return wrapped(written, "", written.text(), "");
  }

  /**
   * A source with something around the text.
   *
   * @param text what was written, of which the end may be left out
   */
  static CompleteSource wrapped(SourceText written, String before, String text, String after) {
    return new CompleteSource(written, before, text, after);
  }

  /** The imports of a text that has none. */
  static String allImports() {
    return imports("httpd.", FileClassName.VOCABULARY, Set.of())
        + imports("httpd.route.", FileClassName.ROUTES, Set.of())
        + STATICS;
  }

  static CompleteSource complete(SourceText written, Outline outline) {
    var imports =
        imports("httpd.", FileClassName.VOCABULARY, outline.taken())
            + imports("httpd.route.", FileClassName.ROUTES, outline.taken());
    // Two imports of all statics can make a method ambiguous.
    var statics = outline.importsAllStatics() ? "" : STATICS;
    var main = outline.compact() && !outline.main() ? MAIN : "";
    return wrapped(written, imports + statics, written.text(), main);
  }

  private static String imports(String room, List<String> names, Set<String> taken) {
    return names.stream()
        .filter(name -> !taken.contains(name))
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
    return before + text + after;
  }

  /** Allows a public class with another name than the file, as in {@code my-handler.java}. */
  @Override
  public boolean isNameCompatible(String simpleName, Kind kind) {
    return kind == Kind.SOURCE;
  }
}
