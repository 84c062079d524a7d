package httpd.script;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import httpd.line.blocking.CloseTasks;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A handler file that is loaded again when it, or a file that it depends on, has changed.
 *
 * <pre>
 *                      a look: changed, and at rest
 *   SERVING version n ──────────────────────────────► LOADING, while version n serves
 *      ▲  ▲                                                │ loads            │ fails
 *      │  └─── version n keeps serving, error is shown ────┼──────────────────┘
 *      └────── version n+1 serves; n ends its streams ─────┘
 * </pre>
 *
 * <p>{@link #handle} is for any thread. Looks and loads are serialized by a lock. The version that
 * has told an event loop that it does not block is the one that handles this request there, even if
 * the next one, which may block, serves meanwhile.
 */
final class WatchedHandlerFile implements Handler {

  /** What was asked on this thread last, and has said that it does not block. */
  private static final ThreadLocal<@Nullable Asked> ASKED = new ThreadLocal<>();

  private record Asked(WatchedHandlerFile file, HandlerVersion version) {}

  private final Path file;
  private final Consumer<String> console;
  private final CloseTasks closeTasks;
  private final WatchedFiles watched;
  private final HandlerCache cache;

  private volatile HandlerVersion current;

  /** The newest that was set, so that a request need not make one; a race makes two equal ones. */
  private volatile @Nullable Asked asked;

  /** Held while the current version is replaced or retired. */
  private final ReentrantLock swapping = new ReentrantLock();

  private boolean closed;

  /** Held during a look and a load; guards the fields below. */
  private final ReentrantLock loading = new ReentrantLock();

  private final ChangeDetector changes = new ChangeDetector();
  private Dependencies dependencies;
  private boolean failed;

  WatchedHandlerFile(
      Path file,
      WatchedFiles watched,
      HandlerCache cache,
      Consumer<String> console,
      CloseTasks closeTasks)
      throws HandlerFileException {
    this.file = file;
    this.cache = cache;
    this.watched = watched;
    this.console = console;
    this.closeTasks = closeTasks;
    dependencies = begin();
    current = version();
    changes.add(dependencies.states());
  }

  private Dependencies begin() {
    var load = new Dependencies(file);
    changes.begin(watched.before(load.directory()));
    return load;
  }

  private HandlerVersion version() throws HandlerFileException {
    return new HandlerVersion(HandlerFile.load(file, dependencies, cache), closeTasks);
  }

  @Override
  public Response handle(Request request) throws Exception {
    var before = asked();
    if (before != null && before.enter()) {
      return before.answer(request);
    }
    while (true) {
      var version = current;
      if (version.enter()) {
        return version.answer(request);
      }
      if (version == current) {
        return version.handle(request); // 503.
      }
    }
  }

  /** Takes the version that was asked on this thread. Virtual threads are not asked. */
  private @Nullable HandlerVersion asked() {
    var here = Thread.currentThread().isVirtual() ? null : ASKED.get();
    if (here == null || here.file() != this) {
      return null;
    }
    ASKED.set(null); // The next request of this thread sets it again.
    return here.version();
  }

  @Override
  public boolean mayBlock(Request request) {
    var version = current;
    boolean blocks = version.mayBlock(request);
    if (!blocks) {
      var last = asked;
      if (last == null || last.version() != version) {
        last = new Asked(this, version);
        asked = last;
      }
      ASKED.set(last);
    }
    return blocks;
  }

  /** Loads the file if it, or a file that it depends on, has changed and come to rest. */
  void look() {
    inTurn(() -> {
      var changed = changes.look(now());
      if (!changed.isEmpty()) {
        load(reason(changed));
      }
    });
  }

  void reload() {
    inTurn(() -> load(""));
  }

  /** Loads the file at once if it, or a file that it depends on, has changed. */
  void reloadIfChanged() {
    inTurn(() -> {
      if (changes.differ(now())) {
        load("");
      }
    });
  }

  private void inTurn(Runnable task) {
    loading.lock();
    try {
      task.run();
    } finally {
      loading.unlock();
    }
  }

  private Map<Path, FileState> now() {
    return watched.after(dependencies, failed, changes.files());
  }

  void close() {
    swapping.lock();
    try {
      if (!closed) {
        closed = true;
        current.retire();
      }
    } finally {
      swapping.unlock();
    }
  }

  private void load(String reason) {
    long began = System.nanoTime();
    dependencies = begin();
    failed = true;
    try {
      swap(version());
      failed = false;
      double seconds = (double) (System.nanoTime() - began) / TimeUnit.SECONDS.toNanos(1);
      console.accept(
          String.format(Locale.ROOT, "httpd: reloaded %s in %.2f s%s", file, seconds, reason));
    } catch (HandlerFileException e) {
      sayFailed(String.valueOf(e.getMessage()));
    } catch (Throwable failure) { // An error of user code must not end the watch.
      sayFailed(file + ": error: it cannot be loaded: " + failure);
    } finally {
      changes.add(dependencies.states());
    }
  }

  private void swap(HandlerVersion next) {
    swapping.lock();
    try {
      var before = closed ? next : current;
      if (!closed) {
        current = next;
      }
      before.retire();
    } finally {
      swapping.unlock();
    }
  }

  private void sayFailed(String message) {
    console.accept(message + "\nhttpd: still serving the version before");
  }

  /** Names the file that has changed, unless it is the handler file. */
  private String reason(List<Path> changed) {
    if (changed.contains(file.toAbsolutePath().normalize())) {
      return "";
    }
    int others = changed.size() - 1;
    return " (%s%s)"
        .formatted(nameOf(changed.getFirst()), others == 0 ? "" : " and " + others + " more");
  }

  private String nameOf(Path other) {
    var directory = dependencies.directory();
    return (other.startsWith(directory) ? directory.relativize(other) : other).toString();
  }
}
