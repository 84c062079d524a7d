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

  /** How much of the text stands before what is added within it. */
  private final int split;

  private final String within;
  private final String text;
  private final String after;

  private CompleteSource(
      SourceText written, String before, int split, String within, String text, String after) {
    super(URI.create("string:///" + FileClassName.of(written.path()) + ".java"), Kind.SOURCE);
    this.written = written;
    this.before = before;
    this.split = split;
    this.within = within;
    this.text = text;
    this.after = after;
  }

  static CompleteSource asWritten(SourceText written) {
    return new CompleteSource(written, "", 0, "", written.text(), "");
  }

  /**
   * A source with something around the text, and within it.
   *
   * @param split how much of the text stands before {@code within}: its imports
   * @param text what was written, of which the end may be left out
   */
  static CompleteSource wrapped(
      SourceText written, String before, int split, String within, String text, String after) {
    return new CompleteSource(written, before, split, within, text, after);
  }

  static CompleteSource complete(SourceText written, Outline outline) {
    var imports = imports(outline.taken(), outline.imports().allStatics());
    var main = outline.compact() && !outline.main() ? MAIN : "";
    return new CompleteSource(written, imports, 0, "", written.text(), main);
  }

  /** The imports of a text that has these names, or all static members of a class, already. */
  static String imports(Set<String> taken, boolean importsAllStatics) {
    return imports("httpd.", FileClassName.VOCABULARY, taken)
        + imports("httpd.route.", FileClassName.ROUTES, taken)
        // Two imports of all statics can make a method ambiguous.
        + (importsAllStatics ? "" : STATICS);
  }

  /** The imports of a text that uses these names only, and has some of them already. */
  static String imports(Set<String> taken, Set<String> used) {
    return imports("httpd.", used(FileClassName.VOCABULARY, used), taken)
        + imports("httpd.route.", used(FileClassName.ROUTES, used), taken)
        + STATICS;
  }

  private static List<String> used(List<String> names, Set<String> used) {
    return names.stream().filter(used::contains).toList();
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

  /** The name of its class if it has no other. */
  String className() {
    return FileClassName.of(written.path());
  }

  /** Where in the text as written a position of this source is. */
  int place(long position) {
    int shifted = (int) position - before.length();
    return shifted <= split ? shifted : Math.max(split, shifted - within.length());
  }

  @Override
  public CharSequence getCharContent(boolean ignoreEncodingErrors) {
    return before + text.substring(0, split) + within + text.substring(split) + after;
  }

  /** Allows a public class with another name than the file, as in {@code my-handler.java}. */
  @Override
  public boolean isNameCompatible(String simpleName, Kind kind) {
    return kind == Kind.SOURCE;
  }
}
