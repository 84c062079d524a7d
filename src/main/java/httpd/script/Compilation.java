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
      Path file,
      SourceText source,
      List<Path> classPath,
      Dependencies dependencies,
      SiblingLog siblings)
      throws HandlerFileException, IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var standard = compiler.getStandardFileManager(null, Locale.ENGLISH, UTF_8)) {
      setPaths(standard, List.of(Dependencies.directoryOf(file)), classPath);
      var parsed = parse(compiler, standard, CompleteSource.asWritten(source));
      CompileErrors.throwIfAny(parsed.errors(), file);
      var outline = new OutlineReader(parsed.unit(), source.text(), parsed.positions()).read();
      refusePackage(source, outline);
      var files = new ClassesInMemory(standard, dependencies, siblings);
      compile(compiler, files, file, CompleteSource.complete(source, outline));
      return new CompiledHandler(outline.types(), files.classes());
    }
  }

  /**
   * Compiles code that is not in a file: {@code place} stands for the file, and has no siblings.
   */
  static CompiledHandler ofCode(
      Path place,
      SourceText code,
      List<Path> classPath,
      Dependencies dependencies,
      SiblingLog siblings)
      throws HandlerFileException, IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var standard = compiler.getStandardFileManager(null, Locale.ENGLISH, UTF_8)) {
      setPaths(standard, List.of(), classPath);
      var completed = new CodeReader(code, source -> parse(compiler, standard, source)).read();
      var files = new ClassesInMemory(standard, dependencies, siblings);
      compile(compiler, files, place, completed.source());
      return new CompiledHandler(completed.types(), files.classes());
    }
  }

  /** Refuses a file with a {@code package}. */
  static void refusePackage(SourceText source, Outline outline) throws HandlerFileException {
    if (outline.packageAt() >= 0) {
      throw new HandlerFileException(
          source.error(
              outline.packageAt(),
              "a handler file has no package\n"
                  + "remove this line; siblings are found in its directory"));
    }
  }

  private static void setPaths(
      StandardJavaFileManager files, List<Path> sources, List<Path> classPath) throws IOException {
    files.setLocationFromPaths(StandardLocation.SOURCE_PATH, sources);
    files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
    // By default the compiler runs plugins (com.sun.source.util.Plugin) of the class path.
    files.setLocationFromPaths(StandardLocation.ANNOTATION_PROCESSOR_PATH, List.of());
  }

  private static CodeReader.Parsed parse(
      JavaCompiler compiler, JavaFileManager files, CompleteSource source) throws IOException {
    var problems = new DiagnosticCollector<JavaFileObject>();
    var task = task(compiler, files, problems, source);
    var unit = task.parse().iterator().next();
    return new CodeReader.Parsed(
        unit,
        Trees.instance(task).getSourcePositions(),
        CompileErrors.errors(problems.getDiagnostics()));
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
    var options = List.of("-proc:none", "-implicit:class", "-g", "-Xlint:static");
    return (JavacTask) compiler.getTask(null, files, problems, options, null, List.of(source));
  }
}
