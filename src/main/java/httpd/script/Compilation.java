package httpd.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

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

  private final JavaCompiler compiler;
  private final StandardJavaFileManager standard;
  private final Path file;
  private final Dependencies dependencies;
  private final SiblingLog siblings;

  private Compilation(
      JavaCompiler compiler,
      StandardJavaFileManager standard,
      Path file,
      Dependencies dependencies,
      SiblingLog siblings) {
    this.compiler = compiler;
    this.standard = standard;
    this.file = file;
    this.dependencies = dependencies;
    this.siblings = siblings;
  }

  /**
   * Compiles one file; {@code dependencies} records the files that the compiler reads, and {@code
   * siblings} what it has seen of them.
   */
  static CompiledHandler of(
      Path file,
      SourceText source,
      HandlerClassPath classPath,
      Dependencies dependencies,
      SiblingLog siblings)
      throws HandlerFileException, IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var standard = compiler.getStandardFileManager(null, Locale.ENGLISH, UTF_8)) {
      setPaths(standard, List.of(Dependencies.directoryOf(file)));
      var parsed = parse(compiler, standard, CompleteSource.asWritten(source));
      CompileErrors.throwIfAny(parsed.errors(), file);
      var outline = new OutlineReader(parsed.unit(), source.text(), parsed.positions()).read();
      refusePackage(source, outline);
      var compilation = new Compilation(compiler, standard, file, dependencies, siblings);
      var complete = CompleteSource.complete(source, outline);
      return new CompiledHandler(
          outline.types(), compilation.compile(complete, outline.asClass(source), classPath));
    }
  }

  /**
   * Compiles code that is not in a file: {@code place} stands for the file, and has no siblings.
   */
  static CompiledHandler ofCode(
      Path place,
      SourceText code,
      HandlerClassPath classPath,
      Dependencies dependencies,
      SiblingLog siblings)
      throws HandlerFileException, IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (var standard = compiler.getStandardFileManager(null, Locale.ENGLISH, UTF_8)) {
      setPaths(standard, List.of());
      var completed = new CodeReader(code, source -> parse(compiler, standard, source)).read();
      var compilation = new Compilation(compiler, standard, place, dependencies, siblings);
      return new CompiledHandler(
          completed.types(),
          compilation.compile(completed.source(), completed.asClass(), classPath));
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

  private static void setPaths(StandardJavaFileManager files, List<Path> sources)
      throws IOException {
    files.setLocationFromPaths(StandardLocation.SOURCE_PATH, sources);
    files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of());
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

  /** Compiles what is quick to compile, and all of it if that has errors. */
  private Map<String, byte[]> compile(
      CompleteSource source, @Nullable ClassSource asClass, HandlerClassPath classPath)
      throws HandlerFileException, IOException {
    var own = classPath.ownJar();
    @Nullable Map<String, byte[]> quick;
    if (own == null) {
      standard.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath.all());
      quick = quick(source, asClass, standard);
    } else {
      try (var jar = new OwnJar(own)) {
        quick = quick(source, asClass, new OwnClassesFirst(standard, jar));
      }
      standard.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath.all());
    }
    if (quick != null) {
      return quick;
    }
    var files = new ClassesInMemory(standard, dependencies, siblings);
    CompileErrors.throwIfAny(problems(source, files), file);
    return files.classes();
  }

  /** Null if that has errors, or a name in it may mean another class. */
  private @Nullable Map<String, byte[]> quick(
      CompleteSource source, @Nullable ClassSource asClass, JavaFileManager found)
      throws HandlerFileException, IOException {
    var files = new ClassesInMemory(found, dependencies, siblings);
    var known = asClass == null ? Set.<String>of() : files.unnamedPackage();
    var named = asClass == null ? null : asClass.complete(known);
    boolean fine = problems(named == null ? source : named, files).isEmpty();
    boolean sure =
        !files.hasPackages() && (named == null || files.hasNoneBut(known, named.className()));
    return fine && sure ? files.classes() : null;
  }

  private List<Diagnostic<? extends JavaFileObject>> problems(
      CompleteSource source, JavaFileManager files) throws HandlerFileException {
    var problems = new DiagnosticCollector<JavaFileObject>();
    boolean compiled = task(compiler, files, problems, source).call();
    var errors = CompileErrors.errors(problems.getDiagnostics());
    if (!compiled && errors.isEmpty()) {
      throw new HandlerFileException(
          source.written().error("the compiler failed without saying why"));
    }
    return errors;
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
