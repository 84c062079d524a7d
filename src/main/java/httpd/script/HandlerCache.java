package httpd.script;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The compiled classes of handler files, kept on disk for the next start.
 *
 * <pre>
 *   text of the file ──► key ──► entry? ──► whole, and all it depends on is as it was ──► classes
 *                                  │ no          │ no
 *                                  └─────────────┴──► compiled ──► written as an entry ──► classes
 * </pre>
 *
 * <p>An entry has the texts that were compiled, which are compared with those on disk. Whatever is
 * wrong with the cache means a compilation, and no message. For any thread.
 */
public final class HandlerCache {

  /** Keeps nothing. */
  public static final HandlerCache OFF = new HandlerCache(null, System.getenv());

  private final @Nullable CacheDirectory directory;
  private final Map<String, String> environment;
  private final LibrarySearch search = new LibrarySearch(LibrarySearch.PATIENCE);

  private HandlerCache(@Nullable CacheDirectory directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = environment;
  }

  /** Compiles a handler file, and records what the compiler sees beside it. */
  interface Compiler {
    CompiledHandler compile(SiblingLog log) throws HandlerFileException, IOException;
  }

  /** The cache of a user, as {@code XDG_CACHE_HOME} or {@code HOME} says; off without either. */
  public static HandlerCache of(Map<String, String> environment) {
    var base = absolute(environment.get("XDG_CACHE_HOME"), "");
    if (base == null) {
      base = absolute(environment.get("HOME"), ".cache");
    }
    return base == null ? OFF : new HandlerCache(new CacheDirectory(base), environment);
  }

  static HandlerCache in(Path base) {
    return new HandlerCache(new CacheDirectory(base), System.getenv());
  }

  /** The class path of a source: that of the process, and what its {@code //DEPS} lines name. */
  HandlerClassPath classPath(SourceText source) throws HandlerFileException {
    var wanted = DependencyLines.of(source);
    if (wanted.isEmpty()) {
      return HandlerClassPath.ofTheProcess();
    }
    var jars = new DependencyResolver(environment, directory, search).jars(source, wanted);
    return HandlerClassPath.ofTheProcess().plus(jars);
  }

  /** The same kept classes, whose searches for libraries end apart. */
  HandlerCache withOwnSearches() {
    return new HandlerCache(directory, environment);
  }

  /** Ends a search for libraries, and each later one. */
  void endSearches() {
    search.end();
  }

  private static @Nullable Path absolute(@Nullable String directory, String below) {
    try {
      var path = directory == null ? null : Path.of(directory);
      return path == null || !path.isAbsolute() ? null : path.resolve(below);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** The compilation that was kept, or else a new one, which is kept if it succeeds. */
  CompiledHandler get(
      Path file, byte[] text, List<Path> classPath, Dependencies dependencies, Compiler compiler)
      throws HandlerFileException, IOException {
    var log = new SiblingLog(file);
    if (directory == null || !isWhereItSeems(file)) {
      return compiler.compile(log);
    }
    var key = CacheKey.of(file, text, classPath);
    var kept = find(key, new Dependencies(file), dependencies);
    if (kept != null) {
      return kept;
    }
    var before = state(classPath);
    var compiled = compiler.compile(log);
    if (before != null) {
      keep(key, before, log, compiled);
    }
    return compiled;
  }

  /** Whether {@code ..} in the path does not lead elsewhere than it seems, behind a link. */
  private static boolean isWhereItSeems(Path file) throws IOException {
    var asWritten = Dependencies.directoryOf(file);
    var normalized = asWritten.normalize();
    return asWritten.equals(normalized)
        || (normalized.toFile().exists() && Files.isSameFile(asWritten, normalized));
  }

  private @Nullable CompiledHandler find(CacheKey key, Dependencies seen, Dependencies all) {
    try {
      var bytes = directory == null ? null : directory.read(key.name());
      var entry = bytes == null ? null : CacheEntry.decoded(bytes, key);
      if (entry == null || !entry.classPath().holds() || !entry.siblings().hold(seen)) {
        return null;
      }
      all.add(seen);
      return entry.compiled();
    } catch (IOException | BufferUnderflowException | InvalidPathException damaged) {
      return null; // The same as no entry: the file is compiled.
    }
  }

  private static @Nullable ClassPathState state(List<Path> classPath) {
    try {
      return ClassPathState.of(classPath);
    } catch (IOException | IllegalArgumentException unknown) {
      return null; // Then nothing is kept.
    }
  }

  private void keep(CacheKey key, ClassPathState before, SiblingLog log, CompiledHandler compiled) {
    var siblings = log.seen();
    try {
      if (directory != null && siblings.isPresent() && before.holds()) {
        var entry = new CacheEntry(key, before, siblings.get(), compiled);
        directory.write(key.name(), entry.encoded());
      }
    } catch (IOException | UnsupportedOperationException full) {
      return; // It is compiled at the next start as well.
    }
  }
}
