package httpd.script;

import httpd.Handler;
import httpd.line.blocking.CloseTasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Handler files that are loaded anew when they change, while the server runs, and those that are
 * loaded once; both are closed with this. SPEC.md, chapter "Handler files", section "Watching", has
 * the rules.
 *
 * <pre>
 *   load(file) ...            start()                     close()
 *   LOADING ────────────────────────────► WATCHING ─────────────────► CLOSED
 *                 the thread "httpd-watch" looks every 200 ms
 * </pre>
 *
 * <p>One daemon thread looks at all files and loads what has changed, one at a time; a static
 * initializer that never returns keeps it from all others. Loading, {@link #start} and {@link
 * #close} are for one thread, {@link #reload} is for any.
 */
public final class HandlerWatch implements AutoCloseable {

  private static final long PAUSE_MILLIS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Consumer<String> console;
  private final List<WatchedHandlerFile> files = new CopyOnWriteArrayList<>();
  private final List<LoadedHandlerFile> unwatched = new CopyOnWriteArrayList<>();
  private final CloseTasks closeTasks = new CloseTasks();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicBoolean reloadRequested = new AtomicBoolean();
  private @Nullable Thread thread;

  /**
   * Watches nothing yet.
   *
   * @param console takes what there is to say of reloads, whole lines without the last line feed;
   *     called on the thread that reloads
   */
  public HandlerWatch(Consumer<String> console) {
    this.console = console;
  }

  /**
   * Loads a file as {@link HandlerFile#load} does, and watches it.
   *
   * @return a handler that passes each request to the version that was loaded last
   * @throws HandlerFileException if it cannot be loaded this first time
   */
  public Handler load(Path file) throws HandlerFileException {
    var watched = new WatchedHandlerFile(file, console, closeTasks);
    files.add(watched);
    return watched;
  }

  /**
   * Loads a file as {@link HandlerFile#load} does, once and for all. It is not watched, but closed
   * with this if it wants to be.
   *
   * @throws HandlerFileException if it cannot be loaded
   */
  public Handler loadOnce(Path file) throws HandlerFileException {
    var loaded = new LoadedHandlerFile(HandlerFile.load(file), closeTasks);
    unwatched.add(loaded);
    return loaded;
  }

  /** Begins to look, if there is a file to look at. Changes since its first load count. */
  public void start() {
    if (!files.isEmpty() && thread == null) {
      thread = Thread.ofPlatform().daemon().name("httpd-watch").start(this::watch);
    }
  }

  /** Loads all files anew, changed or not, as a signal may ask for. Returns when that is done. */
  public void reload() {
    files.forEach(WatchedHandlerFile::reload);
  }

  /**
   * Has the files that have changed loaded soon, as a signal may ask for, on a thread of its own.
   * Requests that come before that begins are one.
   */
  public void reloadChangedSoon() {
    if (reloadRequested.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("httpd-reload").start(this::reloadChanged);
    }
  }

  /** The work of that thread, and a test's. */
  void reloadChanged() {
    reloadRequested.set(false);
    files.forEach(WatchedHandlerFile::reloadIfChanged);
  }

  /**
   * Ends the thread, and closes the handlers that want to be, each behind its last request. To be
   * called when the server takes no more of them. Waits a moment for a load that is under way, and
   * for the handlers.
   */
  @Override
  public void close() {
    boolean again = closing.getCount() == 0;
    closing.countDown();
    files.forEach(WatchedHandlerFile::close);
    if (!again) {
      unwatched.forEach(LoadedHandlerFile::close);
    }
    try {
      if (thread != null) {
        thread.join(PATIENCE);
      }
      closeTasks.await(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The rest ends on its own.
    }
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
      Thread.currentThread().interrupt(); // Nobody here does that; whoever does wants it to end.
    }
  }
}
