package httpd.script;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import httpd.script.Outline.Declaration;
import httpd.script.Outline.Handle;
import java.io.IOException;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a piece of Java code is, and completes it to a handler. The parser of the compiler
 * is asked in this order, each time for what follows the imports:
 *
 * <pre>
 *   an expression? ── no ──► a file with methods or classes? ── no ──► statements? ── no ──► errors
 *      │ a lambda or a            │                                      │       of the attempt that
 *      │ method reference         │                                      │       came furthest
 *      ▼                          ▼                                      ▼
 *   its value, or            as a handler file                     the body of handle
 *   what it returns
 * </pre>
 *
 * <p>All that is added stands before or after the imports, on their line, or after the last
 * character, so that errors have the line and the column of what was typed.
 */
final class CodeReader {

  /** In this order: a semicolon after a return is a statement that is never reached. */
  private static final List<String> ENDS_OF_STATEMENTS = List.of("\n}", "\n; }");

  private static final String HANDLE = "Object handle(Request request) throws Exception ";

  /** What the parser makes of one source. */
  record Parsed(
      CompilationUnitTree unit,
      SourcePositions positions,
      List<Diagnostic<? extends JavaFileObject>> errors) {

    /** The one member of the one class, or null if the text has closed the class itself. */
    private @Nullable Tree onlyMember() {
      var types = unit.getTypeDecls();
      return errors.isEmpty()
              && types.size() == 1
              && types.getFirst() instanceof ClassTree type
              && type.getMembers().size() == 1
          ? type.getMembers().getFirst()
          : null;
    }
  }

  /** The parser of the compiler. */
  interface Parser {
    Parsed parse(CompleteSource source) throws IOException;
  }

  /** A source that can be compiled, and its classes that may handle requests. */
  record Completed(CompleteSource source, @Nullable ClassSource asClass, List<Declaration> types) {}

  private final SourceText code;
  private final Parser parser;

  private Imports imports = Imports.NONE;

  CodeReader(SourceText code, Parser parser) {
    this.code = code;
    this.parser = parser;
  }

  /** Returns the completed source; if it has errors, the one that explains them best. */
  Completed read() throws IOException, HandlerFileException {
    if (code.text().contains("import ")) {
      readImports();
    }
    var expression = wrapped("", "class C { Object code = ", "\n; }", true);
    var ofExpression = parser.parse(expression);
    if (ofExpression.onlyMember() instanceof VariableTree variable) {
      return completed(variable.getInitializer());
    }
    var ofFile = parser.parse(CompleteSource.asWritten(code));
    if (ofFile.errors().isEmpty() && ofFile.unit().getTypeDecls().stream().anyMatch(this::isUse)) {
      return file(ofFile);
    }
    int end = withoutEnd().length();
    var best =
        furthest(
            new Attempt(expression, ofExpression, end),
            new Attempt(CompleteSource.asWritten(code), ofFile, end));
    for (var after : ENDS_OF_STATEMENTS) {
      var statements = wrapped("", "class C { " + HANDLE + "{ ", after + " }", false);
      var ofStatements = parser.parse(statements);
      if (ofStatements.onlyMember() instanceof MethodTree) {
        return completed(HANDLE + "{ ", after, false);
      }
      best = furthest(best, new Attempt(statements, ofStatements, end));
    }
    return new Completed(best.source(), null, List.of());
  }

  /** The parser finds them also if what follows them is no declaration. */
  private void readImports() throws IOException {
    var parsed = parser.parse(CompleteSource.asWritten(code));
    imports = new OutlineReader(parsed.unit(), code.text(), parsed.positions()).imports();
  }

  private record Attempt(CompleteSource source, Parsed parsed, int end) {

    /** Where the first error is; what is after the code is its end. */
    private long place() {
      var errors = parsed.errors();
      return errors.isEmpty() ? -1 : Math.min(end, source.place(errors.getFirst().getPosition()));
    }
  }

  private static Attempt furthest(Attempt first, Attempt second) {
    return second.place() > first.place() ? second : first;
  }

  /** Whether a declaration is more than fields, which are statements as well. */
  private boolean isUse(Tree declaration) {
    return declaration instanceof ClassTree type
        && type.getMembers().stream().anyMatch(MethodTree.class::isInstance);
  }

  private Completed completed(ExpressionTree value) {
    // Not a switch over types: its first use makes classes, which the start waits for.
    if (value instanceof LambdaExpressionTree lambda && lambda.getParameters().isEmpty()) {
      return function("", "handle()", "of()");
    }
    return value instanceof LambdaExpressionTree || value instanceof MemberReferenceTree
        ? function("Request request", "handle(Request request)", "of(request)")
        : completed(HANDLE + "{ return ", "\n; }", true);
  }

  /** A field: in a method, a parameter of the lambda could not be called request. */
  private Completed function(String parameter, String handle, String call) {
    return completed(
        "interface Function_ { Object of("
            + parameter
            + ") throws Exception; } "
            + "private final Function_ function_ = ",
        "\n; Object " + handle + " throws Exception { return function_." + call + "; }",
        true);
  }

  private Completed completed(String before, String after, boolean expression) {
    var added = CompleteSource.imports(imports.names(), imports.allStatics());
    var source = wrapped(added, before, after + CompleteSource.MAIN, expression);
    var text = expression ? withoutEnd() : code.text();
    var asClass = new ClassSource(code, text, imports, imports.names(), before, after);
    var handle = new Handle(0, before.contains("handle()") ? List.of() : List.of(0));
    var type = new Declaration(FileClassName.of(code.path()), 0, List.of(handle));
    return new Completed(source, asClass, List.of(type));
  }

  private Completed file(Parsed parsed) throws HandlerFileException {
    var outline = new OutlineReader(parsed.unit(), code.text(), parsed.positions()).read();
    Compilation.refusePackage(code, outline);
    return new Completed(
        CompleteSource.complete(code, outline), outline.asClass(code), outline.types());
  }

  private CompleteSource wrapped(String before, String within, String after, boolean expression) {
    var text = expression ? withoutEnd() : code.text();
    return CompleteSource.wrapped(
        code, before, Math.min(imports.end(), text.length()), within, text, after);
  }

  /** The code without semicolons at its end, which an expression has if a statement was copied. */
  private String withoutEnd() {
    int end = code.text().length();
    while (end > 0 && " \t\r\n;".indexOf(code.text().charAt(end - 1)) >= 0) {
      end--;
    }
    return code.text().substring(0, end);
  }
}
