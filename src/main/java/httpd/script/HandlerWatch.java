package httpd.script;

import httpd.Handler;
import httpd.line.blocking.CloseTasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns handler files, loads them again when they have changed, and closes them.
 * docs/spec/script.md, "Watching", has the rules.
 *
 * <pre>
 *   load(file) ...       start(), with --watch              close()
 *   LOADING ────────────────────────────► WATCHING ─────────────────► CLOSED
 *      │          the thread "httpd-watch" looks every 200 ms            ▲
 *      └────── without: only reloadChanged(), as after HUP ──────────────┘
 * </pre>
 *
 * <p>One daemon thread looks at all files and loads those that have changed, one at a time; a
 * static initializer that never returns blocks it for all. Loading, {@link #start} and {@link
 * #close} are for one thread, {@link #reload} is for any.
 */
public final class HandlerWatch implements AutoCloseable {

  private static final long PAUSE_MILLIS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Consumer<String> console;
  private final List<WatchPattern> also;
  private final HandlerCache cache;
  private final List<WatchedHandlerFile> files = new CopyOnWriteArrayList<>();
  private final List<HandlerVersion> ofCode = new ArrayList<>();
  private final CloseTasks closeTasks = new CloseTasks();
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;

  /** Makes a watch; {@code console} takes messages about reloads, on the thread that reloads. */
  public HandlerWatch(Consumer<String> console, List<WatchPattern> also, HandlerCache cache) {
    this.cache = cache.withOwnSearches();
    this.console = console;
    this.also = List.copyOf(also);
  }

  /** Loads a file; its handler passes each request to the newest version. */
  public Handler load(Path file) throws HandlerFileException {
    var watched = new WatchedHandlerFile(file, new WatchedFiles(also), cache, console, closeTasks);
    files.add(watched);
    return watched;
  }

  /** Loads code that is in no file, as an expression or the body of a method. */
  public Handler loadCode(String code) throws HandlerFileException {
    var version = new HandlerVersion(HandlerFile.loadCode(code, cache), closeTasks);
    ofCode.add(version);
    return version;
  }

  /** Compiles code and checks whether it can be loaded; runs nothing. */
  public void checkCode(String code) throws HandlerFileException {
    HandlerFile.checkCode(code, cache);
  }

  /** Compiles a file, or finds it compiled, and checks whether it can be loaded; runs nothing. */
  public void check(Path file) throws HandlerFileException {
    HandlerFile.check(file, cache);
  }

  /** Begins to look, if a file is watched. Changes since its first load count. */
  public void start() {
    if (!files.isEmpty() && thread == null) {
      also.stream().filter(WatchPattern::isCutShort).forEach(this::sayCutShort);
      thread = Thread.ofPlatform().daemon().name("httpd-watch").start(this::watch);
    }
  }

  private void sayCutShort(WatchPattern pattern) {
    console.accept(
        "httpd: --watch-also %s: only %s files are watched, and there are more"
            .formatted(pattern, WatchPattern.MOST_FILES));
  }

  /** Loads all watched files, changed or not; returns when that is done. */
  public void reload() {
    files.forEach(WatchedHandlerFile::reload);
  }

  /** Loads the files that have changed, one after the other; returns when that is done. */
  public void reloadChanged() {
    files.forEach(WatchedHandlerFile::reloadIfChanged);
  }

  /**
   * Ends the thread, and closes the handlers that are {@link AutoCloseable}, each after its last
   * request. To be called after the server's close. Waits for a load that has begun, and for the
   * closes, for two seconds each.
   */
  @Override
  public void close() {
    closing.countDown();
    endSearches();
    files.forEach(WatchedHandlerFile::close);
    ofCode.forEach(HandlerVersion::retire);
    ofCode.clear();
    try {
      if (thread != null) {
        thread.join(PATIENCE);
      }
      closeTasks.await(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The rest ends on its own.
    }
  }

  /** Ends a load that waits for libraries, and each later one; for any thread. */
  public void endSearches() {
    cache.endSearches();
  }

  /** One look at every file; the thread's work, and a test's. */
  void look() {
    files.forEach(WatchedHandlerFile::look);
  }

  private void watch() {
    try {
      while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It is never interrupted by httpd.
    }
  }
}
