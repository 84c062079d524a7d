package httpd.script;

import java.util.List;
import javax.lang.model.SourceVersion;

/** The name of the class of a handler file, and the names that httpd gives to every file. */
final class FileClassName {

  static final List<String> ROUTES = List.of("Route", "Router");

  static final List<String> VOCABULARY =
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

  private FileClassName() {}

  /** Whether httpd gives this name to every file. */
  static boolean isOurs(String name) {
    return VOCABULARY.contains(name) || ROUTES.contains(name);
  }

  /**
   * The name of the class of a file without a class: that of the file, so that stack traces show
   * it. A name of the vocabulary gets a {@code _}, since it would hide what the file is likely to
   * use; except {@code Handler}.
   */
  static String of(String path) {
    var file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    var name = file.endsWith(".java") ? file.substring(0, file.length() - 5) : file;
    var letters = name.codePoints().map(c -> Character.isJavaIdentifierPart(c) ? c : '_');
    var identifier =
        letters
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    boolean hides = isOurs(name) && !name.equals("Handler");
    return SourceVersion.isName(identifier) && !hides ? identifier : "_" + identifier;
  }
}
