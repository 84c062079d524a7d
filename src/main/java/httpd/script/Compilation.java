package httpd.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles a handler file, and the classes that it uses from its directory, into memory.
 *
 * <pre>
 *   read ──► parsed as written ──► completed ──► compiled ──► classes
 *                   │                                │
 *                   └────────── errors ◄─────────────┘
 * </pre>
 *
 * <p>Nothing is written to disk, and no annotation processor or plugin runs.
 */
final class Compilation {

  private Compilation() {}

  /**
   * Compiles one file; {@code dependencies} records the files that the compiler reads, and {@code
   * siblings} what it has seen of them.
   */
  static CompiledHandler of(
      Path file, SourceText source, Dependencies dependencies, SiblingLog siblings)
      throws HandlerFileException, IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var standard = compiler.getStandardFileManager(null, Locale.ENGLISH, UTF_8)) {
      setPaths(standard, file);
      var outline = parse(compiler, standard, file, source);
      if (outline.packageAt() >= 0) {
        throw new HandlerFileException(
            source.error(
                outline.packageAt(),
                "a handler file has no package\n"
                    + "remove this line; siblings are found in its directory"));
      }
      var files = new ClassesInMemory(standard, dependencies, siblings);
      compile(compiler, files, file, CompleteSource.complete(source, outline));
      return new CompiledHandler(outline.types(), files.classes());
    }
  }

  private static void setPaths(StandardJavaFileManager files, Path file) throws IOException {
    files.setLocationFromPaths(
        StandardLocation.SOURCE_PATH, List.of(Dependencies.directoryOf(file)));
    files.setLocationFromPaths(StandardLocation.CLASS_PATH, HandlerClassPath.ofTheProcess().all());
    // By default the compiler runs plugins (com.sun.source.util.Plugin) of the class path.
    files.setLocationFromPaths(StandardLocation.ANNOTATION_PROCESSOR_PATH, List.of());
  }

  private static Outline parse(
      JavaCompiler compiler, JavaFileManager files, Path file, SourceText source)
      throws HandlerFileException, IOException {
    var problems = new DiagnosticCollector<JavaFileObject>();
    var task = task(compiler, files, problems, CompleteSource.asWritten(source));
    var unit = task.parse().iterator().next();
    CompileErrors.throwIfAny(problems.getDiagnostics(), file);
    return new OutlineReader(unit, source.text(), Trees.instance(task).getSourcePositions()).read();
  }

  private static void compile(
      JavaCompiler compiler, JavaFileManager files, Path file, CompleteSource source)
      throws HandlerFileException {
    var problems = new DiagnosticCollector<JavaFileObject>();
    var task = task(compiler, files, problems, source);
    boolean compiled = task.call();
    CompileErrors.throwIfAny(problems.getDiagnostics(), file);
    if (!compiled) {
      throw new HandlerFileException(
          source.written().error("the compiler failed without saying why"));
    }
  }

  private static JavacTask task(
      JavaCompiler compiler,
      JavaFileManager files,
      DiagnosticCollector<JavaFileObject> problems,
      CompleteSource source) {
    // Local variable names (-g) make the messages of null pointer exceptions readable.
    var options = List.of("-proc:none", "-implicit:class", "-g", "-nowarn");
    return (JavacTask) compiler.getTask(null, files, problems, options, null, List.of(source));
  }
}
