package httpd.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.line.log.ServerLog;
import httpd.script.DependencyTool.Installed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the jars of libraries that a source names, by an installed program.
 *
 * <pre>
 *   wanted ──► kept, and all jars are there? ── yes ──► jars
 *                 │ no
 *                 └──► jbang, mvn or cs: which is installed? ──► run ──► kept ──► jars
 *                              │ none                             │ fails
 *                              └──────────► an error with the remedy
 * </pre>
 *
 * <p>Slow; for a thread that may wait.
 */
final class DependencyResolver {

  private static final System.Logger LOG = ServerLog.ofServer();

  /** How much of what a program says on its failure is shown. */
  private static final int MOST_LINES = 8;

  private final Map<String, String> environment;
  private final @Nullable KeptJars kept;
  private final LibrarySearch search;

  DependencyResolver(
      Map<String, String> environment, @Nullable CacheDirectory directory, LibrarySearch search) {
    this.environment = environment;
    this.kept = directory == null ? null : new KeptJars(directory);
    this.search = search;
  }

  List<Path> jars(SourceText source, List<Coordinates> wanted) throws HandlerFileException {
    var known = kept == null ? null : kept.find(wanted);
    if (known != null) {
      return known;
    }
    var found = resolved(source, wanted);
    if (kept != null && wanted.stream().allMatch(Coordinates::isFixed)) {
      kept.keep(wanted, found);
    }
    return found;
  }

  private List<Path> resolved(SourceText source, List<Coordinates> wanted)
      throws HandlerFileException {
    var installed =
        DependencyTool.find(environment)
            .orElseThrow(() ->
                refused(
                    source,
                    "no program is installed that finds libraries\n"
                        + "install jbang, mvn or cs, or remove the line and name the jars by"
                        + " --class-path"));
    LOG.log(
        System.Logger.Level.INFO,
        () ->
            "%s: %s finds %s, for at most %s min; Ctrl-C ends it"
                .formatted(
                    source.path(),
                    installed.tool().program(),
                    names(wanted),
                    LibrarySearch.PATIENCE.toMinutes()));
    try {
      return resolved(source, wanted, installed);
    } catch (IOException e) {
      throw refused(source, installed.program() + " cannot be run: " + e.getMessage());
    } catch (TimeoutException e) {
      throw refused(
          source,
          "%s has not found %s in time, and was ended\n%s"
              .formatted(
                  installed.tool().program(),
                  names(wanted),
                  "find out by "
                      + installed.program()
                      + " what it waits for, or name the jars by"
                      + " --class-path"));
    } catch (CancellationException e) {
      throw refused(source, installed.tool().program() + " was ended, since httpd is stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(source, "the search for libraries was interrupted");
    }
  }

  private List<Path> resolved(SourceText source, List<Coordinates> wanted, Installed installed)
      throws IOException, TimeoutException, InterruptedException, HandlerFileException {
    var work = Files.createTempDirectory("httpd-deps");
    try {
      var out = work.resolve("printed");
      var said = work.resolve("said");
      int code = search.run(installed.tool().command(installed.program(), wanted, work), out, said);
      var printed = Files.readString(out, UTF_8);
      if (code != 0) {
        throw refused(
            source,
            "%s does not find %s\n%s"
                .formatted(
                    installed.tool().program(),
                    names(wanted),
                    beginning(printed + Files.readString(said, UTF_8))));
      }
      return jars(source, installed, classPath(work, printed));
    } finally {
      remove(work);
    }
  }

  private static String classPath(Path work, String printed) throws IOException {
    var result = work.resolve(DependencyTool.RESULT);
    var text = Files.exists(result) ? Files.readString(result, UTF_8) : printed;
    return text.lines().filter(line -> !line.isBlank()).reduce("", (_, last) -> last).strip();
  }

  private static List<Path> jars(SourceText source, Installed installed, String classPath)
      throws HandlerFileException {
    var jars =
        Arrays.stream(classPath.split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(Files::isRegularFile) // jbang adds a jar of its own, which is not made.
            .toList();
    if (jars.isEmpty()) {
      throw refused(
          source, installed.tool().program() + " printed no class path\nit printed: " + classPath);
    }
    return jars;
  }

  private static HandlerFileException refused(SourceText source, String message) {
    int first = source.text().indexOf("//DEPS");
    return new HandlerFileException(source.error(Math.max(0, first), message));
  }

  private static String names(List<Coordinates> wanted) {
    return wanted.stream().map(Coordinates::toString).collect(Collectors.joining(", "));
  }

  private static String beginning(String said) {
    var lines = said.lines().filter(line -> !line.isBlank()).toList();
    return lines.stream().limit(MOST_LINES).collect(Collectors.joining("\n"));
  }

  private static void remove(Path directory) throws IOException {
    try (var all = Files.walk(directory)) {
      for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
